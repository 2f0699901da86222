"""The text of an alert, from the facts of a failure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from include.exceptions import TokyoBetaError

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

TEMPLATES = Path(__file__).parent / "templates"
# https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: fewer than 100 ASCII characters, no control
# characters; the message itself at most 256 KiB, of which an alert needs little.
SUBJECT_LIMIT = 99
ERROR_LIMIT = 2000
NOT_KNOWN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One message to the people who look after the pipeline.

    :param headline: what happened, in a few words; becomes the subject.
    :param template: name of the text in ``templates/``, without ``.txt``.
    :param facts: values for the template; a missing one is shown as a dash, never dropped silently.
    """

    headline: str
    template: str
    facts: dict[str, str]

    def subject(self) -> str:
        """Return the subject line, fit for SNS: ASCII, one line, at most 99 characters."""
        prefix = f"[Tokyo Beta {self.facts.get('environment', NOT_KNOWN)}] "
        line = " ".join(f"{prefix}{self.headline}".split())
        return line.encode("ascii", "replace").decode("ascii")[:SUBJECT_LIMIT]

    def body(self) -> str:
        """Return the message text.

        :raises FileNotFoundError: if there is no such template.
        """
        template = _template(self.template)
        values = dict.fromkeys(template.get_identifiers(), NOT_KNOWN)
        values.update({name: value for name, value in self.facts.items() if value})
        return template.substitute(values)

    def publish(self, sns: SNSClient, topic_arn: str) -> str:
        """Send the alert to an SNS topic and return its message id.

        :raises botocore.exceptions.ClientError: if SNS refuses it.
        """
        answer = sns.publish(TopicArn=topic_arn, Subject=self.subject(), Message=self.body())
        return answer["MessageId"]


def describe_error(error: BaseException | str | None) -> str:
    """Return an error as text for people outside the log.

    Messages of our own errors and of the orchestrator name objects only; those of other libraries may quote
    a row (a duplicate key names the value), so only their kind is shown and the log is pointed to.
    """
    if error is None:
        return (
            "No error was recorded: the process was probably killed, for example because memory ran out. The "
            "task log says what it did last.\n"
            "Next: Clear the task with downstream. If it is killed again, look at the memory of the worker."
        )
    if isinstance(error, str):
        return error[:ERROR_LIMIT]
    kind = type(error)
    own = isinstance(error, TokyoBetaError) or kind.__module__.startswith(("airflow.", "cosmos."))
    text = (
        str(error).strip()
        if own
        else "the task log has the message, which may quote a row and is not repeated here"
    )
    return f"{kind.__name__}: {text}"[:ERROR_LIMIT]


@cache
def _template(name: str) -> Template:
    return Template((TEMPLATES / f"{name}.txt").read_text(encoding="utf-8"))
