"""A task of a DAG run as Airflow's REST API tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dev.local.dag_run import moment


@dataclass(frozen=True, slots=True)
class TaskRun:
    """A task of a run as the API tells it.

    :param task_id: the task.
    :param state: as in the web UI; None before it is scheduled.
    :param try_number: number of the latest try, from 1.
    :param map_index: -1 for a task that is not mapped.
    :param map_label: what the task is mapped over, as its map_index_template shows it; None without one.
    :param started: start of the latest try.
    :param ended: end of the latest try.
    """

    task_id: str
    state: str | None
    try_number: int
    map_index: int
    map_label: str | None
    started: datetime | None
    ended: datetime | None

    @classmethod
    def from_api(cls, values: Mapping[str, Any]) -> TaskRun:
        """Return what an answer of the API describes."""
        return cls(
            task_id=values["task_id"],
            state=values["state"],
            try_number=values["try_number"],
            map_index=values["map_index"],
            map_label=values.get("rendered_map_index"),
            started=moment(values["start_date"]),
            ended=moment(values["end_date"]),
        )
