"""The result of one quality rule."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

_LONGEST_DETAIL: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """The result of one quality rule.

    :param rule_name: the rule.
    :param about: what it measures.
    :param severity: ``error`` or ``warn``.
    :param status: ``passed``, ``failed``, ``skipped`` (nothing to compare with) or ``waived`` (failed, and a
        person let it pass for this run).
    :param measured: the number as people read it.
    :param threshold: what it must be.
    :param detail: which tables, columns or codes, never a row's content.
    """

    rule_name: str
    about: str
    severity: str
    status: str
    measured: str
    threshold: str
    detail: str = ""

    @property
    def blocks(self) -> bool:
        """Whether this result stops the publish."""
        return self.status == "failed" and self.severity == "error"

    def to_row(self) -> dict[str, Any]:
        """Return the result as the ledger keeps it."""
        row = asdict(self)
        del row["about"]
        return {**row, "detail": self.detail[:_LONGEST_DETAIL]}
