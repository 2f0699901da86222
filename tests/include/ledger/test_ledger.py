from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from include.ledger.ledger import Ledger
from include.ledger.pipeline_run import PipelineRun
from include.ledger.publication import Publication
from include.ledger.restore_marker_table import marker_of, read_restore_marker
from include.ledger.snapshot_load import SnapshotLoad
from include.mysql.creation_lock import creation_lock
from include.mysql.target import WarehouseTarget
from tests.include.conftest import restore_record
from tests.waiting import PATIENCE_SECONDS, wait_until

pytestmark = pytest.mark.mysql
DAY = date(2026, 2, 10)


def count(target: WarehouseTarget, table: str) -> int:
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ops.{table}")
        row = cursor.fetchone()
        assert row is not None
        return int(row[0])


def execute(target: WarehouseTarget, statement: str) -> None:
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(statement)


def publication(load_id: str, day: date = DAY) -> Publication:
    return Publication(
        load_id=load_id,
        restore_id="r" * 64,
        dump_date=day,
        object_key="dumps/gghouse_20260210.sql",
        etag="e1",
        version_id="",
        sha256=None,
        table_count=81,
        row_count=131_253,
        action="publish",
        published_at=datetime(2026, 2, 9, 22, 5, tzinfo=UTC),
        code_version="abc123",
        run_id="run",
        seconds=0.35,
        attempts=1,
    )


def test_ensure_may_run_any_number_of_times_and_keeps_rows(
    empty_mysql: WarehouseTarget, ledger: Ledger
) -> None:
    ledger.record_publication(publication("a" * 32))
    ledger.ensure()
    ledger.ensure()
    assert count(empty_mysql, "publications") == 1


def test_an_older_ledger_gets_the_columns_it_lacks(empty_mysql: WarehouseTarget, ledger: Ledger) -> None:
    ledger.record_publication(publication("a" * 32))
    execute(empty_mysql, "ALTER TABLE ops.publications DROP COLUMN attempts, DROP COLUMN backup_schema")
    ledger.ensure()
    published = ledger.published()
    assert published is not None
    assert published.attempts is None
    assert published.backup_schema is None
    execute(empty_mysql, "UPDATE ops.publications SET attempts = 3")


def test_a_column_added_by_hand_survives_ensure(empty_mysql: WarehouseTarget, ledger: Ledger) -> None:
    execute(empty_mysql, "ALTER TABLE ops.restores ADD COLUMN remark VARCHAR(10)")
    ledger.ensure()
    execute(empty_mysql, "SELECT remark FROM ops.restores")


def test_a_restore_is_recorded_once_per_object_version(empty_mysql: WarehouseTarget, ledger: Ledger) -> None:
    execute(empty_mysql, "CREATE DATABASE staging_incoming")
    first = restore_record(DAY, {"movings": 5, "Costs": 2, "cash": 0})
    ledger.record_restore(first, "staging_incoming")
    again = restore_record(DAY, {"movings": 5, "Costs": 2})
    ledger.record_restore(again, "staging_incoming")
    assert count(empty_mysql, "restores") == 1
    assert ledger.restored_rows(first.dump.restore_id) == {"movings": 5, "Costs": 2}
    new_version = restore_record(DAY, {"movings": 6}, etag="e2")
    ledger.record_restore(new_version, "staging_incoming")
    assert count(empty_mysql, "restores") == 2


def test_a_restore_seals_the_schema_with_its_identity(empty_mysql: WarehouseTarget, ledger: Ledger) -> None:
    execute(empty_mysql, "CREATE DATABASE staging_incoming")
    restore = restore_record(DAY, {"movings": 5})
    ledger.record_restore(restore, "staging_incoming")
    with empty_mysql.connect() as connection:
        assert read_restore_marker(connection, "staging_incoming") == marker_of(restore)
        assert read_restore_marker(connection, "staging") is None


def test_a_seal_that_died_between_create_and_insert_is_no_seal(
    empty_mysql: WarehouseTarget, ledger: Ledger
) -> None:
    execute(empty_mysql, "CREATE DATABASE staging_incoming")
    ledger.record_restore(restore_record(DAY, {"movings": 5}), "staging_incoming")
    execute(empty_mysql, "DELETE FROM staging_incoming._dump_seal")
    with empty_mysql.connect() as connection:
        assert read_restore_marker(connection, "staging_incoming") is None


def test_published_is_none_before_the_first_publication(ledger: Ledger) -> None:
    assert ledger.published() is None


def test_the_newest_publication_counts_and_a_retry_adds_no_row(
    empty_mysql: WarehouseTarget, ledger: Ledger
) -> None:
    first, second = publication("a" * 32), publication("b" * 32, date(2026, 2, 11))
    assert ledger.record_publication(first)
    assert ledger.record_publication(second)
    assert not ledger.record_publication(replace(second, run_id="retry"))
    assert ledger.published() == second
    assert count(empty_mysql, "publications") == 2
    with empty_mysql.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT dump_date FROM ops.current_publication")
        assert cursor.fetchall() == ((date(2026, 2, 11),),)


def test_rolling_back_and_forward_leaves_every_step_in_the_trail(
    empty_mysql: WarehouseTarget, ledger: Ledger
) -> None:
    for load_id in ("a" * 32, "b" * 32, "a" * 32):
        ledger.record_publication(publication(load_id))
    assert count(empty_mysql, "publications") == 3


def test_moments_are_stored_in_utc_whatever_zone_they_come_in(
    empty_mysql: WarehouseTarget, ledger: Ledger
) -> None:
    moment = datetime(2026, 2, 10, 7, 5, tzinfo=timezone(timedelta(hours=9)))
    ledger.record_publication(replace(publication("a" * 32), published_at=moment))
    published = ledger.published()
    assert published is not None
    assert published.published_at == moment
    with empty_mysql.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT published_at FROM ops.publications")
        assert cursor.fetchall() == ((datetime(2026, 2, 9, 22, 5),),)  # noqa: DTZ001


def test_reupload_of_an_old_dump_is_found_by_its_checksum(
    empty_mysql: WarehouseTarget, ledger: Ledger
) -> None:
    execute(empty_mysql, "CREATE DATABASE staging_incoming")
    ledger.record_restore(restore_record(DAY, {"movings": 5}, sha256="f" * 64), "staging_incoming")
    assert ledger.same_content_other_day("f" * 64, DAY) is None
    found = ledger.same_content_other_day("f" * 64, date(2026, 2, 18))
    assert found == (DAY, "dumps/gghouse_20260210.sql.gz")


def test_snapshot_states_are_kept_by_day(ledger: Ledger) -> None:
    load = SnapshotLoad(
        snapshot_date=DAY,
        object_key="snapshots/tenant_status/20260210.csv",
        status="loaded",
        run_id="run",
        loaded_etag="e1",
        loaded_rows=48_000,
        loaded_at=datetime(2026, 2, 9, 22, 6, tzinfo=UTC),
    )
    ledger.record_snapshot(load)
    rejected = replace(load, status="rejected", rejected_etag="e2", rejected_reason="line 7 has 4 fields")
    ledger.record_snapshot(rejected)
    assert ledger.snapshot_loads() == {DAY: rejected}


def test_quality_results_of_a_restore_are_replaced_as_a_whole(
    empty_mysql: WarehouseTarget, ledger: Ledger
) -> None:
    rule = {"severity": "error", "status": "passed", "measured": "5", "threshold": "> 1", "detail": ""}
    marker = marker_of(restore_record(DAY, {"movings": 1}))
    ledger.record_quality(marker, "run", [{"rule_name": "one", **rule}, {"rule_name": "two", **rule}])
    ledger.record_quality(marker, "run", [{"rule_name": "one", **rule, "status": "failed"}])
    results = ledger.quality_results(marker.restore_id)
    assert [(row["rule_name"], row["status"]) for row in results] == [("one", "failed")]
    assert {row["load_id"] for row in results} == {marker.load_id}


def test_last_success_ignores_failed_runs(ledger: Ledger) -> None:
    run = PipelineRun(
        dag_id="tokyobeta_daily",
        run_id="r1",
        dump_date=DAY,
        state="success",
        started_at=datetime(2026, 2, 9, 22, 0, tzinfo=UTC),
        ended_at=datetime(2026, 2, 9, 22, 4, tzinfo=UTC),
        environment="local",
        code_version="abc123",
        stage_seconds={"restore_dump": 15.5},
        layer_rows={"gold": {"daily_activity_summary": 4117}},
        spice_rows={"new_contracts": 17573},
        warnings=("archive_dump failed",),
    )
    ledger.record_run(run)
    ledger.record_run(replace(run, run_id="r2", dump_date=date(2026, 2, 11), state="failed"))
    assert ledger.last_success("tokyobeta_daily") == run
    assert ledger.last_success("another_dag") is None


def test_a_task_waits_while_another_creates_the_ledger(empty_mysql: WarehouseTarget) -> None:
    """Two that create a table at the same moment deadlock, IF NOT EXISTS or not."""
    with empty_mysql.connect() as connection, connection.cursor() as cursor, ThreadPoolExecutor(1) as pool:

        def waits() -> bool:
            cursor.execute("SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User lock'")
            row = cursor.fetchone()
            return row is not None and row[0] == 1

        with creation_lock(cursor, "ops"):
            second = pool.submit(Ledger(empty_mysql).ensure)
            wait_until(waits, "the second waits for the lock")
            cursor.execute("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'ops'")
            assert cursor.fetchone() == (0,)
        second.result(timeout=PATIENCE_SECONDS)
    assert count(empty_mysql, "restores") == 0
