"""A DAG run as Airflow's REST API tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class DagRun:
    """A run as the API tells it.

    :param run_id: its identifier.
    :param state: queued, running, success or failed.
    :param started: its start, or None before.
    :param ended: its end, or None before.
    :param conf: its parameters.
    """

    run_id: str
    state: str
    started: datetime | None
    ended: datetime | None
    conf: Mapping[str, Any]

    @classmethod
    def from_api(cls, values: Mapping[str, Any]) -> DagRun:
        """Return what an answer of the API describes."""
        return cls(
            run_id=values["dag_run_id"],
            state=values["state"],
            started=moment(values["start_date"]),
            ended=moment(values["end_date"]),
            conf=values.get("conf") or {},
        )


def moment(text: str | None) -> datetime | None:
    """Return the moment written as ISO 8601, or None for none."""
    return datetime.fromisoformat(text) if text else None
