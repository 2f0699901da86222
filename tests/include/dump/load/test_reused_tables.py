"""What a retry keeps of an earlier try is what it would have restored itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import DumpMismatchError, RestoreTableError
from include.dump.source.manifest import DumpManifest
from tests.include.dump.contents import compact

pytestmark = pytest.mark.mysql

TABLE = (
    "CREATE TABLE `t` (`id` int NOT NULL, `v` varchar(9), `d` date, PRIMARY KEY (`id`))"
    " DEFAULT CHARSET=utf8mb4"
)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "once.sql"  # written once: its time is part of what it is
    path.write_bytes(compact(TABLE, "INSERT INTO `t` VALUES (1,'a','0000-00-00'),(2,'b','2026-02-10')"))
    return path


def execute(server: MySqlServer, statement: str) -> tuple[object, ...] | None:
    with server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()


def test_a_table_that_lost_rows_since_is_restored_again(
    mysql_server: MySqlServer, restore, schema: str, dump: Path
) -> None:
    restore(dump)
    execute(mysql_server, f"DELETE FROM {schema}.t WHERE id = 1")
    summary = restore(dump)
    assert not summary.tables[0].resumed
    assert "holds 1 rows and had 2 when it was complete" in " ".join(summary.warnings)
    assert execute(mysql_server, f"SELECT COUNT(*) FROM {schema}.t") == (2,)
    assert restore(dump).tables[0].resumed


def test_another_character_set_starts_afresh(
    mysql_server: MySqlServer, restore, schema: str, dump: Path
) -> None:
    dump.write_bytes(compact(TABLE, "INSERT INTO `t` VALUES (1,'日本',NULL)").decode().encode("cp932"))
    restore(dump, charset="latin1")
    assert not restore(dump, charset="cp932").tables[0].resumed
    assert execute(mysql_server, f"SELECT v FROM {schema}.t") == ("日本",)


def test_a_defect_that_is_tolerated_no_more_is_not_kept(restore, dump: Path) -> None:
    restore(dump)
    with pytest.raises(RestoreTableError, match="column d"):
        restore(dump, tolerated_defects=("invalid_dates", "empty_enums"))


def test_tables_whose_checksum_differs_are_restored_again(
    mysql_server: MySqlServer, restore, schema: str, dump: Path
) -> None:
    restore(dump)
    right = execute(mysql_server, f"CHECKSUM TABLE {schema}.t")
    assert right is not None
    manifest = DumpManifest(checksums={"t": int(str(right[1]))})
    execute(mysql_server, f"UPDATE {schema}.t SET v = 'x' WHERE id = 1")
    with pytest.raises(DumpMismatchError, match="checksums differ from the manifest: t"):
        restore(dump, manifest=manifest, verify_checksums=True)
    assert not restore(dump, manifest=manifest, verify_checksums=True).tables[0].resumed
