"""Small worlds for tests of the warehouse: schemas, a restored incoming copy, a ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from include.ledger.dump_object import DumpObject
from include.ledger.ledger import Ledger
from include.ledger.restore_marker_table import marker_of
from include.ledger.restore_record import RestoreRecord
from include.ledger.restored_table import RestoredTable
from include.mysql.target import WarehouseTarget
from include.staging.publish.publish_step import publication_of
from include.staging.quality.rules import error_rules


@pytest.fixture
def ledger(empty_mysql: WarehouseTarget) -> Ledger:
    made = Ledger(empty_mysql)
    made.ensure()
    return made


def dump_object(day: date, etag: str = "e1", key: str | None = None) -> DumpObject:
    return DumpObject(
        bucket="jram-gghouse",
        key=key or f"dumps/gghouse_{day:%Y%m%d}.sql.gz",
        etag=etag,
        size=1234,
        dump_date=day,
    )


def restore_record(
    day: date, rows: dict[str, int], *, etag: str = "e1", sha256: str | None = None
) -> RestoreRecord:
    return RestoreRecord(
        dump=dump_object(day, etag),
        sha256=sha256,
        tables=tuple(
            RestoredTable(table_name=name, row_count=count, way="load data") for name, count in rows.items()
        ),
        started_at=datetime(2026, 2, 10, 22, 1, tzinfo=UTC),
        finished_at=datetime(2026, 2, 10, 22, 2, 30, 500000, tzinfo=UTC),
        code_version="abc123",
        run_id="scheduled__2026-02-10",
    )


def record_publication(ledger: Ledger, record: RestoreRecord, run_id: str = "run") -> str:
    """Record that readers see a restored dump, and return its ``load_id``."""
    publication = publication_of(marker_of(record), action="publish", run_id=run_id, code_version="c")
    ledger.record_publication(publication)
    return publication.load_id


def record_rules(ledger: Ledger, record: RestoreRecord, run_id: str = "run", **statuses: str) -> None:
    """Record every rule that stops a publish as passed, or with the status given by its name."""
    fixed = {"severity": "error", "measured": "5", "threshold": "> 1", "detail": ""}
    rows = [{"rule_name": n, "status": statuses.get(n, "passed"), **fixed} for n in sorted(error_rules())]
    ledger.record_quality(marker_of(record), run_id, rows)
