"""The scanner is exact whatever the pieces, the values and the layout."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.dump.errors import DumpStatementError
from include.dump.parse.scanner import DumpScanner
from include.dump.parse.statement import InsertEnd, Rows, Statement, StatementKind
from tests.include.dump.contents import DUMPS, GOOD

TABLE = b"CREATE TABLE `t` (\n  `id` int NOT NULL,\n  `v` text,\n  `w` text NOT NULL\n) ENGINE=InnoDB;\n"


def pieces(text: bytes, size: int):
    return (text[i : i + size] for i in range(0, len(text), size))


def shape(text: bytes, size: int):
    """Return what was found, independent of how rows were grouped."""
    found: list[object] = []
    rows: dict[str, list[bytes]] = {}
    for event in DumpScanner(pieces(text, size)):
        if isinstance(event, Rows):
            rows.setdefault(event.table, []).append(event.text)
        elif isinstance(event, InsertEnd):
            found.append((event.table, event.size, event.rows))
        else:
            found.append((event.kind, event.name, event.offset))
    return found, {
        name: b",".join(t.replace(b"),\n(", b"),(") for t in texts) for name, texts in rows.items()
    }


@pytest.mark.parametrize("name", [n for n in GOOD if "cp932" not in n])
@pytest.mark.parametrize("size", [1, 7, 1000, 4099])
def test_the_size_of_the_pieces_does_not_matter(name: str, size: int) -> None:
    text = (DUMPS / name).read_bytes()
    if size == 1:
        text = text[:3000].rpartition(b";\n")[0] + b";\n"
    assert shape(text, size) == shape(text, 1 << 22)


def quoted(value: str | None) -> str:
    if value is None:
        return "NULL"
    escapes = {"\0": "\\0", "\n": "\\n", "\r": "\\r", "\x1a": "\\Z", "'": "\\'", '"': '\\"', "\\": "\\\\"}
    return "'" + "".join(escapes.get(c, c) for c in value) + "'"


NASTY = st.text(st.sampled_from("'\"\\(),;`-# \n\0/*Nn%_x日😀\x1a"), max_size=12)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(st.tuples(st.integers(-99, 99), st.none() | NASTY, NASTY), min_size=1, max_size=80),
    size=st.integers(1, 200),
    cut=st.integers(1, 80),
)
def test_rows_as_mysqldump_writes_them_are_counted_and_loadable(rows, size: int, cut: int) -> None:
    texts = [f"({i},{quoted(v)},{quoted(w)})" for i, v, w in rows]
    text = TABLE
    for start in range(0, len(texts), cut):
        text += f"INSERT INTO `t` VALUES {','.join(texts[start : start + cut])};\n".encode()
    found = [e for e in DumpScanner(pieces(text, size)) if isinstance(e, Rows)]
    assert sum(e.count for e in found) == len(rows)
    assert all(e.loadable for e in found)
    assert b",".join(e.text for e in found) == ",".join(texts).encode()


def test_what_stands_in_a_routine_is_not_a_statement() -> None:
    text = (DUMPS / "mysql_compact.sql").read_bytes()
    kinds = [e.kind for e in DumpScanner([text]) if isinstance(e, Statement)]
    assert StatementKind.PROCEDURE in kinds
    assert "ghost" not in {e.name for e in DumpScanner([text]) if isinstance(e, Statement)}


@pytest.mark.parametrize("line", [b"DELIMITER ;", b"-- Dumping data for table `t`"])
def test_a_routine_whose_quotes_swallow_what_follows_is_refused(line: bytes) -> None:
    text = b"DELIMITER ;;\nCREATE PROCEDURE `p`() SELECT '\\' ;;\n" + line + b"\nSELECT ''a' ;;\n"
    with pytest.raises(DumpStatementError, match="holds lines that begin other statements"):
        list(DumpScanner([text]))


def test_a_table_inside_a_versioned_comment_is_the_placeholder_of_a_view() -> None:
    text = (
        b"/*!50001 CREATE TABLE `v` (\n  `id` int\n) ENGINE=MyISAM */;\n"
        b"/*!50001 DROP TABLE `v`*/;\n/*!50001 CREATE VIEW `v` AS SELECT 1 AS `id` */;\n"
    )
    kinds = [event.kind for event in DumpScanner([text]) if isinstance(event, Statement)]
    assert kinds == [StatementKind.SKIPPED, StatementKind.SKIPPED, StatementKind.VIEW]


def test_a_byte_order_mark_is_passed_over() -> None:
    (event,) = DumpScanner([b"\xef\xbb\xbf", TABLE])
    assert isinstance(event, Statement)
    assert event.name == "t"


def test_a_backslash_as_second_byte_of_a_character_is_no_escape() -> None:
    text = (
        b"/*!40101 SET NAMES cp932 */;\n"
        + TABLE
        + b"INSERT INTO `t` VALUES (1,'\x83\x5c','\x95\x5c'),(2,'a','b');\n"
    )
    (rows,) = [e for e in DumpScanner([text]) if isinstance(e, Rows)]
    assert (rows.count, rows.loadable, rows.charset) == (2, False, "cp932")


def test_hex_and_spaces_are_not_loadable_but_counted() -> None:
    text = TABLE + b"INSERT INTO `t` VALUES (1,'a','b'),(2,0x41,'c'),(3,'x','y') , (4,NULL,NULL);\n"
    found = [e for e in DumpScanner([text]) if isinstance(e, Rows)]
    assert sum(e.count for e in found) == 4
    assert [(e.count, e.loadable) for e in found][:2] == [(1, True), (1, False)]
    assert not found[-1].loadable


@pytest.mark.parametrize(
    "statement",
    [
        b"SELECT COALESCE(CURRENT_ROLE(),'NONE') into @current_role",
        b"CREATE ROLE IF NOT EXISTS mariadb_dump_import_role",
        b"GRANT mariadb_dump_import_role TO CURRENT_USER()",
        b"SET ROLE mariadb_dump_import_role",
        b"/*!80001 ALTER USER 'root'@'localhost' DEFAULT ROLE NONE */",
        b"/*M!100203 EXECUTE IMMEDIATE CONCAT('SET ROLE ', @current_role) */",
    ],
)
def test_accounts_that_mariadb_dump_adds_with_system_are_passed_over(statement: bytes) -> None:
    (event,) = DumpScanner([statement + b";\n"])
    assert isinstance(event, Statement)
    assert event.kind is StatementKind.USER


NUMBERED = b"CREATE TABLE `t` (`id` int NOT NULL AUTO_INCREMENT, `v` text, PRIMARY KEY (`id`));\n"


@pytest.mark.parametrize("size", [999, 1 << 20])
def test_an_insert_whose_rows_the_server_numbers_stays_whole(size: int) -> None:
    values = b",".join(b"('%d')" % n for n in range(300_000))
    text = NUMBERED + b"INSERT INTO `t` (`v`) VALUES " + values + b";\n"
    (rows,) = [e for e in DumpScanner(pieces(text, size)) if isinstance(e, Rows)]
    assert (rows.numbered, rows.loadable, rows.count) == (True, False, 300_000)
    assert rows.text == values


@pytest.mark.parametrize(
    "rows",
    [
        b"(1,'a'),(NULL,'b')",
        b"(DEFAULT,'a')",
        b"(default ,'a')",
        b"( NULL, 'a')",
        b"(1,'a'),/* 2 */(NULL,'b')",
        b"(1,0x61),-- 2\n(NULL,0x62)",
        b"(1,'a'),(/* 2, */NULL,'b')",
        b"(1,0x61),(/*!80000 NULL */,0x62)",
    ],
)
def test_null_and_default_leave_the_number_to_the_server(rows: bytes) -> None:
    text = NUMBERED + b"INSERT INTO `t` VALUES " + rows + b";\n"
    assert any(e.numbered for e in DumpScanner([text]) if isinstance(e, Rows))
    with pytest.raises(DumpStatementError, match=r"(?s)leave their number to the server.*--full"):
        list(DumpScanner([text], numbered=()))
    (found,) = [e for e in DumpScanner([text], numbered=("t",)) if isinstance(e, Rows)]
    assert (found.text, found.numbered) == (rows, True)


def test_numbers_that_are_written_are_loaded() -> None:
    text = NUMBERED + b"INSERT INTO `t` VALUES (1,',(NULL'),(0,'b');\n"
    (found,) = [e for e in DumpScanner([text], numbered=()) if isinstance(e, Rows)]
    assert (found.loadable, found.numbered) == (True, False)


def test_strings_that_look_like_variables_are_values() -> None:
    rows = b"(0x1,'a@b.example','SELECT 1 FROM t'),(0x2,\"@x\",'LAST_INSERT_ID()')"
    text = TABLE + b"INSERT INTO `t` VALUES " + rows + b";\n"
    assert sum(e.count for e in DumpScanner([text]) if isinstance(e, Rows)) == 2


@pytest.mark.parametrize(
    ("value", "refused"),
    [
        (b"(SELECT 1)", False),
        (b"(SELECT 1),'a'),(0x2,(SELECT a FROM t)", True),
        (b"(SELECT 1),'a'),(0x2,@x", True),
        (b"'please select one, from here'", False),
    ],
)
def test_a_subquery_is_a_select_with_its_from(value: bytes, refused: bool) -> None:
    text = TABLE + b"INSERT INTO `t` VALUES (0x1," + value + b",'b');\n"
    if refused:
        with pytest.raises(DumpStatementError, match="values that are not in the dump"):
            list(DumpScanner([text]))
    else:
        assert any(isinstance(event, Rows) for event in DumpScanner([text]))


def test_many_a_select_without_from_is_read_in_linear_time() -> None:
    # In quadratic time it takes longer than any test may.
    rows = b",".join(b"(0x1,'please select one','b')" for _ in range(60_000))
    events = DumpScanner([TABLE, b"INSERT INTO `t` VALUES ", rows, b";\n"])
    assert sum(event.count for event in events if isinstance(event, Rows)) == 60_000
