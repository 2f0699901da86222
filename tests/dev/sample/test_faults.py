"""Each fault is what its name says, and nothing else is wrong with the dump."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dev.sample.built_dump import BuiltDump
from dev.sample.compression import Compression
from dev.sample.dump_shape import DumpShape
from dev.sample.fault import Fault
from dev.sample.fault_effects import stored_as
from dev.sample.sample_world import SampleWorld
from dev.sample.scale import Scale
from dev.sample.source_database import SourceDatabase
from dev.servers.mysql_server import MySqlServer
from include.exceptions import ConfigurationError

pytestmark = pytest.mark.mysql

Build = Callable[..., BuiltDump]


@pytest.fixture(scope="module")
def world() -> SampleWorld:
    return SampleWorld(scale=Scale(core=0.02, bulk=0.0002))


@pytest.fixture(scope="module")
def source(mysql_server: MySqlServer, world: SampleWorld) -> Iterator[str]:
    """A good source database for the faults that leave it alone."""
    database = SourceDatabase(mysql_server.target, "sample_faults")
    database.create()
    database.load(world.day(0))
    yield database.name
    database.drop()


@pytest.fixture
def build(mysql_server: MySqlServer, world: SampleWorld, source: str, tmp_path: Path) -> Build:
    def make(fault: Fault | None, compression: Compression = Compression.NONE, **options: Any) -> BuiltDump:
        spoils_source = fault is not None and (
            fault.source_change or fault.content_age_days or fault.database
        )
        return world.build_dump(
            server=mysql_server,
            out=tmp_path / (fault or "good"),
            fault=fault,
            compression=compression,
            database="sample_spoilt" if spoils_source else source,
            reuse_source=not spoils_source,
            keep_source=not spoils_source,
            **options,
        )

    return make


def manifest_of(built: BuiltDump) -> dict[str, Any]:
    assert built.manifest_path is not None
    content: dict[str, Any] = json.loads(built.manifest_path.read_text(encoding="utf-8"))
    return content


def agrees(built: BuiltDump) -> bool:
    manifest = manifest_of(built)
    content = built.path.read_bytes()
    return (manifest["dump_sha256"], manifest["dump_size_bytes"]) == (
        hashlib.sha256(content).hexdigest(),
        len(content),
    )


def test_truncated_ends_early_and_the_manifest_knows_better(build: Build) -> None:
    built = build(Fault.TRUNCATED, Compression.GZIP)
    assert not agrees(built)
    assert built.path.stat().st_size < manifest_of(built)["dump_size_bytes"]
    with pytest.raises(EOFError):
        gzip.decompress(built.path.read_bytes())


def test_incomplete_ends_in_the_middle_of_rooms_and_agrees_with_its_manifest(build: Build) -> None:
    built = build(Fault.INCOMPLETE, Compression.GZIP, shape=DumpShape.CLASSIC)
    text = gzip.decompress(built.path.read_bytes())
    assert agrees(built)
    assert b"INSERT INTO `rooms`" in text
    assert b"CREATE TABLE `tenants`" not in text
    assert b"Dump completed" not in text
    assert not text.endswith(b"\n")


def test_corrupt_cannot_be_decompressed(build: Build) -> None:
    built = build(Fault.CORRUPT, Compression.GZIP)
    assert built.path.stat().st_size == manifest_of(built)["dump_size_bytes"]
    assert not agrees(built)
    with pytest.raises((zlib.error, gzip.BadGzipFile)):
        gzip.decompress(built.path.read_bytes())


def test_corrupt_is_refused_for_plain_dumps() -> None:
    with pytest.raises(ConfigurationError, match="flipped byte"):
        stored_as(Fault.CORRUPT, Compression.NONE)


def test_empty_has_no_bytes(build: Build) -> None:
    assert build(Fault.EMPTY).path.read_bytes() == b""


def test_not_gzip_is_plain_text_under_a_gz_name(build: Build) -> None:
    built = build(Fault.NOT_GZIP)
    assert built.path.name == "gghouse_20260210.sql.gz"
    assert built.path.read_bytes().startswith(b"\nCREATE DATABASE")
    assert agrees(built)


def test_stale_is_old_content_under_a_fresh_name_announced_as_valid(build: Build) -> None:
    built = build(Fault.STALE)
    manifest = manifest_of(built)
    assert built.path.name == "gghouse_20260210.sql"
    assert manifest["valid_for_etl"] is True
    assert max(manifest["max_updated_at_by_table"].values()) < "2026-02-02"
    assert agrees(built)


def test_an_old_dump_keeps_its_name(build: Build) -> None:
    built = build(Fault.OLD_DUMP)
    assert built.path.name == "gghouse_20260202.sql"
    assert manifest_of(built)["dump_date"] == "2026-02-02"


def test_wrong_source_says_so_inside_and_in_the_manifest(build: Build) -> None:
    built = build(Fault.WRONG_SOURCE)
    assert b"USE `staging_copy`;" in built.path.read_bytes()
    assert built.path.read_bytes().count(b"\nUSE ") <= 2
    assert manifest_of(built)["source_database"] == "staging_copy"


def test_lookup_emptied_leaves_the_table_without_rows(build: Build) -> None:
    built = build(Fault.LOOKUP_EMPTIED)
    text = built.path.read_bytes()
    assert b"CREATE TABLE `m_nationalities`" in text
    assert b"INSERT INTO `m_nationalities`" not in text
    assert manifest_of(built)["tables"]["m_nationalities"] == 0


def test_each_change_of_the_source_does_what_its_name_says(
    mysql_server: MySqlServer, world: SampleWorld
) -> None:
    """Five faults in turn on one source; how a spoilt source is dumped, the emptied lookup shows."""
    day = world.day(0)
    source = SourceDatabase(mysql_server.target, "sample_spoilt")
    source.create()
    try:
        source.load(day)
        with mysql_server.target.with_schema(source.name).connect() as connection:

            def count(question: str) -> int:
                with connection.cursor() as cursor:
                    cursor.execute(question)
                    (answer,) = cursor.fetchone()
                return int(answer)

            run(source, Fault.COLUMN_ADDED)
            columns = "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()"
            assert count(f"{columns} AND table_name = 'tenants'") == 115
            run(source, Fault.TABLE_MISSING)
            assert set(day.tables) - set(source.row_counts()) == {"renewals"}
            run(source, Fault.TYPES_MERGED)
            assert count("SELECT COUNT(*) FROM movings WHERE moving_agreement_type IN (3, 7, 9)") == 0
            assert count("SELECT COUNT(*) FROM movings WHERE moving_agreement_type = 2") > 0
            run(source, Fault.ORPHANS)
            orphans = count("SELECT COUNT(*) FROM movings WHERE tenant_id NOT IN (SELECT id FROM tenants)")
            assert orphans / day.row_count("movings") == pytest.approx(0.1, abs=0.03)
            run(source, Fault.ROWS_LOST)
            left = source.row_counts()
            assert left["movings"] / day.row_count("movings") == pytest.approx(0.7, abs=0.05)
            assert left["tenants"] / day.row_count("tenants") == pytest.approx(0.95, abs=0.02)
    finally:
        source.drop()


def run(source: SourceDatabase, fault: Fault) -> None:
    assert fault.source_change
    source.run(fault.source_change)


def test_duplicate_key_repeats_the_first_nationality(build: Build) -> None:
    good, spoilt = lines(build(None)), lines(build(Fault.DUPLICATE_KEY))
    assert {name for name in good if good[name] != spoilt[name]} == {"m_nationalities"}
    assert spoilt["m_nationalities"].count(b"(1,'") == 2
    assert spoilt["m_nationalities"].startswith(b"INSERT INTO `m_nationalities` VALUES (1,'")


def test_short_row_lacks_one_value(build: Build) -> None:
    good, spoilt = lines(build(None)), lines(build(Fault.SHORT_ROW))
    assert spoilt["m_nationalities"].count(b",") == good["m_nationalities"].count(b",") - 1


def test_manifest_invalid_gives_the_reason(build: Build) -> None:
    manifest = manifest_of(build(Fault.MANIFEST_INVALID))
    assert manifest["valid_for_etl"] is False
    assert manifest["reason"] == "corrupted_snapshot_window"


def test_manifest_missing_leaves_the_dump_good(build: Build) -> None:
    built = build(Fault.MANIFEST_MISSING)
    assert built.manifest_path is None
    assert built.path.read_bytes() == build(None).path.read_bytes()


def lines(built: BuiltDump) -> dict[str, bytes]:
    """Return the INSERTs of a plain dump by table."""
    result: dict[str, bytes] = {}
    for line in built.path.read_bytes().splitlines(keepends=True):
        match = re.match(rb"INSERT INTO `(\w+)` ", line)
        if match:
            name = match[1].decode()
            result[name] = result.get(name, b"") + line
    return result
