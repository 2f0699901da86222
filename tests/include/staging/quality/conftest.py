"""A restored dump of all 81 tables, small and sound, for tests of the quality rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import dev.sample
from dev.servers.mysql_server import MySqlServer
from tests.conftest import drop_schemas
from tests.include.staging.quality.sound_dump import SoundDump

SCHEMA_FILES = sorted((Path(dev.sample.__path__[0]) / "schema" / "tables").glob("*.sql"))


@pytest.fixture(scope="module")
def built_dump(mysql_server: MySqlServer) -> Iterator[SoundDump]:
    drop_schemas(mysql_server.target)
    yield SoundDump(mysql_server.target, [path.read_text(encoding="utf-8") for path in SCHEMA_FILES])
    drop_schemas(mysql_server.target)


@pytest.fixture
def dump(built_dump: SoundDump) -> SoundDump:
    """Give the sound dump of 10 February over a published one of 9 February; damage is undone afterwards."""
    built_dump.reset()
    return built_dump
