"""What the ledger keeps of one run of the pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineRun:
    """A row of ``ops.pipeline_runs``.

    :param dag_id: Airflow DAG.
    :param run_id: Airflow run.
    :param dump_date: JST day that the run is about.
    :param state: ``running``, ``success`` or ``failed``.
    :param started_at: UTC moment.
    :param environment: local, dev or prod.
    :param code_version: commit of the code.
    :param ended_at: UTC moment, or None while running.
    :param stage_seconds: stage name to seconds.
    :param layer_rows: schema to table to rows.
    :param spice_rows: QuickSight data set to rows ingested.
    :param warnings: what did not stop the run, such as a failed archive copy.
    """

    dag_id: str
    run_id: str
    dump_date: date
    state: str
    started_at: datetime
    environment: str
    code_version: str
    ended_at: datetime | None = None
    stage_seconds: dict[str, float] = field(default_factory=dict)
    layer_rows: dict[str, dict[str, int]] = field(default_factory=dict)
    spice_rows: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def seconds(self) -> float | None:
        """Wall-clock seconds, or None while running."""
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None
