"""Rows whose columns MySQL refuses are refused before a table is made; what the client takes is restored."""

from __future__ import annotations

import subprocess

import pytest

from dev.servers.mysql_server import MySqlServer
from include.exceptions import DumpError
from tests.include.dump.conftest import Restore
from tests.include.dump.contents import contents

pytestmark = pytest.mark.mysql

TABLES = """
CREATE TABLE `first` (`id` int);
INSERT INTO `first` VALUES (1);
CREATE TABLE `t` (`id` int, `g` int GENERATED ALWAYS AS (`id` * 2) {kind}, `列` varchar(20));
"""
GENERATED = r"(?s)table t .*generated column g.*error 3105.*mysqldump"
UNKNOWN = r"(?s)table t .*column \?, which its CREATE TABLE does not have.*--default-character-set=utf8mb4"
REFUSED = [
    ("INSERT INTO `t` VALUES (1,2,'a,b'),(2,4,'x');", GENERATED),
    ("INSERT INTO `t` VALUES (1,NULL,'x');", GENERATED),
    ("INSERT IGNORE INTO `t` VALUES (1,2,'x');", GENERATED),
    ("INSERT INTO `t` (`g`, `id`) VALUES (DEFAULT(`g`),1);", GENERATED),
    ("REPLACE INTO `t` (`列`, `G`) VALUES ('x',2);", GENERATED),
    ("INSERT INTO `t` (`id`, `?`) VALUES (1,'x');", UNKNOWN),
    ("INSERT IGNORE INTO `t` (`?`) VALUES ('x');", UNKNOWN),
]
RESTORED = [
    "INSERT INTO `t` VALUES (1,DEFAULT,'a,b'),(2,default,'x');",
    "INSERT INTO `t` (`g`, `ID`) VALUES (DEFAULT,1);",
    "INSERT INTO `t` (`ID`, `列`) VALUES (1,'x');",
    "INSERT INTO `first` VALUES (2);",
]


def client(server: MySqlServer, schema: str, text: bytes) -> int:
    with server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{schema}`")
    command = server.client_command("mysql", "--default-character-set=utf8mb4", schema)
    return subprocess.run(command, input=text, capture_output=True, check=False).returncode


@pytest.mark.parametrize("kind", ["VIRTUAL", "STORED"])
@pytest.mark.parametrize(("rows", "cause"), REFUSED)
def test_refused_with_its_cause_before_a_table_is_made(
    mysql_server: MySqlServer, restore: Restore, schema: str, reference: str, rows: str, cause: str, kind: str
) -> None:
    text = (TABLES.format(kind=kind) + rows + "\n").encode()
    assert client(mysql_server, reference, text) != 0
    with pytest.raises(DumpError, match=cause):
        restore(text)
    assert contents(mysql_server.target, schema) == {}


@pytest.mark.parametrize("rows", RESTORED)
def test_restored_as_by_the_client(
    mysql_server: MySqlServer, restore: Restore, schema: str, reference: str, rows: str
) -> None:
    text = (TABLES.format(kind="STORED") + rows + "\n").encode()
    assert client(mysql_server, reference, text) == 0
    restore(text)
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)
