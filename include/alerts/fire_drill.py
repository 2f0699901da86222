"""A fire drill: one message over each path by which the pipeline calls for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from include.text_table import text_table

# Path to who sends the message over it. Each has rights and settings of its own, and has failed alone.
PATHS: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "a task itself, as for steps overridden by hand",
        2: "the callback of a task, as when it failed",
        3: "the callback of a run in the dag processor, as when it timed out",
    }
)
_IF_MISSING: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "the topic's subscriptions (is each confirmed?), or the execution role's sns:Publish",
        2: "the end of this task's log has the error",
        3: "the dag processor's log has the error",
    }
)


def drill_headline(path: int) -> str:
    """Return the subject of the message over a path.

    :param path: its number in :data:`PATHS`.
    """
    return f"fire drill {path} of {len(PATHS)}"


def drill_facts(path: int, note: str = "") -> dict[str, str]:
    """Return the values for the template ``fire_drill``.

    :param path: its number in :data:`PATHS`.
    :param note: what the person who runs the drill wants to stand in the message.
    """
    return {"path": str(path), "sender": PATHS[path], "note": note}


def drill_report(topic_arn: str, message_id: str) -> str:
    """Return what was sent, what follows and what a missing message means, as a table and a sentence.

    :param topic_arn: the topic that took the first message.
    :param message_id: what SNS calls that message.
    """
    state = {
        1: f"sent: {message_id}",
        2: "follows when this task has ended",
        3: "follows when the run has ended",
    }
    rows = [(drill_headline(path), PATHS[path], state[path], _IF_MISSING[path]) for path in PATHS]
    return (
        text_table(("subject ends in", "sent by", "state", "if it is missing"), rows)
        + f"\n{len(PATHS)} messages must reach everybody on {topic_arn} within five minutes: ask them. "
        "Alarms of CloudWatch go to the same topic."
    )
