"""What dead runs leave behind is shown, then erased, and nothing else changes."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from include.dump.errors import RestoreBusyError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.restore_state import RestoreState
from include.dump.restore.restore_lock import RestoreLock
from include.dump.restore.trial_schema import TrialSchema
from include.exceptions import PublishError, TidyUpError
from include.ledger.tidy_up_record import TidyUpRecord
from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import utc_now
from include.staging.tidy_up.kinds import DRAFTS, KINDS, REPLACED, RESTORE, WAITING
from include.staging.tidy_up.leftover import Leftover
from include.staging.tidy_up.model_drafts import ModelDrafts
from include.staging.tidy_up.tidy_up import TidyUp
from tests.include.conftest import record_rules
from tests.include.staging.publish.publishing import publish, roll_back
from tests.include.staging.tidy_up.leftovers import (
    INCOMING,
    TABLES,
    Killed,
    build_of_a_dead_run,
    checksums,
    killed_before_the_rename,
    killed_behind_the_rename,
    killed_restore,
    killed_table_roll_back,
    killed_trial,
    publisher,
    session_of_a_dead_try,
)
from tests.include.world import DAY_9, DAY_10, DAY_11, World

pytestmark = pytest.mark.mysql


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    made = World(empty_mysql)
    for day in (DAY_9, DAY_10):
        made.restore(day)
        publish(publisher(made), day)
    made.execute(
        "CREATE TABLE gold.rooms (id INT)",
        "INSERT INTO gold.rooms VALUES (1)",
        "CREATE VIEW gold.summary AS SELECT id FROM gold.rooms",
    )
    return made


def tidy_up(world: World) -> TidyUp:
    return TidyUp(world.target, world.target, world.ledger, world.settings)


def record(run_id: str = "tidy") -> TidyUpRecord:
    return TidyUpRecord(
        run_id=run_id, decided_by="admin", reason="the worker died", code_version="abc", started_at=utc_now()
    )


def erase(world: World, *kinds: str, run_id: str = "tidy") -> list[Leftover]:
    erased, _ = tidy_up(world).erase(kinds or KINDS, record(run_id))
    return erased


def lines(found: list[Leftover]) -> list[tuple[str, str]]:
    return [(each.what, each.where) for each in found]


def test_after_runs_that_ended_well_nothing_is_found_and_nothing_recorded(world: World) -> None:
    before = checksums(world.target)
    assert tidy_up(world).look() == []
    assert erase(world, *KINDS, WAITING) == []
    assert checksums(world.target) == before
    assert world.value("SELECT COUNT(*) FROM ops.tidy_ups") == 0


def test_a_killed_restore_is_shown_with_its_dump_and_how_complete_it_is_then_erased(
    world: World, tmp_path: Path
) -> None:
    before = checksums(world.target)
    killed_restore(world.target, tmp_path)
    left = checksums(world.target)
    tables, notes = tidy_up(world).look()
    assert (tables.what, tables.where) == ("tables of an unfinished restore", INCOMING)
    assert tables.details.startswith("gghouse_20260211.sql")
    assert f": 2 of {TABLES} tables complete, " in tables.details
    assert (notes.what, notes.where) == ("notes of a dead try", "ops")
    assert checksums(world.target) == left, "it was only shown"

    assert erase(world) == [tables, notes]
    assert checksums(world.target) == before
    assert tidy_up(world).look() == []
    assert erase(world, run_id="again") == []
    for table in ("restore_state", "restore_state_tables", "restore_state_jobs", "restore_state_sessions"):
        assert world.value(f"SELECT COUNT(*) FROM ops.{table}") == 0, table


def test_the_day_is_restored_and_published_after_it_was_tidied_up(world: World, tmp_path: Path) -> None:
    killed_restore(world.target, tmp_path)
    erase(world)
    world.restore(DAY_11)
    assert publish(publisher(world), DAY_11).changed
    assert tidy_up(world).look() == []


@pytest.mark.parametrize("marked", [True, False])
def test_a_schema_in_which_a_killed_restore_tried_tables_is_shown_and_dropped(
    world: World, marked: bool
) -> None:
    before = checksums(world.target)
    killed_trial(world.target, marked=marked)
    (schema,) = tidy_up(world).look()
    assert (schema.what, schema.where) == ("tables that a restore tried", f"{INCOMING}_trial")
    assert erase(world, RESTORE) == [schema]
    assert checksums(world.target) == before
    assert tidy_up(world).look() == []


def test_a_schema_in_which_a_restore_tries_tables_now_is_left_to_it(world: World) -> None:
    with closing(LoadConnection.to(world.target.with_schema(None), None, "")) as connection:
        TrialSchema(INCOMING).create(connection)
        assert tidy_up(world).look() == []


def test_a_statement_of_a_dead_try_is_shown_and_ended(world: World) -> None:
    with session_of_a_dead_try(world.target) as number:
        session, notes = tidy_up(world).look()
        assert session.what == "session of a dead try"
        assert session.details.startswith(f"connection {number} of ")
        assert erase(world, RESTORE) == [session, notes]
    assert tidy_up(world).look() == []


def test_what_a_publish_and_a_roll_back_set_aside_is_erased_and_both_ways_back_stay(world: World) -> None:
    killed_behind_the_rename(world)
    killed_table_roll_back(world)
    found = tidy_up(world).look()
    assert lines(found) == [
        ("tables that were replaced", "staging_backup_20260209"),
        ("tables that were replaced", INCOMING),
    ]
    seen = checksums(world.target)
    assert erase(world) == found
    gone = seen.keys() - checksums(world.target).keys()
    assert gone
    assert all("`_replaced_" in name for name in gone)
    assert {name: seen[name] for name in seen if name not in gone} == checksums(world.target)
    assert roll_back(publisher(world), DAY_9).changed


def test_a_dump_that_waits_is_kept_unless_a_person_says_so(world: World) -> None:
    killed_before_the_rename(world)
    waiting, empty = tidy_up(world).look()
    assert (waiting.kind, empty.where) == (WAITING, "staging_backup_20260210")
    assert waiting.details == "gghouse_20260211.sql.gz: 4 tables, 12 rows"
    assert erase(world) == [empty]
    assert world.mark(INCOMING) == "2026-02-11"
    assert tidy_up(world).look() == [waiting]

    before = {name: sum_ for name, sum_ in checksums(world.target).items() if f"`{INCOMING}`" not in name}
    assert erase(world, WAITING, run_id="on purpose") == [waiting]
    assert checksums(world.target) == before
    assert world.tables(INCOMING) == []
    assert tidy_up(world).look() == []


def test_a_refused_dump_is_shown_with_its_failed_rules(world: World) -> None:
    refused = world.restore(DAY_11)
    record_rules(world.ledger, refused, lookups_empty="failed")
    [waiting] = tidy_up(world).look()
    assert waiting.details.endswith("failed rules: lookups_empty")


def test_drafts_of_models_are_erased_and_the_models_stay(world: World) -> None:
    before = checksums(world.target)
    world.execute(
        "CREATE TABLE gold.rooms__dbt_tmp (id INT)",
        "CREATE TABLE gold.rooms__dbt_part (id INT)",
        "CREATE VIEW gold.rooms__dbt_backup AS SELECT 1 AS id",
        "CREATE TABLE silver.first_build__dbt_tmp (id INT)",
    )
    found = tidy_up(world).look()
    assert [each.details for each in found] == [
        "rooms__dbt_backup",
        "rooms__dbt_part",
        "rooms__dbt_tmp",
        "first_build__dbt_tmp",
    ]
    assert erase(world, DRAFTS) == found
    assert checksums(world.target) == before
    assert tidy_up(world).look() == []


def test_a_backup_whose_model_is_missing_is_kept(world: World) -> None:
    """It may be the only copy there is."""
    world.execute("CREATE TABLE gold.lost__dbt_backup (id INT)")
    [found] = tidy_up(world).look()
    assert found.kept == "lost itself is missing"
    assert erase(world) == []
    assert world.tables("gold") == ["lost__dbt_backup", "rooms"]


def test_a_build_of_a_dead_run_is_ended(world: World) -> None:
    with build_of_a_dead_run(world.target, "gold.rooms") as number:
        before = checksums(world.target)
        found = tidy_up(world).look()
        assert found[-1].details.startswith(f"connection {number} of ")
        assert found[-1].details.endswith("builds gold.rooms")
        assert erase(world, DRAFTS) == found
    assert checksums(world.target) == {name: before[name] for name in before if "__dbt_tmp" not in name}
    assert tidy_up(world).look() == []


def test_only_what_was_chosen_is_erased(world: World) -> None:
    world.execute("CREATE TABLE gold.rooms__dbt_tmp (id INT)")
    killed_table_roll_back(world)
    replaced, draft = tidy_up(world).look()
    assert tidy_up(world).erase([REPLACED], record()) == ([replaced], [draft])


def test_nothing_is_looked_at_while_a_publish_or_a_restore_is_in_progress(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_restore(world.target, tmp_path)
    before = checksums(world.target)
    monkeypatch.setattr("include.staging.publish.publisher._LOCK_WAIT_SECONDS", 0)
    with publisher(world).exclusive(), pytest.raises(PublishError, match="is publishing at this moment"):
        erase(world)
    with closing(world.target.connect()) as holder:
        RestoreLock(INCOMING, RestoreState("ops", INCOMING)).acquire(holder)
        for work in (tidy_up(world).look, lambda: erase(world)):
            with pytest.raises(RestoreBusyError, match="is running"):
                work()
    assert checksums(world.target) == before


def test_the_ledger_says_who_had_what_erased_and_why_also_if_a_try_died_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: ModelDrafts) -> None:
        raise Killed

    world.execute("CREATE TABLE gold.rooms__dbt_tmp (id INT)")
    killed_table_roll_back(world)
    with monkeypatch.context() as patch:
        patch.setattr(
            "include.staging.tidy_up.model_drafts.ModelDrafts.erase",
            lambda _: (_ for _ in ()).throw(KeyError),
        )
        with pytest.raises(KeyError):
            erase(world)
    row = "SELECT finished_at IS NULL, decided_by, reason, erased FROM ops.tidy_ups"
    assert world.value(row) == 1
    assert lines(erase(world)) == [("draft of a model", "gold")]
    with world.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(row)
        [(unfinished, who, why, erased)] = cursor.fetchall()
    assert (unfinished, who, why) == (0, "admin", "the worker died")
    assert [each["what"] for each in json.loads(erased)] == ["tables that were replaced", "draft of a model"]


def test_a_table_that_a_reader_holds_is_named_as_such(world: World) -> None:
    world.settings = world.settings.model_copy(update={"publish_lock_wait_seconds": 1})
    world.execute("CREATE TABLE gold.rooms__dbt_tmp (id INT)")
    with world.target.connect(autocommit=False) as reader, reader.cursor() as cursor:
        cursor.execute("SELECT * FROM gold.rooms__dbt_tmp")
        with pytest.raises(TidyUpError, match="1205"):
            erase(world)
    assert lines(erase(world)) == [("draft of a model", "gold")]
