"""The restore operator with a real server and S3 API: once, completely, into the ledger, stoppable."""

from __future__ import annotations

import json
import threading
from unittest.mock import Mock

import pytest

from include.dump.errors import DumpIncompleteError, RestoreCancelledError, RestoreTargetError
from include.dump.load.server_facts import ServerFacts
from include.exceptions import DumpError
from include.ledger.restore_marker_table import read_restore_marker
from include.mysql.target import WarehouseTarget
from include.staging.expected_tables import expected_tables
from tests.include.dump.held_load import HeldLoad
from tests.plugins.tokyobeta.operators.restore_task import CONTEXT, dump_text, operator, put, query
from tests.waiting import PATIENCE_SECONDS, wait_until
from tokyobeta.operators.mysql_dump_restore import MySqlDumpRestoreOperator

pytestmark = [pytest.mark.mysql, pytest.mark.aws]


def test_restores_once_and_writes_the_ledger(warehouse: WarehouseTarget, empty_aws: str) -> None:
    dump = put(empty_aws, dump_text(3))
    short = operator(dump).execute(CONTEXT)
    assert (short["restored"], short["tables"], short["rows"]) == (True, len(expected_tables()), 3)
    assert len(json.dumps(short)) < 2000  # an XCom is no place for a report
    assert query(warehouse, "SELECT COUNT(*) FROM staging_incoming.tenants") == [(3,)]
    assert query(warehouse, "SELECT COUNT(*), SUM(row_count) FROM ops.restored_tables") == [
        (len(expected_tables()), 3)
    ]
    assert operator(dump).execute(CONTEXT)["restored"] is False
    assert operator(dump, force="True").execute(CONTEXT)["restored"] is True
    assert "basis" not in {name for (name,) in query(warehouse, "SHOW DATABASES")}


def test_a_forced_restore_keeps_nothing_of_what_is_there(warehouse: WarehouseTarget, empty_aws: str) -> None:
    dump = put(empty_aws, dump_text(3))
    operator(dump).execute(CONTEXT)
    query(warehouse, "UPDATE staging_incoming.tenants SET full_name = 'by hand'")
    assert operator(dump, force=True).execute(CONTEXT)["resumed_tables"] == 0
    assert query(warehouse, "SELECT COUNT(*) FROM staging_incoming.tenants WHERE full_name = 'by hand'") == [
        (0,)
    ]


def test_a_forced_restore_that_failed_early_keeps_nothing_either(
    warehouse: WarehouseTarget, empty_aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = put(empty_aws, dump_text(3))
    operator(dump).execute(CONTEXT)
    query(warehouse, "UPDATE staging_incoming.tenants SET full_name = 'by hand'")
    with monkeypatch.context() as patch:
        patch.setattr(ServerFacts, "check", Mock(side_effect=RestoreTargetError("no", "later")))
        with pytest.raises(RestoreTargetError):
            operator(dump, force=True).execute(CONTEXT)
    assert operator(dump, force=True).execute(CONTEXT)["resumed_tables"] == 0
    assert query(warehouse, "SELECT COUNT(*) FROM staging_incoming.tenants WHERE full_name = 'by hand'") == [
        (0,)
    ]


def test_a_cut_dump_leaves_the_incoming_schema_as_it_was(warehouse: WarehouseTarget, empty_aws: str) -> None:
    operator(put(empty_aws, dump_text(3))).execute(CONTEXT)
    with pytest.raises(DumpIncompleteError):
        operator(put(empty_aws, dump_text(3)[:-20])).execute(CONTEXT)
    assert query(warehouse, "SELECT COUNT(*) FROM staging_incoming.tenants") == [(3,)]
    with warehouse.connect() as connection:
        assert read_restore_marker(connection, "staging_incoming") is not None


def test_an_object_replaced_after_preflight_is_refused(warehouse: WarehouseTarget, empty_aws: str) -> None:
    dump = put(empty_aws, dump_text(3))
    put(empty_aws, dump_text(4))
    with pytest.raises(DumpError, match="replaced since preflight"):
        operator(dump).execute(CONTEXT)


def test_on_kill_stops_the_servers_work_and_a_retry_completes(
    warehouse: WarehouseTarget, empty_aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = put(empty_aws, dump_text(200_000))
    task = operator(dump)
    task.on_kill()  # nothing runs yet: nothing happens
    failure: list[BaseException] = []

    def execute() -> None:
        try:
            task.execute(CONTEXT)
        except BaseException as error:
            failure.append(error)

    threads = (
        "SELECT COUNT(*) FROM information_schema.processlist"
        " WHERE db = 'staging_incoming' AND command = 'Query'"
    )
    with monkeypatch.context() as patch:
        held = HeldLoad(patch)
        thread = threading.Thread(target=execute)
        thread.start()
        held.wait()
        wait_until(lambda: query(warehouse, threads) != [(0,)], "the server runs a statement")
        task.on_kill()
        assert query(warehouse, threads) == [(0,)]
        held.let_go()
        thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()
    assert isinstance(failure[0], RestoreCancelledError)
    assert query(warehouse, threads) == [(0,)]
    assert operator(dump).execute(CONTEXT)["rows"] == 200_000


def test_what_is_templated() -> None:
    assert set(MySqlDumpRestoreOperator.template_fields) >= {"dump", "force", "dump_date"}
