"""Two builds on a real MySQL server, compared."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from dev.model_differences.comparison import compare
from dev.model_differences.report import report
from dev.model_differences.table_difference import TableDifference
from dev.servers.mysql_server import MySqlServer

pytestmark = pytest.mark.mysql


class Builds:
    """Silver and gold of two builds."""

    def __init__(self, server: MySqlServer) -> None:
        mark = secrets.token_hex(3)
        self.before, self.after = f"before_{mark}_", f"after_{mark}_"
        self.connection = server.target.connect()
        for schema in self.schemas():
            self.execute(f"create schema {schema}")

    def schemas(self) -> list[str]:
        return [prefix + layer for prefix in (self.before, self.after) for layer in ("silver", "gold")]

    def execute(self, *statements: str) -> None:
        with self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def both(self, statement: str) -> None:
        self.execute(*(statement.format(prefix) for prefix in (self.before, self.after)))

    def compare(self) -> dict[str, TableDifference]:
        return {each.name: each for each in compare(self.connection, self.before, self.after)}


@pytest.fixture
def builds(mysql_server: MySqlServer) -> Iterator[Builds]:
    made = Builds(mysql_server)
    made.both("create table {}gold.moveouts (id int, reason varchar(20), rent decimal(10,2))")
    made.both("insert into {}gold.moveouts values (1, '転職', 50000), (2, null, 60000), (2, null, 60000)")
    made.both("create view {}silver.stg as select 1 as n")
    yield made
    for schema in made.schemas():
        made.execute(f"drop schema {schema}")
    made.connection.close()


def test_equal_builds_have_no_difference_whatever_the_order(builds: Builds) -> None:
    builds.execute(
        f"delete from {builds.after}gold.moveouts where id = 1",
        f"insert into {builds.after}gold.moveouts values (1, '転職', 50000)",
    )
    found = builds.compare()
    assert set(found) == {"gold.moveouts", "silver.stg"}
    assert not any(each.is_different for each in found.values())
    assert "2 of 2 models are the same" in report(found.values(), "main")


def test_changed_values_are_found_and_their_columns_named(builds: Builds) -> None:
    builds.execute(f"update {builds.after}gold.moveouts set reason = '帰国', rent = 1 where id = 2")
    found = builds.compare()["gold.moveouts"]
    assert (found.before, found.after, found.only_before, found.only_after) == (3, 3, 2, 2)
    assert found.changed == ("reason", "rent")


def test_a_lost_duplicate_is_a_difference(builds: Builds) -> None:
    builds.execute(f"delete from {builds.after}gold.moveouts where id = 2 limit 1")
    found = builds.compare()["gold.moveouts"]
    assert (found.only_before, found.only_after) == (1, 0)


def test_null_and_the_word_null_differ(builds: Builds) -> None:
    builds.execute(f"update {builds.after}gold.moveouts set reason = 'null' where id = 2")
    assert builds.compare()["gold.moveouts"].is_different


def test_new_and_removed_columns_and_models(builds: Builds) -> None:
    builds.execute(
        f"alter table {builds.after}gold.moveouts add column notice_days int, drop column rent",
        f"create table {builds.after}gold.fresh (id int)",
        f"drop view {builds.after}silver.stg",
    )
    found = builds.compare()
    assert (found["gold.moveouts"].added, found["gold.moveouts"].removed) == (("notice_days",), ("rent",))
    assert found["gold.moveouts"].only_after == 0, "the common columns are the same"
    assert (found["gold.fresh"].before, found["gold.fresh"].after) == (None, 0)
    assert (found["silver.stg"].before, found["silver.stg"].after) == (1, None)
    page = report(found.values(), "main")
    assert "| gold.moveouts | 3 | 3 | 0 | 0 | +notice_days, -rent |" in page
    assert "| silver.stg | 1 | none | 0 | 0 | same |" in page
    assert "0 of 3 models are the same" in page


def test_bookkeeping_of_builds_is_no_difference(builds: Builds) -> None:
    builds.both("create table {}silver.built_days (build_id varchar(36))")
    builds.execute(f"insert into {builds.after}silver.built_days values ('x')")
    assert "silver.built_days" not in builds.compare()
