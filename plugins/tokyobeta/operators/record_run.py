"""The operator that ends a run: its row in the ledger and its metrics."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tokyobeta.hooks.aws import cloudwatch_client
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.ledger.pipeline_run import PipelineRun


class RecordRunOperator(WarehouseOperator):
    """Write a successful run to the ledger and publish its metrics; this ends the alarm about a late run.

    Its warnings are the optional tasks that failed and what the models' tests of severity warn found.

    :param spice_task_id: the mapped task whose results hold the rows of each data set.
    :param optional_task_ids: tasks whose failure is recorded as a warning.
    """

    ui_color = "#d5f5e3"

    def __init__(self, *, spice_task_id: str, optional_task_ids: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.spice_task_id = spice_task_id
        self.optional_task_ids = optional_task_ids

    def execute(self, context: Context) -> dict[str, Any]:
        """Record the run and return what was recorded, in short."""
        from include.alerts.lateness import run_is_late  # noqa: PLC0415 (not paid at parse time)
        from include.alerts.metrics import publish_metrics  # noqa: PLC0415
        from include.alerts.run_metrics import run_metrics  # noqa: PLC0415

        ledger = self.ledger()
        run = self._run(context)
        ledger.record_run(run)
        newest = ledger.last_success(run.dag_id) or run
        metrics = run_metrics(
            run,
            late=run_is_late(newest.dump_date, datetime.now(UTC), self.settings.run_due_time),
            restore=ledger.restore_size(run.dump_date),
            snapshots_rejected=sum(load.status == "rejected" for load in ledger.snapshot_loads().values()),
        )
        publish_metrics(
            cloudwatch_client(self.settings.aws_conn_id),
            self.settings.environment,
            metrics,
            run.ended_at or datetime.now(UTC),
        )
        for warning in run.warnings:
            self.log.warning("%s", warning)
        self.log.info("Run of %s recorded: %.0f s", run.dump_date, run.seconds or 0)
        return {
            "dump_date": run.dump_date.isoformat(),
            "seconds": run.seconds,
            "rows": {layer: sum(tables.values()) for layer, tables in run.layer_rows.items()},
            "spice_rows": run.spice_rows,
            "warnings": list(run.warnings),
        }

    def _run(self, context: Context) -> PipelineRun:
        from include.ledger.pipeline_run import PipelineRun  # noqa: PLC0415 (not paid at parse time)
        from include.ledger.schemas import layer_rows  # noqa: PLC0415

        dag_run = context["dag_run"]
        return PipelineRun(
            dag_id=dag_run.dag_id,
            run_id=dag_run.run_id,
            dump_date=self.day,
            state="success",
            started_at=dag_run.start_date or datetime.now(UTC),
            ended_at=datetime.now(UTC),
            environment=self.settings.environment,
            code_version=self.settings.code_version,
            layer_rows=layer_rows(self.target()),
            spice_rows=self._spice_rows(context),
            warnings=self._warnings(context),
        )

    def _spice_rows(self, context: Context) -> dict[str, int]:
        results = context["ti"].xcom_pull(task_ids=self.spice_task_id) or []
        return {result["data_set_id"]: result["rows_ingested"] for result in results if result}

    def _warnings(self, context: Context) -> tuple[str, ...]:
        from include.ledger.model_warnings import model_warnings  # noqa: PLC0415 (not paid at parse time)

        return (
            *self._failed_tasks(context),
            *model_warnings(self.target(), self.settings.dbt_manifest),
        )

    def _failed_tasks(self, context: Context) -> tuple[str, ...]:
        run = context["dag_run"]
        states = context["ti"].get_task_states(
            dag_id=run.dag_id, task_ids=self.optional_task_ids, run_ids=[run.run_id]
        )
        of_run = states.get(run.run_id, {})
        return tuple(
            f"{task_id} failed"
            for task_id, state in sorted(of_run.items())
            if state in {"failed", "upstream_failed"}
        )
