"""The tasks that share a restore out: they make it shorter and decide nothing."""

from __future__ import annotations

import gzip
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from include.dump.errors import RestoreCancelledError
from include.dump.parse.inspection import inspect_dump
from include.dump.source.s3_object import S3ObjectSource
from include.exceptions import DumpError
from include.ledger.dump_object import DumpObject
from include.ledger.ledger import Ledger
from include.ledger.restore_marker_table import read_restore_marker
from include.mysql.target import WarehouseTarget
from include.settings import get_settings
from include.staging.expected_tables import expected_tables
from include.staging.inspection import record_inspection
from include.staging.restore_input import RestoreInput
from tests.include.dump.held_load import HeldLoad
from tests.plugins.tokyobeta.operators.restore_task import (
    BUCKET,
    CONTEXT,
    KEY,
    dump_text,
    operator,
    put,
    query,
    s3,
)
from tests.waiting import PATIENCE_SECONDS
from tokyobeta.operators.plan_restore import PlanRestoreOperator
from tokyobeta.operators.restore_part import RestorePartOperator

pytestmark = [pytest.mark.mysql, pytest.mark.aws]

ROWS = 30_000


@pytest.fixture(autouse=True)
def two_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers, and sections as small as the tables of a small dump."""
    monkeypatch.setenv("TOKYOBETA_RESTORE_WORKERS", "2")
    get_settings.cache_clear()
    options = RestoreInput.options
    monkeypatch.setattr(
        RestoreInput, "options", lambda self, dump: replace(options(self, dump), chunk_bytes=1)
    )


def looked_at(target: WarehouseTarget, endpoint: str, content: bytes) -> str:
    """Upload a dump, hand its inspection over as preflight does, and return the object as preflight does."""
    dump = put(endpoint, content)
    ledger = Ledger(target)
    ledger.ensure()
    report = inspect_dump(S3ObjectSource(s3(endpoint), BUCKET, KEY))
    record_inspection(ledger, DumpObject.from_json(json.loads(dump)), report, get_settings().code_version)
    return dump


def plan(dump: str, *, force: bool = False) -> list[dict[str, Any]]:
    task = PlanRestoreOperator(task_id="plan_restore", dump_date="2026-02-10", dump=dump, force=force)
    parts = task.execute(CONTEXT)
    return json.loads(json.dumps(parts))  # as the next task gets it


def part_task(dump: str, part: dict[str, Any]) -> RestorePartOperator:
    return RestorePartOperator(task_id="restore_part", dump_date="2026-02-10", dump=dump, part=part)


def load(dump: str, part: dict[str, Any]) -> dict[str, Any]:
    return part_task(dump, part).execute(CONTEXT)


def contents(target: WarehouseTarget) -> dict[str, int]:
    names = ", ".join(f"staging_incoming.`{name}`" for name in sorted(expected_tables()))
    return dict(query(target, f"CHECKSUM TABLE {names}"))


def test_the_restore_keeps_what_the_parts_loaded_and_alone_says_that_it_is_complete(
    warehouse: WarehouseTarget, empty_aws: str
) -> None:
    dump = looked_at(warehouse, empty_aws, dump_text(ROWS))
    parts = plan(dump)
    assert len(parts) == 2
    with ThreadPoolExecutor(2) as pool:
        loaded = list(pool.map(lambda part: load(dump, part), parts))
    assert sum(part["rows"] for part in loaded) == ROWS
    assert sum(part["tables"] for part in loaded) == len(expected_tables())
    with warehouse.connect() as connection:
        assert read_restore_marker(connection, "staging_incoming") is None
    short = operator(dump).execute(CONTEXT)
    assert (short["resumed_tables"], short["rows"]) == (len(expected_tables()), ROWS)
    with warehouse.connect() as connection:
        assert read_restore_marker(connection, "staging_incoming") is not None
    shared = contents(warehouse)
    assert operator(dump, force=True).execute(CONTEXT)["resumed_tables"] == 0
    assert contents(warehouse) == shared


def test_cleared_after_the_restore_they_change_nothing(warehouse: WarehouseTarget, empty_aws: str) -> None:
    dump = looked_at(warehouse, empty_aws, dump_text(ROWS))
    parts = plan(dump)
    load(dump, parts[0])
    operator(dump).execute(CONTEXT)
    before = contents(warehouse)
    assert "Another restore" in load(dump, parts[0])["left"]
    assert "Another restore" in load(dump, parts[1])["left"]
    assert plan(dump) == []
    assert contents(warehouse) == before
    assert operator(dump).execute(CONTEXT)["restored"] is False


def test_a_forced_plan_keeps_nothing_of_what_is_there(warehouse: WarehouseTarget, empty_aws: str) -> None:
    dump = looked_at(warehouse, empty_aws, dump_text(3))
    operator(dump).execute(CONTEXT)
    query(warehouse, "UPDATE staging_incoming.tenants SET full_name = 'by hand'")
    for part in plan(dump, force=True):
        assert load(dump, part)["resumed"] == 0
    assert operator(dump, force=True).execute(CONTEXT)["restored"] is True
    assert query(warehouse, "SELECT COUNT(*) FROM staging_incoming.tenants WHERE full_name = 'by hand'") == [
        (0,)
    ]


def test_an_object_replaced_in_the_middle_is_left_to_the_restore_which_refuses_it(
    warehouse: WarehouseTarget,
    empty_aws: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    dump = looked_at(warehouse, empty_aws, dump_text(ROWS))
    first, second = plan(dump)
    load(dump, first)
    put(empty_aws, dump_text(4))
    with caplog.at_level(logging.WARNING, logger="include.staging.restore_parts"):
        assert "was replaced" in load(dump, second)["left"]
        assert plan(dump) == []
    assert [record.levelname for record in caplog.records][-2:] == ["WARNING", "WARNING"]
    with pytest.raises(DumpError, match="replaced since preflight"):
        operator(dump).execute(CONTEXT)


@pytest.mark.parametrize("why", ["compressed", "not inspected"])
def test_what_cannot_be_shared_out_is_restored_as_ever(
    warehouse: WarehouseTarget,
    empty_aws: str,
    why: str,
) -> None:
    content = gzip.compress(dump_text(3)) if why == "compressed" else dump_text(3)
    dump = put(empty_aws, content) if why == "not inspected" else looked_at(warehouse, empty_aws, content)
    assert plan(dump) == []
    short = operator(dump).execute(CONTEXT)
    assert (short["restored"], short["rows"], short["resumed_tables"]) == (True, 3, 0)


def test_on_kill_stops_a_part_and_the_restore_completes_it(
    warehouse: WarehouseTarget,
    empty_aws: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dump = looked_at(warehouse, empty_aws, dump_text(ROWS))
    large = max(plan(dump), key=lambda part: part["size"])
    held = HeldLoad(monkeypatch)
    task = part_task(dump, large)
    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(task.execute, CONTEXT)
        held.wait()
        task.on_kill()
        held.let_go()
        with pytest.raises(RestoreCancelledError):
            outcome.result(timeout=PATIENCE_SECONDS)
    assert operator(dump).execute(CONTEXT)["rows"] == ROWS
