"""What a DAG for repairs asks about the daily DAG."""

from __future__ import annotations

from typing import Any

from include.exceptions import PublishError


def require_no_run(ti: Any, dag_id: str) -> None:
    """Refuse to work on tables that another DAG builds at this moment.

    :param ti: the asking task instance; the SDK's protocol is wider than its type says.
    :param dag_id: the DAG that builds the same tables.
    :raises PublishError: if a run of it is in progress.
    """
    if ti.get_dr_count(dag_id=dag_id, states=["running"]):
        raise PublishError(
            f"A run of {dag_id} is in progress: both would work on the same tables.",
            "Wait until it has ended, or mark it as failed, then clear this task with downstream.",
        )


def require_no_decision(ti: Any, dag_id: str) -> None:
    """Refuse to erase a dump that people are being asked about.

    :param ti: the asking task instance; the SDK's protocol is wider than its type says.
    :param dag_id: the DAG that asks.
    :raises PublishError: if a run of it is in progress.
    """
    if ti.get_dr_count(dag_id=dag_id, states=["running"]):
        raise PublishError(
            f"A run of {dag_id} is in progress: people are asked whether the dump that waits is published.",
            "Answer *Refuse the dump* in *Required actions*, then clear this task with downstream.",
        )
