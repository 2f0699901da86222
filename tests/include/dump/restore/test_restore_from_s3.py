"""How often a restore fetches a dump from S3."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.load.options import RestoreOptions
from include.dump.parse.inspection import inspect_dump
from include.dump.restore.restore import restore_dump
from include.dump.source.s3_object import S3ObjectSource
from tests.include.dump.contents import DUMPS
from tests.include.dump.counting_store import CountingStore


@pytest.mark.parametrize("handed_over", [False, True], ids=["inspects it", "has the inspection of preflight"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_each_byte_is_fetched_once_to_inspect_it_and_once_to_load_it(
    mysql_server: MySqlServer, schema: str, handed_over: bool, packed: bool
) -> None:
    text = (DUMPS / "mysql_compact.sql").read_bytes()
    store: Any = CountingStore(gzip.compress(text) if packed else text)
    source = S3ObjectSource(store, "bucket", "key", range_bytes=1000)
    report = inspect_dump(source) if handed_over else None
    store.ranges.clear()
    # A trial of the rows, which only small dumps have, reads them once more.
    options = RestoreOptions(report=report, chunk_bytes=1, trial_bytes=0)
    restore_dump(source, mysql_server.target, schema, options, lambda _: None)
    assert store.times_fetched() == {1 if handed_over else 2}
    if packed:  # the load is slower than one connection, and ranges that wait for it take memory
        assert store.ranges[-1] == (0, source.size)
