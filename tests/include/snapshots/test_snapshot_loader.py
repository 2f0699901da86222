from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pymysql
import pytest

from include.exceptions import SnapshotError
from include.ledger.ledger import Ledger
from include.snapshots.snapshot_csv import snapshot_chunks
from include.snapshots.snapshot_loader import SnapshotLoader
from tests.include.world import World

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
DAYS = [date(2026, 2, 8) + timedelta(days=number) for number in range(3)]
LAST = DAYS[-1]
NASTY = [
    "山田\t太郎",
    "back\\slash",
    "\\N",
    'quote "',
    "line\r\nbreak",
    "emoji 😀",
    "NULL",
    None,
    "ﾊﾟ",
    "nul\0byte",
]


@pytest.fixture
def loader(world: World, s3: S3Client) -> SnapshotLoader:
    return SnapshotLoader(world.target, s3, world.ledger, world.settings)


def key(day: date) -> str:
    return f"snapshots/tenant_status/{day:%Y%m%d}.csv"


def put(s3: S3Client, day: date, names: Sequence[str | None] = NASTY) -> None:
    rows = [(number, 9, 1, name) for number, name in enumerate(names)]
    s3.put_object(Bucket="jram-gghouse", Key=key(day), Body=b"".join(snapshot_chunks(rows, day)))


def put_bad(s3: S3Client, day: date) -> None:
    content = b"".join(snapshot_chunks([(1, 9, 1, "x"), (1, 9, 1, "x")], day))
    s3.put_object(Bucket="jram-gghouse", Key=key(day), Body=content)


def names(world: World, day: date) -> list[str | None]:
    with world.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT full_name FROM staging.tenant_daily_snapshots "
            "WHERE snapshot_date = %s ORDER BY tenant_id",
            (day,),
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("local_infile", ["ON", "OFF"])
def test_every_day_is_loaded_with_awkward_names_intact(
    world: World, s3: S3Client, loader: SnapshotLoader, local_infile: str
) -> None:
    for day in DAYS:
        put(s3, day)
    world.execute(f"SET GLOBAL local_infile = {local_infile}")
    try:
        summary = loader.load(LAST, run_id="run")
    finally:
        world.execute("SET GLOBAL local_infile = ON")
    assert summary.loaded == dict.fromkeys(DAYS, len(NASTY))
    assert (summary.files, summary.days_in_table, summary.rows_loaded) == (3, 3, 30)
    for day in DAYS:
        assert names(world, day) == NASTY


def test_incident_18_a_second_load_loads_nothing(s3: S3Client, loader: SnapshotLoader) -> None:
    for day in DAYS:
        put(s3, day)
    loader.load(LAST, run_id="run")
    again = loader.load(LAST, run_id="run")
    assert (again.loaded, again.files, again.days_in_table) == ({}, 3, 3)


def test_incident_18_an_ordinary_day_loads_one_file(s3: S3Client, loader: SnapshotLoader) -> None:
    for day in DAYS[:2]:
        put(s3, day)
    loader.load(None, run_id="run")
    put(s3, LAST)
    assert list(loader.load(LAST, run_id="run").loaded) == [LAST]


def test_incident_15_a_changed_file_replaces_its_day_and_only_it(
    world: World, s3: S3Client, loader: SnapshotLoader
) -> None:
    for day in DAYS:
        put(s3, day)
    loader.load(LAST, run_id="run")
    put(s3, DAYS[0], ["corrected"])
    summary = loader.load(LAST, run_id="run")
    assert summary.loaded == {DAYS[0]: 1}
    assert names(world, DAYS[0]) == ["corrected"]
    assert names(world, DAYS[1]) == NASTY


def test_a_bad_and_an_empty_file_are_rejected_and_the_others_loaded(
    world: World, s3: S3Client, loader: SnapshotLoader
) -> None:
    put_bad(s3, DAYS[0])
    s3.put_object(Bucket="jram-gghouse", Key=key(DAYS[1]), Body=b"")
    put(s3, LAST)
    summary = loader.load(LAST, run_id="run")
    assert list(summary.loaded) == [LAST]
    assert "line 3 repeats a tenant" in summary.rejected[DAYS[0]]
    assert "header" in summary.rejected[DAYS[1]]
    states = world.ledger.snapshot_loads()
    assert [states[day].status for day in DAYS] == ["rejected", "rejected", "loaded"]


def test_a_rejected_file_is_tried_again_only_when_it_changes(
    world: World, s3: S3Client, loader: SnapshotLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_bad(s3, DAYS[0])
    put(s3, LAST)
    loader.load(LAST, run_id="run")
    with monkeypatch.context() as patch:
        patch.setattr(
            "include.snapshots.snapshot_bucket.SnapshotBucket.fetch", lambda *_: pytest.fail("was read")
        )
        summary = loader.load(LAST, run_id="run")
    assert (summary.loaded, list(summary.rejected)) == ({}, [DAYS[0]])
    put(s3, DAYS[0])
    summary = loader.load(LAST, run_id="run")
    assert (list(summary.loaded), summary.rejected) == ([DAYS[0]], {})


def test_rows_of_a_usable_version_outlive_an_unusable_one_and_its_withdrawal(
    world: World, s3: S3Client, loader: SnapshotLoader
) -> None:
    put(s3, DAYS[0])
    put(s3, LAST)
    loader.load(LAST, run_id="run")
    put_bad(s3, DAYS[0])
    assert list(loader.load(LAST, run_id="run").rejected) == [DAYS[0]]
    assert names(world, DAYS[0]) == NASTY
    put(s3, DAYS[0])  # the very bytes that were loaded first
    assert loader.load(LAST, run_id="run").rejected == {}
    assert world.ledger.snapshot_loads()[DAYS[0]].status == "loaded"


def test_the_runs_own_day_missing_raises_after_loading_the_others(
    world: World, s3: S3Client, loader: SnapshotLoader
) -> None:
    put(s3, DAYS[0])
    with pytest.raises(SnapshotError, match="no snapshot of 2026-02-10"):
        loader.load(LAST, run_id="run")
    assert names(world, DAYS[0]) == NASTY


def test_the_runs_own_day_rejected_raises_each_time(s3: S3Client, loader: SnapshotLoader) -> None:
    put_bad(s3, LAST)
    for _ in range(2):
        with pytest.raises(SnapshotError, match="line 3 repeats a tenant"):
            loader.load(LAST, run_id="run")


def test_history_comes_back_after_the_table_was_wiped(
    world: World, s3: S3Client, loader: SnapshotLoader
) -> None:
    for day in DAYS:
        put(s3, day)
    loader.load(LAST, run_id="run")
    world.execute("TRUNCATE staging.tenant_daily_snapshots")
    assert list(loader.load(LAST, run_id="run").loaded) == DAYS


def test_a_ledger_that_was_wiped_is_filled_again_without_duplicates(
    world: World, s3: S3Client, loader: SnapshotLoader
) -> None:
    for day in DAYS:
        put(s3, day)
    loader.load(LAST, run_id="run")
    world.execute("TRUNCATE ops.snapshot_loads")
    loader.load(LAST, run_id="run")
    assert world.value("SELECT COUNT(*) FROM staging.tenant_daily_snapshots") == 30


def test_neighbouring_days_are_replaced_at_once(world: World, s3: S3Client) -> None:
    days = [LAST + timedelta(days=number) for number in range(12)]
    for day in days:
        put(s3, day, [f"居住者 {number}" for number in range(3_000)])
    loader = SnapshotLoader(world.target, s3, world.ledger, world.settings, connections=4)
    assert list(loader.load(None, run_id="run").loaded) == days
    world.execute("UPDATE staging.tenant_daily_snapshots SET status = 1")
    assert list(loader.load(None, run_id="again", rebuild=days).loaded) == days
    assert world.value("SELECT COUNT(*) FROM staging.tenant_daily_snapshots WHERE status = 9") == 36_000


def test_a_day_that_the_server_refuses_stops_the_rest_and_keeps_what_is_loaded(
    world: World, s3: S3Client, loader: SnapshotLoader
) -> None:
    for day in DAYS:
        put(s3, day)
    world.execute(
        "CREATE TRIGGER staging.refuses BEFORE INSERT ON staging.tenant_daily_snapshots FOR EACH ROW BEGIN "
        f"IF NEW.snapshot_date = '{DAYS[0]}' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'; END IF; "
        "END"
    )
    try:
        with pytest.raises(pymysql.err.OperationalError, match="no"):
            loader.load(LAST, run_id="run")
    finally:
        world.execute("DROP TRIGGER staging.refuses")
    assert names(world, DAYS[0]) == []
    known = world.ledger.snapshot_loads()
    assert all(names(world, day) == (NASTY if day in known else []) for day in DAYS)
    assert loader.load(LAST, run_id="run").days_in_table == len(DAYS)


def test_rebuild_of_a_day_is_one_argument(world: World, s3: S3Client, loader: SnapshotLoader) -> None:
    for day in DAYS:
        put(s3, day)
    loader.load(LAST, run_id="run")
    world.execute(f"UPDATE staging.tenant_daily_snapshots SET status = 1 WHERE snapshot_date = '{DAYS[0]}'")
    assert list(loader.load(LAST, run_id="run", rebuild=[DAYS[0]]).loaded) == [DAYS[0]]
    assert world.value("SELECT MIN(status) FROM staging.tenant_daily_snapshots") == 9
    with pytest.raises(SnapshotError, match="no snapshot of 2025-01-01"):
        loader.load(LAST, run_id="run", rebuild=[date(2025, 1, 1)])


def test_killed_inside_a_day_neither_its_rows_nor_its_ledger_row_change(
    world: World, s3: S3Client, loader: SnapshotLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in DAYS:
        put(s3, day)
    loader.load(LAST, run_id="run")
    put(s3, DAYS[1], ["corrected"])
    before = world.ledger.snapshot_loads()

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "record_snapshot", die)
        with pytest.raises(Killed):
            loader.load(LAST, run_id="run")
    assert names(world, DAYS[1]) == NASTY
    assert world.ledger.snapshot_loads() == before
    loader.load(LAST, run_id="retry")
    assert names(world, DAYS[1]) == ["corrected"]


def test_a_day_whose_file_is_gone_is_kept_and_reported(
    world: World, s3: S3Client, loader: SnapshotLoader
) -> None:
    for day in DAYS:
        put(s3, day)
    loader.load(LAST, run_id="run")
    s3.delete_object(Bucket="jram-gghouse", Key=key(DAYS[0]))
    summary = loader.load(LAST, run_id="run")
    assert summary.days_without_file == (DAYS[0],)
    assert names(world, DAYS[0]) == NASTY


def test_other_objects_below_the_prefix_are_reported_not_loaded(s3: S3Client, loader: SnapshotLoader) -> None:
    put(s3, LAST)
    s3.put_object(Bucket="jram-gghouse", Key="snapshots/tenant_status/20260210 (copy).csv", Body=b"x")
    summary = loader.load(LAST, run_id="run")
    assert summary.ignored_keys == ("snapshots/tenant_status/20260210 (copy).csv",)
    assert summary.files == 1
