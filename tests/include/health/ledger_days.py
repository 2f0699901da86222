"""A ledger of made-up days, as the document holds it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from include.health.airflow_run import AirflowRun
from include.health.document import HealthDocument, Rows
from include.health.history import History
from include.settings import Settings

DAY = date(2026, 2, 10)
# 08:30 in Tokyo: the run of the day is due.
MORNING = datetime(2026, 2, 9, 23, 30, tzinfo=UTC)


class LedgerDays:
    """Collects the rows of days; each method adds what the pipeline would have written."""

    def __init__(self) -> None:
        self.tables: dict[str, Rows] = {
            name: []
            for name in (
                "publications",
                "restores",
                "tables",
                "rules",
                "runs",
                "snapshots",
                "freshness",
                "gold",
            )
        }
        self.airflow: list[AirflowRun] = []

    def restore(self, day: date, rows: dict[str, int] | None = None, **rules: str) -> LedgerDays:
        """Add a restore; ``rules`` is rule name to status."""
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=2)
        self.tables["restores"].append(
            {
                "restore_id": f"r{day}", "load_id": f"l{day}", "dump_date": day, "bucket": "jram-gghouse",
                "object_key": f"dumps/gghouse_{day:%Y%m%d}.sql", "etag": "e", "version_id": "v1",
                "sha256": "ab" * 32,
                "stored_bytes": 945_000_000, "text_bytes": 945_000_000, "table_count": 81,
                "row_count": 2_500_000, "warning_count": 0, "started_at": at, "finished_at": at,
                "seconds": 15.0,
                "code_version": "abc", "run_id": f"run-{day}",
            }
        )  # fmt: skip
        for table, count in (rows or {"movings": 17_500, "tenants": 15_000}).items():
            self.tables["tables"].append({"restore_id": f"r{day}", "table_name": table, "row_count": count})
        for name, status in (rules or {"movings_row_count": "passed"}).items():
            self.tables["rules"].append(
                {
                    "restore_id": f"r{day}", "rule_name": name, "severity": "error", "status": status,
                    "measured": "17,500", "threshold": "> 1000", "detail": "", "run_id": f"run-{day}",
                }
            )  # fmt: skip
        return self

    def publish(self, day: date, *, action: str = "publish", **details: Any) -> LedgerDays:
        """Add a publication of the restore of a day."""
        self.tables["publications"].append(
            {
                "publication_id": len(self.tables["publications"]) + 1, "load_id": f"l{day}",
                "restore_id": f"r{day}", "dump_date": day, "object_key": f"dumps/gghouse_{day:%Y%m%d}.sql",
                "table_count": 81, "row_count": 2_500_000, "action": action, "replaced_dump_date": None,
                "backup_schema": None, "published_at": jst(day, 7, 6), "warning_sent_at": None,
                "seconds": 0.3, "attempts": 1,
                "run_id": f"run-{day}", "code_version": "abc", "overrides": [], **details,
            }
        )  # fmt: skip
        return self

    def finish(
        self, day: date, *, hour: int = 7, minute: int = 40, warnings: tuple[str, ...] = ()
    ) -> LedgerDays:
        """Add the recorded end of a run, by the time in Tokyo; gold is then of that day."""
        self.tables["runs"].append(
            {
                "dag_id": "tokyobeta_daily", "run_id": f"run-{day}", "dump_date": day, "state": "success",
                "started_at": jst(day, 7, 0), "ended_at": jst(day, hour, minute), "seconds": 2400.0,
                "stage_seconds": {"restore_dump": 15.0, "silver": 300.0},
                "layer_rows": {"gold": {"signings": 5}},
                "spice_rows": {"tokyobeta-moveouts": 5}, "warnings": list(warnings), "environment": "local",
                "code_version": "abc",
            }
        )  # fmt: skip
        self.tables["gold"] = [{"gold_day": day}]
        return self

    def good(self, day: date) -> LedgerDays:
        """Add a day on which all went well."""
        return self.restore(day).publish(day).finish(day)

    def run(self, day: date, state: str, *failed: str, waits: bool = False) -> LedgerDays:
        """Add a run that Airflow knows; the last one added is the newest."""
        run = AirflowRun(
            dag_id="tokyobeta_daily", run_id=f"run-{day}", day=day, state=state, started_at=jst(day, 7, 0),
            failed_tasks=failed, waits_for_decision=waits,
        )  # fmt: skip
        self.airflow.insert(0, run)
        return self

    def document(self, written_at: datetime = MORNING) -> HealthDocument:
        return HealthDocument(written_at=written_at, tables=self.tables)

    def history(self, now: datetime = MORNING) -> History:
        return History(self.document(now), self.airflow, Settings(), now)


def jst(day: date, hour: int, minute: int) -> datetime:
    """Return a time in Tokyo, in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=9)
