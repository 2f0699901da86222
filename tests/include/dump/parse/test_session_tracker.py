"""What SET makes of a session: comments, scopes and versions are those of the server."""

from __future__ import annotations

import pytest

from include.dump.errors import DumpStatementError
from include.dump.parse.session import DumpSession
from include.dump.parse.session_tracker import SessionTracker


def session_after(*statements: bytes) -> DumpSession:
    tracker = SessionTracker()
    for statement in statements:
        tracker.see(statement)
    return tracker.session


@pytest.mark.parametrize(
    ("statement", "zone"),
    [
        (b"SET GLOBAL max_connections=9, time_zone='+05:00'", None),
        (b"SET GLOBAL max_connections=9, SESSION time_zone='+05:00'", "+05:00"),
        (b"SET GLOBAL max_connections=9, @@time_zone='+05:00'", "+05:00"),
        (b"SET @@GLOBAL.max_connections=9, time_zone='+05:00'", "+05:00"),
        (b"SET PERSIST max_connections=9, time_zone='+05:00'", None),
    ],
)
def test_the_word_before_a_variable_holds_for_those_behind_it(statement: bytes, zone: str | None) -> None:
    assert session_after(statement).time_zone == zone


@pytest.mark.parametrize(
    "statement",
    [
        b"SET /* a, b = */ time_zone = '+05:00'",
        b"SET -- a\n time_zone = '+05:00'",
        b"SET # a\n time_zone = '+05:00' /* z */",
        b"/*!40103 SET TIME_ZONE='+05:00' */",
        b"SET @x = '/* no comment', time_zone = '+05:00'",
    ],
)
def test_comments_within_are_none_of_it(statement: bytes) -> None:
    assert session_after(statement).time_zone == "+05:00"


@pytest.mark.parametrize("statement", [b"SET locale to C.UTF-8", b"Set up the host first", b"SET 1"])
def test_what_sets_nothing_is_refused(statement: bytes) -> None:
    with pytest.raises(DumpStatementError, match="sets nothing"):
        session_after(statement)


@pytest.mark.parametrize(
    "statement",
    [
        b"SET TRANSACTION READ ONLY",
        b"SET GLOBAL TRANSACTION READ ONLY",
        b"SET PASSWORD = 'x'",
        b"SET ROLE ALL",
    ],
)
def test_what_sets_no_variable_is_passed_over(statement: bytes) -> None:
    assert session_after(statement) == DumpSession()


def test_a_setting_that_only_newer_servers_get_is_refused_where_it_counts() -> None:
    assert session_after(b"/*!99000 SET @x = 1 */") == DumpSession()
    found = session_after(b"/*!80013 SET SESSION sql_require_primary_key=0 */")
    assert found.settings == (("sql_require_primary_key", "0"),)
    assert session_after(b"/*!80023 SET time_zone = '+05:00' */").time_zone == "+05:00"
    for version in (b"80024", b"80100", b"99000", b"090400"):
        with pytest.raises(DumpStatementError, match=r"not every server runs \(/\*!80024 or above\)"):
            session_after(b"/*!" + version + b" SET time_zone = '+05:00' */")


def test_variables_that_decide_on_tables_are_kept_until_their_default_returns() -> None:
    sets = [b"SET @old = @@innodb_strict_mode, innodb_strict_mode = OFF, auto_increment_offset = 5"]
    assert session_after(*sets).settings == (("auto_increment_offset", "5"), ("innodb_strict_mode", "OFF"))
    assert (
        session_after(*sets, b"SET innodb_strict_mode = @old, auto_increment_offset = DEFAULT").settings == ()
    )
