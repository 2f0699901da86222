"""Zero and impossible days are kept and counted, and asking for them costs nothing where there are none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.load import table_loader
from include.dump.load.load_connection import LoadConnection
from include.dump.load.load_outcome import LoadOutcome
from include.dump.parse.invalid_dates import may_have_invalid_dates
from tests.include.dump.contents import compact, contents, restore_with_client

TABLE = (
    "CREATE TABLE `{}` (`id` int NOT NULL, `d` date, `at` datetime, `note` varchar(60), PRIMARY KEY (`id`),"
    " KEY `of_day` (`d`)) DEFAULT CHARSET=utf8mb4"
)
JOB = 4096
ROWS = 600


def rows(odd: dict[int, tuple[str, str]]) -> str:
    """Return rows whose notes look like invalid dates, of which some have true ones."""
    days = [odd.get(i, ("2024-02-29", "2026-01-31 10:00:00")) for i in range(ROWS)]
    return ",".join(f"({i},'{d}','{at}','2023-02-30 and 03-00-1')" for i, (d, at) in enumerate(days))


@pytest.fixture
def modes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the sql_mode of each LOAD DATA, as they come."""
    found: list[str] = []
    load = LoadConnection.load

    def noted(self: LoadConnection, statement: str, text: Iterable[bytes]) -> LoadOutcome:
        found.append(self.session_mode)
        return load(self, statement, text)

    monkeypatch.setattr(LoadConnection, "load", noted)
    return found


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("'0000-00-00'", True),
        ("'2023-00-10'", True),
        ("'2023-02-30'", True),
        ("'2023-04-31 00:00:00'", True),
        ("'2023-02-29'", True),
        ("'1900-02-29'", True),
        ("'2024-02-29','2000-02-29','2023-01-31','2023-04-30'", False),
    ],
)
def test_text_with_an_odd_day_is_told_from_text_without(text: str, odd: bool) -> None:
    assert may_have_invalid_dates(text.encode()) is odd


@pytest.mark.mysql
def test_rows_without_odd_days_are_loaded_once(restore, modes: list[str]) -> None:
    dump = compact(TABLE.format("t"), f"INSERT INTO `t` VALUES {rows({})}")
    (table,) = restore(dump, job_bytes=JOB, trial_bytes=0).tables
    assert (table.rows, table.way, table.defects) == (ROWS, "load", {})
    (mode,) = modes
    assert "NO_ZERO_DATE" in mode


@pytest.mark.mysql
@pytest.mark.parametrize("connections", [1, 2])
def test_odd_days_that_come_late_are_kept_and_counted(
    mysql_server: MySqlServer,
    restore,
    schema: str,
    reference: str,
    modes: list[str],
    connections: int,
) -> None:
    odd = {
        150: ("0000-00-00", "0000-00-00 00:00:00"),
        400: ("2023-02-31", "2026-01-31 10:00:00"),
        599: ("2023-00-10", "2023-04-31 00:00:00"),
    }
    parts = [rows(odd).split("),(")[i : i + 60] for i in range(0, ROWS, 60)]
    inserts = [f"INSERT INTO `t` VALUES ({'),('.join(part).strip('()')})" for part in parts]
    others = [TABLE.format("u"), f"INSERT INTO `u` VALUES {rows({})}"]
    dump = compact(TABLE.format("t"), *inserts, *others)
    restore_with_client(mysql_server, dump, reference)
    summary = restore(dump, job_bytes=JOB, connections=connections, trial_bytes=0)
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)
    table, other = summary.tables
    assert table.way == other.way == "load"
    assert table.defects == {
        "d": {"zero_dates": 1, "invalid_dates": 2},
        "at": {"zero_dates": 1, "invalid_dates": 1},
    }
    assert other.defects == {}
    again = len(modes) - len(parts) - 1  # only what was on its way when the first odd day came
    assert 1 <= again <= connections


@pytest.mark.mysql
def test_odd_days_in_rows_that_go_by_insert_are_counted(restore) -> None:
    dump = compact(
        "CREATE TABLE `t` (`id` int NOT NULL, `d` date, `b` bit(32), PRIMARY KEY (`id`))",
        "INSERT INTO `t` VALUES (1,'2023-02-30',b'1'),(2,'2026-01-31',CONCAT('-00-'))",
    )
    (table,) = restore(dump).tables
    assert (table.way, table.defects) == ("insert", {"d": {"invalid_dates": 1}})


@pytest.mark.mysql
def test_another_remark_than_one_on_days_is_no_reason_to_load_twice(
    restore, modes: list[str], mysql_server: MySqlServer, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error value of an ENUM: the part goes by INSERT at once."""
    monkeypatch.setattr(table_loader, "SMALL_BYTES", 0)  # small tables are tried together first
    dump = compact(
        "CREATE TABLE `t` (`id` int NOT NULL, `d` date, `e` enum('a','b') NOT NULL, PRIMARY KEY (`id`))",
        "INSERT INTO `t` VALUES (1,'2026-01-31','a'),(2,'2026-01-30','')",
    )
    (table,) = restore(dump, trial_bytes=0).tables
    assert (table.way, table.defects, len(modes)) == ("insert", {"e": {"empty_enums": 1}}, 1)
    found: Any = contents(mysql_server.target, schema)
    assert set(found) == {"t"}
