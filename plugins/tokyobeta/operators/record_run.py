"""The operator that ends a run: its row in the ledger and its metrics."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include.quicksight.data_sets import DATA_SET_IDS
from include.text_table import log_table
from tokyobeta.health_page import HealthPageLink, health_page
from tokyobeta.hooks.aws import cloudwatch_client
from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.ledger.ledger import Ledger
    from include.ledger.pipeline_run import PipelineRun
    from include.ledger.publication import Publication


class RecordRunOperator(WarehouseOperator):
    """Write a successful run to the ledger and publish its metrics; this ends the alarm about a late run.

    Its warnings are the optional tasks that failed and what the models' tests of severity warn found.

    What a person only marked as successful has left no result or no data: it is recorded as overridden, and
    one message says so.

    :param gold_task_id: the task whose result proves that gold is complete.
    :param spice_task_id: the mapped task whose results hold the rows of each data set.
    :param optional_task_ids: tasks whose failure is recorded as a warning.
    """

    ui_color = "#d5f5e3"
    operator_extra_links = (HealthPageLink(),)

    def __init__(
        self, *, gold_task_id: str, spice_task_id: str, optional_task_ids: list[str], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.gold_task_id = gold_task_id
        self.spice_task_id = spice_task_id
        self.optional_task_ids = optional_task_ids

    def execute(self, context: Context) -> dict[str, Any]:
        """Record the run and return what was recorded, in short.

        :raises PublishError: if readers see another dump than this run's.
        """
        from include.alerts.metrics import publish_metrics
        from include.alerts.run_metrics import run_metrics
        from include.freshness.freshness import DAILY_DAG_ID
        from include.freshness.lateness import run_is_late

        ledger = self.ledger()
        overrides = self._overrides(context, ledger, self.require_published())
        run = self._run(context, overrides)
        ledger.record_run(run)
        # The run of a roll-back makes no morning late, and none on time.
        newest = ledger.last_success(DAILY_DAG_ID) or run
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
        if overrides:
            PipelineAlert(
                template="overridden",
                headline="warning: {dump_date} is done with steps overridden by hand ({dag})",
                facts={"overrides": "\n  ".join(overrides)},
            ).notify(context)
        self.write_health()
        self._log_summary(run)
        return {
            "dump_date": run.dump_date.isoformat(),
            "seconds": run.seconds,
            "rows": {layer: sum(tables.values()) for layer, tables in run.layer_rows.items()},
            "spice_rows": run.spice_rows,
            "warnings": list(run.warnings),
        }

    def _run(self, context: Context, overrides: list[str]) -> PipelineRun:
        from include.ledger.pipeline_run import PipelineRun
        from include.ledger.schemas import layer_rows

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
            stage_seconds=self._stage_seconds(context),
            layer_rows=layer_rows(self.target()),
            spice_rows=self._spice_rows(context),
            warnings=(*overrides, *self._warnings(context)),
        )

    def _overrides(self, context: Context, ledger: Ledger, published: Publication) -> list[str]:
        """Return what is missing of a complete run although every task before this one counts as done."""
        missing = []
        load = ledger.snapshot_loads().get(self.day)
        if load is None or load.loaded_etag is None:
            missing.append(f"the tenant snapshot of {self.day} is not loaded")
        gold = context["ti"].xcom_pull(task_ids=self.gold_task_id)
        if not gold:
            missing.append(f"{self.gold_task_id} left no result: gold was not proven to be complete")
        elif gold["load_id"] != published.load_id:
            missing.append(f"gold was not proven to be complete since {published.run_id} has published")
        if self.settings.spice_enabled and not context["params"].get("skip_spice"):
            shown = self._spice_rows(context)
            missing += [
                f"SPICE data set {name} was not refreshed" for name in DATA_SET_IDS if name not in shown
            ]
        return missing

    def _log_summary(self, run: PipelineRun) -> None:
        """End the log with what a person wants to know: the layers, SPICE, the warnings, one sentence."""
        rows = [
            (layer, f"{len(tables)}", f"{sum(tables.values()):,}")
            for layer, tables in sorted(run.layer_rows.items(), reverse=True)
        ]
        rows.append(("SPICE", f"{len(run.spice_rows)}", f"{sum(run.spice_rows.values()):,}"))
        log_table(self.log.info, ("layer", "tables", "rows"), rows)
        for warning in run.warnings:
            self.log.warning("%s", warning)
        self.log.info(
            "The run of %s is recorded: everything is done, in %.0f s, with %s.",
            run.dump_date,
            run.seconds or 0,
            f"{len(run.warnings)} warnings" if run.warnings else "no warning",
        )
        self.log.info("Data health of the day: %s", health_page(run.dump_date))

    def _stage_seconds(self, context: Context) -> dict[str, float]:
        """Return the task time of each stage: the tasks of a group add up, also those side by side."""
        run = context["dag_run"]
        seconds: dict[str, float] = {}
        ti: Any = context["ti"]  # the SDK's protocol leaves this method out
        for task in ti.get_task_breadcrumbs(run.dag_id, run.run_id):
            stage = str(task["task_id"]).partition(".")[0]
            if task["duration"]:
                seconds[stage] = round(seconds.get(stage, 0.0) + float(task["duration"]), 3)
        return seconds

    def _spice_rows(self, context: Context) -> dict[str, int]:
        results = context["ti"].xcom_pull(task_ids=self.spice_task_id) or []
        return {result["data_set_id"]: result["rows_ingested"] for result in results if result}

    def _warnings(self, context: Context) -> tuple[str, ...]:
        from include.ledger.model_warnings import model_warnings

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
