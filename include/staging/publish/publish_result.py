"""What a publish or a roll-back did."""

from __future__ import annotations

from dataclasses import dataclass

from include.ledger.publication import Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishResult:
    """What a publish or a roll-back did.

    :param publication: what readers see now.
    :param changed: False if a try before had already done everything.
    :param healed: True if readers saw a dump that the ledger did not know, which was recorded now.
    :param dropped_triggers: triggers that had to go because a table with triggers cannot change its schema.
    :param discarded_copy: backup schema whose older copy of the same day was replaced, or None.
    """

    publication: Publication
    changed: bool
    healed: bool = False
    dropped_triggers: tuple[str, ...] = ()
    discarded_copy: str | None = None
