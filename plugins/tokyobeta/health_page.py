"""The address of a day's page of *Data health*."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from airflow.configuration import conf
from airflow.sdk import BaseOperatorLink

from include.clock import parse_day

if TYPE_CHECKING:
    from airflow.sdk.types import TaskInstanceKey


def health_page(day: date) -> str:
    """Return where the page of a day is, below the web UI's own address.

    :param day: JST day of the dump.
    """
    base = conf.get("api", "base_url", fallback="").rstrip("/")
    return f"{base}/tokyobeta/days/{day}"


class HealthPageLink(BaseOperatorLink):
    """The button *Data health of the day* on the page of a task that knows its dump date."""

    name = "Data health of the day"

    def get_link(self, operator: Any, *, ti_key: TaskInstanceKey) -> str:
        """Return the address; the task's own process asks, when the templates are rendered.

        :param operator: one that has a ``dump_date``.
        :param ti_key: of the task instance.
        """
        return health_page(parse_day(str(operator.dump_date)))
