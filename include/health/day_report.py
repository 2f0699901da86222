"""Everything that is known of one day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from include.clock import tokyo_today
from include.health.document import Rows
from include.health.history import History
from include.health.verdict import status_sentence


def day_report(history: History, day: date) -> dict[str, Any]:
    """Return what became of the dump of a day, in JSON types, for the page, JSON and CSV.

    :param history: the ledger by day.
    :param day: JST day of the dump.
    """
    restore = history.shown_restore(day)
    restore_id = restore["restore_id"] if restore else ""
    runs = history.runs_of(day)
    newest = runs[-1] if runs else {}
    status = history.status(day)
    return {
        "day": day,
        "status": status.value,
        "level": status.level,
        "sentence": status_sentence(status),
        "due_at": history.due_at(day),
        "dump": restore,
        "publications": history.publications_of(day),
        "replaced_by": [
            p for p in history.publications if p["action"] == "roll back" and p["replaced_dump_date"] == day
        ],
        "runs": runs,
        "airflow_runs": [
            {
                "dag_id": run.dag_id,
                "run_id": run.run_id,
                "state": run.state,
                "started_at": run.started_at,
                "failed_tasks": list(run.failed_tasks),
                "path": run.path,
            }
            for run in history.airflow_runs_of(day)
        ],
        "tidy_ups": [t for t in history.document.rows("tidy_ups") if tokyo_today(t["started_at"]) == day],
        "stages": newest.get("stage_seconds") or {},
        "rules": sorted(history.rules_of(restore_id), key=_failures_first),
        "tables": table_rows(history, day),
        "layer_rows": newest.get("layer_rows") or {},
        "spice_rows": newest.get("spice_rows") or {},
        "warnings": newest.get("warnings") or [],
        "alerts": alert_rows(history, day),
        # Gold knows the restatements of the day that it was built from.
        "gold_day": history.gold_day,
        "restatements": [r for r in history.document.rows("restatements") if r["as_of_date"] == day],
        "snapshot": next((s for s in history.document.rows("snapshots") if s["snapshot_date"] == day), None),
        "freshness": [f for f in history.document.rows("freshness") if f["measured_on"] == day],
    }


def alert_rows(history: History, day: date) -> Rows:
    """Return the messages that went out about a day, as far as ledger and orchestrator know of them.

    :param history: the ledger by day.
    :param day: JST day of the dump.
    """
    overridden = [
        {"sent_at": p["warning_sent_at"], "about": "; ".join(p["overrides"] or ()), "run_id": p["run_id"]}
        for p in history.publications_of(day)
        # A document of an older release lacks the column.
        if p.get("warning_sent_at")
    ]
    failed = [
        {"sent_at": None, "about": f"{task} failed", "run_id": run.run_id}
        for run in history.airflow_runs_of(day)
        for task in run.failed_tasks
    ]
    return overridden + failed


def table_rows(history: History, day: date) -> Rows:
    """Return the rows of each table of a day's dump, and the difference to the dump before it.

    :param history: the ledger by day.
    :param day: JST day of the dump.
    """
    restore, before = history.shown_restore(day), _restore_before(history, day)
    if restore is None:
        return []
    now = history.tables_of(restore["restore_id"])
    earlier = history.tables_of(before["restore_id"]) if before else {}
    rows = []
    for table in sorted(now | earlier):
        count, previous = now.get(table), earlier.get(table)
        change = count - previous if count is not None and previous is not None else None
        rows.append(
            {
                "table_name": table,
                "rows": count,
                "rows_before": previous,
                "change": change,
                "change_percent": round(100 * change / previous, 2)
                if change is not None and previous
                else None,
                "compared_with": before["dump_date"] if before else None,
            }
        )
    return rows


def _restore_before(history: History, day: date) -> dict[str, Any] | None:
    """Return the restore of the nearest earlier day, at most two weeks back."""
    for back in range(1, 15):
        found = history.shown_restore(day - timedelta(days=back))
        if found is not None:
            return found
    return None


def _failures_first(rule: dict[str, Any]) -> tuple[int, str, str]:
    order = {"failed": 0, "waived": 1, "passed": 2, "skipped": 3}
    return order.get(rule["status"], 4), rule["severity"], rule["rule_name"]
