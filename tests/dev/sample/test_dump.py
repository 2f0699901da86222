"""Dumps are genuine, come in both shapes, and carry every value through load and reload."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard

from dev.sample.built_dump import BuiltDump
from dev.sample.compression import Compression
from dev.sample.dump_shape import DumpShape
from dev.sample.mysqldump import dump_database
from dev.sample.resources import resource
from dev.sample.sample_world import SampleWorld
from dev.sample.scale import Scale
from dev.sample.schema import source_tables
from dev.sample.source_database import SourceDatabase
from dev.sample.source_server import path_server
from dev.sample.values import Value
from dev.servers.mysql_server import MySqlServer
from include.exceptions import DumpError
from include.mysql.target import WarehouseTarget

pytestmark = pytest.mark.mysql

#: Python and MySQL write floats and JSON differently; the checksums cover them.
INEXACT = ("float", "double", "json")


@pytest.fixture(scope="module")
def small() -> SampleWorld:
    return SampleWorld(scale=Scale(core=0.03, bulk=0.0002))


@pytest.fixture(scope="module")
def source(mysql_server: MySqlServer, small: SampleWorld) -> Iterator[SourceDatabase]:
    """The source database, filled once for all dumps of this module."""
    with dropped_afterwards(mysql_server.target, "basis") as database:
        database.create()
        database.load(small.day(0))
        yield database


@pytest.fixture(scope="module")
def dump(mysql_server: MySqlServer, small: SampleWorld, source: SourceDatabase) -> Callable[..., BuiltDump]:
    def make(out: Path, **options: Any) -> BuiltDump:
        assert source.name == "basis"
        return small.build_dump(server=mysql_server, out=out, keep_source=True, reuse_source=True, **options)

    return make


@pytest.fixture(scope="module")
def classic(dump: Callable[..., BuiltDump], tmp_path_factory: pytest.TempPathFactory) -> BuiltDump:
    return dump(tmp_path_factory.mktemp("classic"), shape=DumpShape.CLASSIC)


@pytest.fixture(scope="module")
def compact(dump: Callable[..., BuiltDump], tmp_path_factory: pytest.TempPathFactory) -> BuiltDump:
    return dump(tmp_path_factory.mktemp("compact"), shape=DumpShape.COMPACT, compression=Compression.GZIP)


@contextmanager
def dropped_afterwards(target: WarehouseTarget, name: str) -> Iterator[SourceDatabase]:
    database = SourceDatabase(target, name)
    try:
        yield database
    finally:
        database.drop()


def run_client(server: MySqlServer, statements: bytes, *arguments: str) -> None:
    done = subprocess.run(
        server.client_command("mysql", *arguments), input=statements, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def checksums(target: WarehouseTarget, schema: str) -> dict[str, int]:
    result = {}
    with target.with_schema(schema).connect() as connection, connection.cursor() as cursor:
        for table in source_tables():
            cursor.execute(f"CHECKSUM TABLE `{table}`")
            (_, result[table]) = cursor.fetchone()
    return result


def test_the_classic_shape_has_header_drop_locks_and_trailer(classic: BuiltDump) -> None:
    text = classic.path.read_bytes()
    assert classic.path.name == "gghouse_20260210.sql"
    assert b"TIME_ZONE='+00:00'" in text
    assert text.count(b"DROP TABLE IF EXISTS") >= 81
    assert b"LOCK TABLES `movings` WRITE" in text
    assert text.rstrip().endswith(b"-- Dump completed")
    assert b"\nCREATE DATABASE" not in text
    assert b"\nUSE " not in text


def test_the_compact_shape_has_create_database_and_use_and_nothing_around(compact: BuiltDump) -> None:
    text = gzip.decompress(compact.path.read_bytes())
    assert compact.path.name == "gghouse_20260210.sql.gz"
    assert b"CREATE DATABASE /*!32312 IF NOT EXISTS*/ `basis`" in text
    assert b"\nUSE `basis`;" in text
    assert b"\nDROP TABLE" not in text
    assert b"\nLOCK TABLES" not in text
    assert b"Dump completed" not in text
    assert b"TIME_ZONE='+00:00'" not in text


@pytest.mark.parametrize("shape", DumpShape)
def test_both_shapes_hold_all_tables_and_the_extras(
    shape: DumpShape, classic: BuiltDump, compact: BuiltDump
) -> None:
    text = (
        classic.path.read_bytes()
        if shape is DumpShape.CLASSIC
        else gzip.decompress(compact.path.read_bytes())
    )
    for table in source_tables():
        assert f"CREATE TABLE `{table}` (".encode() in text, table
    assert b"PROCEDURE `purge_departed_tenants`" in text
    assert b"  DELETE FROM `tenants` WHERE" in text
    assert b"TRIGGER `options_after_update`" in text
    assert b"EVENT `purge_api_requests`" in text
    assert b"VIEW `tenant_rooms`" in text
    assert b"DELIMITER ;;" in text


def test_a_classic_dump_reloads_to_the_same_content(
    mysql_server: MySqlServer,
    classic: BuiltDump,
    source: SourceDatabase,
    new_schema: Callable[..., WarehouseTarget],
) -> None:
    again = new_schema().schema
    assert again
    run_client(mysql_server, classic.path.read_bytes(), again)
    assert checksums(mysql_server.target, again) == checksums(mysql_server.target, source.name)


def test_the_source_holds_exactly_the_rows_of_the_world(
    mysql_server: MySqlServer, source: SourceDatabase, small: SampleWorld
) -> None:
    """Every text, zero date, NULL and blob of the world is in the database, awkward ones included."""
    day = small.day(0)
    seen: set[str] = set()
    with mysql_server.target.with_schema(source.name).connect(conv={}) as connection:
        for name, table in source_tables().items():
            exact = [n for n, column in enumerate(table.columns) if not column.type.startswith(INEXACT)]
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM `{name}` ORDER BY 1")
                stored = cursor.fetchall()
            for expected, row in zip(day.rows(name), stored, strict=True):
                assert [as_text(expected[n]) for n in exact] == [as_stored(row[n]) for n in exact], name
                seen.update(value for value in expected if isinstance(value, str))
    assert set(resource("texts")["awkward"]) <= seen


def as_text(value: Value) -> str | bytes | None:
    return value if value is None or isinstance(value, bytes) else str(value)


def as_stored(value: object) -> object:
    # A BIT(1) comes as one byte.
    return str(value[0]) if isinstance(value, bytes) and value in (b"\0", b"\1") else value


def test_the_same_seed_gives_the_same_bytes_and_the_source_is_gone_afterwards(
    mysql_server: MySqlServer, tmp_path: Path
) -> None:
    """A world of its own, loaded into a database of its own, is dumped to the same bytes."""
    name = "sample_again"
    worlds = [SampleWorld(scale=Scale(core=0.02, bulk=0.0002)) for _ in range(2)]
    told: list[tuple[str, int, int]] = []
    first, second = (
        world.build_dump(
            server=mysql_server,
            out=tmp_path / str(number),
            database=name,
            shape=DumpShape.CLASSIC,
            compression=Compression.GZIP,
            progress=lambda *step: told.append(step),
        )
        for number, world in enumerate(worlds)
    )
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.manifest_path
    assert second.manifest_path
    assert first.manifest_path.read_bytes() == second.manifest_path.read_bytes()
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SHOW DATABASES LIKE %s", (name,))
        assert not cursor.fetchall()
    rows = sum(second.rows.values())
    assert ("load", rows, rows) in told
    assert told[-1][:2] == ("dump", second.text_bytes)
    assert all(done <= total for _, done, total in told)


def test_the_manifest_describes_the_stored_object(compact: BuiltDump, small: SampleWorld) -> None:
    assert compact.manifest_path is not None
    manifest = json.loads(compact.manifest_path.read_text(encoding="utf-8"))
    assert compact.manifest_path.name == "gghouse_20260210.json"
    assert manifest["dump_key"] == compact.key == "dumps/gghouse_20260210.sql.gz"
    assert manifest["dump_sha256"] == hashlib.sha256(compact.path.read_bytes()).hexdigest()
    assert manifest["dump_size_bytes"] == compact.path.stat().st_size
    assert manifest["dump_date"] == "2026-02-10"
    assert manifest["source_database"] == "basis"
    assert manifest["valid_for_etl"] is True
    assert manifest["tables"] == {table: small.day(0).row_count(table) for table in small.day(0).tables}
    latest = datetime.fromisoformat(manifest["max_updated_at_by_table"]["movings"])
    assert latest.isoformat() == "2026-02-09T19:40:00+00:00"
    assert manifest["max_updated_at_by_table"]["inquiries"] < "2024"


def test_many_small_inserts_on_request(
    dump: Callable[..., BuiltDump], compact: BuiltDump, tmp_path: Path
) -> None:
    usual = gzip.decompress(compact.path.read_bytes()).count(b"\nINSERT INTO ")
    built = dump(tmp_path, insert_bytes=4096)
    assert built.path.read_bytes().count(b"\nINSERT INTO ") > 5 * usual


def test_zstandard_holds_the_same_text(
    dump: Callable[..., BuiltDump], compact: BuiltDump, tmp_path: Path
) -> None:
    built = dump(tmp_path, compression=Compression.ZSTD)
    assert built.path.suffix == ".zst"
    with built.path.open("rb") as handle:
        text = zstandard.ZstdDecompressor().stream_reader(handle).read()
    assert text == gzip.decompress(compact.path.read_bytes())
    assert len(text) == built.text_bytes


def test_a_failing_mysqldump_leaves_no_file(mysql_server: MySqlServer, tmp_path: Path) -> None:
    path = tmp_path / "gghouse_20260210.sql"
    with pytest.raises(DumpError, match="Unknown database"):
        dump_database(mysql_server, "no_such", path, shape=DumpShape.CLASSIC, compression=Compression.NONE)
    assert not list(tmp_path.iterdir())


def test_a_server_by_url_uses_the_programs_of_the_path(
    mysql_server: MySqlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mysqldump").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "mysqldump").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with path_server(mysql_server.target) as server:
        command = server.client_command("mysqldump", "--version")
        assert command[0] == str(tmp_path / "mysqldump")
        option_file = Path(command[1].partition("=")[2])
        assert option_file.stat().st_mode & 0o077 == 0
        assert mysql_server.target.password in option_file.read_text(encoding="utf-8")
        assert mysql_server.target.password not in " ".join(command)
    assert not option_file.exists()


def test_a_compact_dump_reloads_to_the_same_content_if_the_session_is_set_up(
    mysql_server: MySqlServer, compact: BuiltDump, source: SourceDatabase
) -> None:
    """The last test: it drops the source and makes it again from the dump."""
    before = checksums(mysql_server.target, source.name)
    source.drop()
    session = b"SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00', unique_checks = 0;\n"
    run_client(mysql_server, session + gzip.decompress(compact.path.read_bytes()))
    assert checksums(mysql_server.target, source.name) == before
