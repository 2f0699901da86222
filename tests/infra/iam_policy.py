"""How IAM decides on a call by the policies of one role, as its user guide documents it.

Source: "Policy evaluation logic" of the IAM user guide. An explicit denial wins, then an allowing statement
is needed; a condition on a key that the request does not have does not hold. Only what this project's
policies use is known; anything else is an error, not a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

Statement = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A call to AWS as IAM sees it: the action, the resource's ARN, and the condition keys of the request."""

    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)


def is_allowed(statements: Iterable[Statement], call: Call) -> bool:
    """Return whether the statements of a role's policies allow a call."""
    effects = {statement["Effect"] for statement in statements if _applies(statement, call)}
    return effects == {"Allow"}


def _applies(statement: Statement, call: Call) -> bool:
    unknown = set(statement) - {"Sid", "Effect", "Action", "Resource", "Condition"}
    assert not unknown, f"the model does not know {unknown}"
    # Actions are compared without case, resources with it.
    return (
        any(_like(call.action.lower(), pattern.lower()) for pattern in _list(statement["Action"]))
        and any(_like(call.resource, pattern) for pattern in _list(statement["Resource"]))
        and all(
            _holds(operator, key, _list(wanted), call.context)
            for operator, keys in (statement.get("Condition") or {}).items()
            for key, wanted in keys.items()
        )
    )


def _holds(operator: str, key: str, wanted: Sequence[str], context: Mapping[str, str]) -> bool:
    value = {name.lower(): given for name, given in context.items()}.get(key.lower())
    if value is None:
        return False
    match operator:
        case "StringEquals":
            return value in wanted
        case "StringLike":
            return any(_like(value, pattern) for pattern in wanted)
    raise NotImplementedError(operator)


def _like(text: str, pattern: str) -> bool:
    # IAM knows * and ?, and no sets in brackets.
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def _list(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value
