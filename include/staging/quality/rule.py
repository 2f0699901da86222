"""One quality rule."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from include.exceptions import ConfigurationError

_OPERATORS: Final[Mapping[str, Callable[[float, float], bool]]] = MappingProxyType(
    {
        ">": operator.gt,
        ">=": operator.ge,
        "<": operator.lt,
        "<=": operator.le,
        "==": operator.eq,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One quality rule: what it measures, and what the number must be.

    :param name: unique name, in the ledger and the log.
    :param about: what is measured and why, in one line.
    :param expect: an operator and a number, or an operator and the name of a setting.
    :param severity: ``error`` stops the publish, ``warn`` does not.
    :param query: name of a file in ``sql/`` that returns ``measured`` and ``detail``.
    :param check: name of a function in ``checks/``; a rule has either a query or a check.
    :param parameters: names of tables and columns, and values, for the query or check.
    :param compares: measures against what readers see now.
    """

    name: str
    about: str
    expect: str
    severity: str
    query: str | None = None
    check: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    compares: bool = False

    def __post_init__(self) -> None:
        if (self.query is None) == (self.check is None):
            raise ConfigurationError(
                f"Rule {self.name} needs a query or a check, not both.", "Correct rules.yml."
            )
        if self.severity not in {"error", "warn"}:
            raise ConfigurationError(
                f"Rule {self.name} has severity {self.severity!r}.", "Write error or warn in rules.yml."
            )
        sign, _, number = self.expect.partition(" ")
        if sign not in _OPERATORS or not number:
            raise ConfigurationError(
                f"Rule {self.name} expects {self.expect!r}.",
                'Write an operator and a number, such as ">= 0.8".',
            )

    def threshold(self, settings: object) -> float:
        """Return the number of ``expect``; a name is looked up in the settings.

        :raises ConfigurationError: if it is neither a number nor a setting.
        """
        text = self.expect.partition(" ")[2].strip()
        value = getattr(settings, text, text)
        try:
            return float(value)
        except (TypeError, ValueError):
            raise ConfigurationError(
                f"Rule {self.name} expects {self.expect!r}, which is neither a number nor a setting.",
                "Correct rules.yml.",
            ) from None

    def holds(self, measured: float, threshold: float) -> bool:
        """Return whether the measured number is as expected."""
        return _OPERATORS[self.expect.partition(" ")[0]](measured, threshold)
