"""Rows in older sets of UTF-8, and rows with bytes that are no text, go by LOAD DATA and are exact."""

from __future__ import annotations

import pytest

from dev.servers.mysql_server import MySqlServer
from include.exceptions import DumpError
from tests.include.dump.contents import contents, restore_with_client

pytestmark = pytest.mark.mysql

ALL_BYTES = b"".join(
    {0: b"\\0", 10: b"\\n", 13: b"\\r", 26: b"\\Z", 34: b'\\"', 39: b"\\'", 92: b"\\\\"}.get(n, bytes([n]))
    for n in range(256)
)
TEXTS = "`t` varchar(20) CHARACTER SET {}, `l` longtext CHARACTER SET {}"
MANY = 40  # more than the rows that are matched at once


def dump(names: str, columns: str, rows: list[bytes]) -> bytes:
    """Return a compact dump of one table."""
    head = f"/*!40101 SET NAMES {names} */;\nCREATE TABLE `t` (\n  `id` int NOT NULL,\n  {columns},\n"
    text = head + "  PRIMARY KEY (`id`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\nINSERT INTO `t` VALUES "
    return text.encode() + b",".join(b"(%d,%s)" % (n, row) for n, row in enumerate(rows, 1)) + b";\n"


@pytest.mark.parametrize("names", ["utf8", "utf8mb3"])
@pytest.mark.parametrize("stored", ["utf8mb3", "utf8mb4", "cp932", "ucs2"])
def test_a_dump_in_utf8_of_mysql_5_7_goes_by_load_data(
    mysql_server: MySqlServer, restore, schema: str, reference: str, names: str, stored: str
) -> None:
    """The server warns of the name of the set, with which mysqldump 5.7 begins every dump."""
    rows = ["'青空荘','é'".encode() if stored != "cp932" else "'青空荘','ab'".encode()] * MANY
    text = dump(names, TEXTS.format(stored, stored), rows)
    restore_with_client(mysql_server, text, reference, charset="utf8mb4")
    assert restore(text).tables[0].way == "load"
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)


def test_a_character_that_utf8_of_mysql_5_7_lacks_is_taken_as_by_the_client(
    mysql_server: MySqlServer, restore, schema: str, reference: str
) -> None:
    text = dump("utf8", "`t` varchar(20)", ["'青空荘'".encode(), "'x😀y'".encode()])
    lenient = b"SET sql_mode = '';\n" + text
    restore_with_client(mysql_server, lenient, reference, charset="utf8mb4")
    assert restore(lenient).tables[0].way == "insert"
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)


@pytest.mark.parametrize("introducer", [b"_binary ", b""], ids=["mysqldump", "mariadb-dump"])
@pytest.mark.parametrize("names", ["utf8mb4", "latin1"])
@pytest.mark.parametrize("stored", ["utf8mb4", "utf8mb3", "latin1", "ucs2", "utf16le"])
def test_texts_beside_bytes_go_by_load_data(
    mysql_server: MySqlServer,
    restore,
    schema: str,
    reference: str,
    names: str,
    stored: str,
    introducer: bytes,
) -> None:
    columns = (
        f"`b` longblob NOT NULL, {TEXTS.format(stored, stored)},"
        f" `e` enum('é','2','ö') CHARACTER SET {stored} DEFAULT NULL,"
        f" `s` set('é','ö') CHARACTER SET {stored} DEFAULT NULL, `j` json DEFAULT NULL,"
        " `d` date DEFAULT NULL, `n` decimal(6,2) DEFAULT NULL, `f` varbinary(300) DEFAULT NULL, `i` bit(9),"
        " `g` varchar(9) GENERATED ALWAYS AS (upper(`t`)) STORED"
    )
    encoding = {"utf8mb4": "utf-8", "latin1": "cp1252"}[names]
    row = "'é,\\'x','ö€','é','é,ö','{\\\"a\\\": \\\"ü\\\"}','2026-02-28',-1.50".encode(encoding)
    bits = b",%s'\x01\xff'" % introducer
    rows = [introducer + b"'" + ALL_BYTES + b"'," + row + b"," + introducer + b"'\xff'" + bits] * MANY
    rows.append(introducer + b"'',NULL,'','2',NULL,NULL,NULL,NULL,NULL,NULL")
    text = dump(names, columns, rows).replace(
        b"INSERT INTO `t` VALUES", b"INSERT INTO `t` (`id`,`b`,`t`,`l`,`e`,`s`,`j`,`d`,`n`,`f`,`i`) VALUES"
    )
    # The definition is in utf8 whatever the set of the rows, as mysqldump writes it.
    text = text.replace(b"CREATE TABLE", b"/*!50503 SET character_set_client = utf8mb4 */;\nCREATE TABLE")
    text = text.replace(
        b"INSERT INTO", f"/*!50503 SET character_set_client = {names} */;\nINSERT INTO".encode()
    )
    restore_with_client(mysql_server, text, reference, charset=names)
    assert restore(text).tables[0].way == "load"
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)


def test_text_that_is_none_beside_bytes_is_refused_as_by_the_client(
    mysql_server: MySqlServer, restore, reference: str
) -> None:
    rows = [b"_binary '\xff','x'", b"_binary '\xff','\xff\xfe'"]
    text = b"SET sql_mode = 'STRICT_ALL_TABLES';\n" + dump("utf8mb4", "`b` blob, `t` varchar(20)", rows)
    with pytest.raises(AssertionError):
        restore_with_client(mysql_server, text, reference, charset="utf8mb4")
    with pytest.raises(DumpError, match="row 2"):
        restore(text)


@pytest.mark.parametrize("stored", ["cp932", "utf8mb4", "latin1"])
def test_a_dump_of_bytes_goes_by_load_data(
    mysql_server: MySqlServer, restore, schema: str, reference: str, stored: str
) -> None:
    """As ``mysqldump --default-character-set=binary`` writes it: each text in the bytes of its column."""
    columns = f"{TEXTS.format(stored, stored)}, `e` enum('x','2') CHARACTER SET {stored}, `b` blob"
    encoding = {"cp932": "cp932", "utf8mb4": "utf-8", "latin1": "cp1252"}[stored]
    text = ("é" if stored == "latin1" else "表示ソ").encode(encoding).replace(b"\\", b"\\\\")
    dumped = dump("binary", columns, [b"'%s','%s\\'','2',_binary '%s'" % (text, text, ALL_BYTES)] * MANY)
    restore_with_client(mysql_server, dumped, reference, charset="binary")
    assert restore(dumped).tables[0].way == "load"
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)
