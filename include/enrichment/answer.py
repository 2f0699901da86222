"""What was found out about one tenant's nationality."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """A nationality, or the fact that none is known.

    :param nationality: a name of ``m_nationalities``; None if it is not known, which is stored too, so
        that the same name is not examined every day.
    :param confidence: 0 to 1; 0 without a nationality.
    :param source: the rule set or model that answered; stored as ``model_version``.
    """

    nationality: str | None
    confidence: float
    source: str
