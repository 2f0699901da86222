"""A fire drill: one message over each path by which the pipeline calls for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from include.exceptions import ConfigurationError
from include.text_table import text_table

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

# Path to who sends the message over it. Each has rights and settings of its own, and has failed alone.
PATHS: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "a task itself, as for steps overridden by hand",
        2: "the callback of a task, as when it failed",
        3: "the callback of a run in the dag processor, as when it timed out",
    }
)
#: State of a subscription that gets messages.
CONFIRMED: Final = "confirmed"
_IF_MISSING: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "the subscriptions above, or the mail's spam folder",
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


def subscribers(sns: SNSClient, topic_arn: str) -> list[tuple[str, str, str]]:
    """Return protocol, address and state of each subscription of a topic.

    Of a mail address only its first letter and its domain: logs are read by many.

    :param sns: a client that may list the topic's subscriptions.
    :param topic_arn: the topic.
    :raises botocore.exceptions.ClientError: if SNS refuses the list.
    """
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic_arn)
    return [
        (each["Protocol"], _shortened(each["Endpoint"]), _state(each["SubscriptionArn"]))
        for page in pages
        for each in page["Subscriptions"]
    ]


def require_subscribers(rows: Sequence[tuple[str, str, str]], topic_arn: str) -> None:
    """Refuse a topic that nobody hears.

    :param rows: what :func:`subscribers` returned.
    :param topic_arn: the topic.
    :raises ConfigurationError: if no subscription is confirmed.
    """
    if not any(state == CONFIRMED for _, _, state in rows):
        waiting = f"{len(rows)} wait to be confirmed" if rows else "there is none"
        raise ConfigurationError(
            f"No subscription of {topic_arn} is confirmed ({waiting}): no alert reaches anybody.",
            "Open the link in the mail that SNS sent to each address (alert_emails of Terraform), or apply "
            "again to have it sent once more; then trigger this DAG again.",
        )


def _state(subscription_arn: str) -> str:
    # Amazon SNS API, Subscription: "PendingConfirmation" and "Deleted" stand in place of an ARN.
    return CONFIRMED if subscription_arn.startswith("arn:") else "waits to be confirmed"


def _shortened(endpoint: str) -> str:
    name, at, domain = endpoint.partition("@")
    return f"{name[:1]}…@{domain}" if at else endpoint


def drill_report(topic_arn: str, message_id: str, subscriptions: Sequence[tuple[str, str, str]]) -> str:
    """Return what was sent, to whom, what follows and what a missing message means: two tables, a sentence.

    :param topic_arn: the topic that took the first message.
    :param message_id: what SNS calls that message.
    :param subscriptions: what :func:`subscribers` returned.
    """
    waiting = sum(state != CONFIRMED for _, _, state in subscriptions)
    state = {
        1: f"sent: {message_id}",
        2: "follows when this task has ended",
        3: "follows when the run has ended",
    }
    rows = [(drill_headline(path), PATHS[path], state[path], _IF_MISSING[path]) for path in PATHS]
    return (
        text_table(("sent over", "address", "subscription"), subscriptions)
        + "\n\n"
        + text_table(("subject ends in", "sent by", "state", "if it is missing"), rows)
        + (f"\n{waiting} of {len(subscriptions)} subscriptions get nothing yet." if waiting else "")
        + f"\n{len(PATHS)} messages must reach everybody on {topic_arn} within five minutes: ask them. "
        "Alarms of CloudWatch go to the same topic."
    )
