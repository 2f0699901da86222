"""The operator that refreshes a SPICE data set."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.configuration import conf
from airflow.sdk import BaseOperator

from include.exceptions import IngestionError
from include.quicksight import ingestion
from include.quicksight.data_sets import DATA_SETS
from include.quicksight.ingestion_state import IngestionState
from include.settings import get_settings
from include.text_table import log_table
from tokyobeta.hooks.aws import quicksight_client
from tokyobeta.operators.proven_gold import proven_gold
from tokyobeta.triggers.quicksight_ingestion import QuickSightIngestionTrigger

if TYPE_CHECKING:
    from airflow.sdk import Context


# Past the deadline the trigger has reported; a triggerer that is gone is noticed by this margin.
TRIGGER_MARGIN_SECONDS = 300.0


class QuickSightRefreshOperator(BaseOperator):
    """Refresh a SPICE data set, wait for COMPLETED, and return its row counts.

    An ingestion already running is waited for. Was it another's, or asked for before gold was complete, a
    fresh one follows. SPICE must then hold as many rows as gold. Account, pace and time limit come from the
    settings.

    :param data_set_id: the data set; meant to be mapped over (templated).
    :param gold: what the task that completed gold returned, as JSON (templated).
    :param deferrable: hand the wait to the triggerer; None follows ``[operators] default_deferrable``.
    """

    template_fields: Sequence[str] = ("data_set_id", "gold")
    ui_color = "#d6eaf8"

    def __init__(self, *, data_set_id: str, gold: str, deferrable: bool | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_set_id = data_set_id
        self.gold = gold
        self.deferrable = deferrable

    def execute(self, context: Context) -> dict[str, Any]:
        """Start or join an ingestion and see it through.

        :returns: the completed ingestion's state: identifiers, status, rows ingested and dropped.
        :raises TransformError: if gold was not proven to be complete for what readers see.
        :raises IngestionError: if it failed, was cancelled, did not end in time, or holds other rows
            than gold.
        """
        return self._refresh(context, time.time() + get_settings().quicksight_timeout_seconds)

    def resume(self, context: Context, event: dict[str, Any], deadline: float, own: bool) -> dict[str, Any]:
        """Go on when the trigger has reported.

        :param event: what the trigger saw last.
        :param deadline: Unix time in seconds at which the whole refresh must be done.
        :param own: whether the ingestion waited for belongs to this run.
        """
        if "state" not in event:
            raise IngestionError(
                f"QuickSight did not answer about data set {self.data_set_id}: {event.get('error')}",
                "Check the execution role and the QuickSight endpoint, then clear this task with downstream.",
            )
        state = IngestionState(**event["state"])
        result = self._judge(state, own)
        return result if result is not None else self._refresh(context, deadline)

    def _refresh(self, context: Context, deadline: float) -> dict[str, Any]:
        settings, gold = get_settings(), proven_gold(self.gold)
        client, account = quicksight_client(settings.aws_conn_id), settings.quicksight_account_id
        handle = ingestion.start_or_join(
            client,
            account,
            self.data_set_id,
            str(context["run_id"]),
            gold["complete_at"],
            # A retry, and a task that a person clears, send the data set again.
            completed_counts=context["ti"].try_number == 1,
        )
        self.log.info(
            "%s ingestion %s of %s",
            "Waiting for" if handle.joined else "Started",
            handle.ingestion_id,
            self.data_set_id,
        )
        if handle.joined and not (state := ingestion.look(client, account, handle)).is_running:
            return self.resume(context, {"state": state.as_dict()}, deadline, handle.own)
        trigger = QuickSightIngestionTrigger(
            aws_conn_id=settings.aws_conn_id,
            account=account,
            data_set_id=handle.data_set_id,
            ingestion_id=handle.ingestion_id,
            poll_seconds=settings.quicksight_poll_seconds,
            deadline=deadline,
        )
        if self._defers():
            self.defer(
                trigger=trigger,
                method_name="resume",
                kwargs={"deadline": deadline, "own": handle.own},
                timeout=timedelta(seconds=deadline - time.time() + TRIGGER_MARGIN_SECONDS),
            )
        event = asyncio.run(trigger.wait())
        return self.resume(context, event, deadline, handle.own)

    def _judge(self, state: IngestionState, own: bool) -> dict[str, Any] | None:
        """Return the result, or None if another's ingestion has ended and ours has to follow."""
        if state.is_running:
            raise ingestion.timed_out(state, get_settings().quicksight_timeout_seconds)
        if not own:
            self.log.info("The other ingestion ended as %s; starting a fresh one", state.status)
            return None
        ingestion.completed(state)
        table = DATA_SETS[self.data_set_id]
        ingestion.require_rows(state, proven_gold(self.gold)["rows"][table])
        rows = f"{state.rows_ingested:,}"
        log_table(
            self.log.info,
            ("data set", "ingestion", "gold table", "rows"),
            [(state.data_set_id, state.ingestion_id, table, rows)],
        )
        self.log.info("The dashboards show this data set as gold.%s is now: %s rows in both.", table, rows)
        return state.as_dict()

    def _defers(self) -> bool:
        if self.deferrable is not None:
            return self.deferrable
        return conf.getboolean("operators", "default_deferrable", fallback=False)

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> Any:
        """Name the table of gold and the data set; only Airflow's OpenLineage provider asks."""
        from tokyobeta.open_lineage import spice_lineage

        return spice_lineage(self.data_set_id, f"gold.{DATA_SETS[self.data_set_id]}")
