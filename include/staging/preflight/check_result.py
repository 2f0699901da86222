"""The result of one preflight check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CheckStatus(StrEnum):
    """What a check came to."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The result of one preflight check.

    :param name: the check.
    :param status: ``failed`` stops the run; ``skipped`` says why nothing could be measured.
    :param measured: what was found.
    :param expected: what it must be.
    :param message: what is wrong, in a sentence; empty if nothing is.
    :param action: what to do about it; empty if nothing is wrong.
    """

    name: str
    status: CheckStatus
    measured: str
    expected: str
    message: str = ""
    action: str = ""

    @classmethod
    def ok(cls, name: str, measured: object, expected: str) -> CheckResult:
        """Return a passed check."""
        return cls(name=name, status=CheckStatus.OK, measured=str(measured), expected=expected)

    @classmethod
    def skipped(cls, name: str, why: str) -> CheckResult:
        """Return a check that could not be made, and why."""
        return cls(name=name, status=CheckStatus.SKIPPED, measured="-", expected="-", message=why)

    @classmethod
    def failed(cls, name: str, measured: object, expected: str, *, message: str, action: str) -> CheckResult:
        """Return a check that stops the run."""
        return cls(
            name=name,
            status=CheckStatus.FAILED,
            measured=str(measured),
            expected=expected,
            message=message,
            action=action,
        )

    @classmethod
    def warning(
        cls, name: str, measured: object, expected: str, *, message: str, action: str = ""
    ) -> CheckResult:
        """Return a check whose finding should be looked at, and does not stop the run."""
        return cls(
            name=name,
            status=CheckStatus.WARNING,
            measured=str(measured),
            expected=expected,
            message=message,
            action=action,
        )
