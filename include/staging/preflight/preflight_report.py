"""All preflight checks of one run."""

from __future__ import annotations

from dataclasses import dataclass

from include.exceptions import PreflightError
from include.ledger.dump_object import DumpObject
from include.staging.preflight.check_result import CheckResult, CheckStatus
from include.text_table import text_table


@dataclass(frozen=True, slots=True, kw_only=True)
class PreflightReport:
    """All preflight checks of one run.

    :param results: every check, in the order they were made.
    :param dump: the dump of the day; None if there is none.
    """

    results: tuple[CheckResult, ...]
    dump: DumpObject | None

    @property
    def failures(self) -> list[CheckResult]:
        """The checks that stop the run."""
        return [result for result in self.results if result.status is CheckStatus.FAILED]

    def table(self) -> str:
        """Return the checks as an aligned table for the task log."""
        return text_table(
            ("status", "check", "measured", "expected", "message"),
            [(r.status.value, r.name, r.measured, r.expected, r.message) for r in self.results],
        )

    def require(self) -> DumpObject:
        """Return the dump of the day.

        :raises PreflightError: listing every failed check with what to do about it.
        """
        failures = self.failures
        if failures or self.dump is None:
            action = " ".join(f"[{r.name}] {r.action}" for r in failures if r.action)
            # An older dump is no fault that could be mended: this run stays as it is.
            if {result.name for result in failures} != {"newer than published"}:
                action += " Then clear preflight of this run with downstream."
            raise PreflightError(
                f"{len(failures)} preflight check{'s' if len(failures) != 1 else ''} failed: "
                + " ".join(f"[{r.name}] {r.message}" for r in failures),
                action,
            )
        return self.dump
