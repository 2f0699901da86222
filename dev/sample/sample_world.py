"""Dumps, manifests and snapshots of a synthetic GGhouse: what the local stack, tests and benchmarks call."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from dev.sample.built_dump import BuiltDump
from dev.sample.calendar import BASE_DAY, dump_ordinal
from dev.sample.compression import Compression
from dev.sample.dump_shape import DumpShape
from dev.sample.fault import Fault
from dev.sample.fault_effects import line_edit, spoil_file, spoil_manifest, stored_as
from dev.sample.manifest import manifest, write_manifest
from dev.sample.mysqldump import dump_database
from dev.sample.progress import Progress, silent
from dev.sample.scale import DEFAULT_SCALE, Scale
from dev.sample.snapshot_writer import SnapshotWriter
from dev.sample.source_database import SourceDatabase
from dev.sample.source_server import SourceServer
from dev.sample.world import DEFAULT_SEED, World
from dev.sample.world_day import WorldDay

DUMPS = "dumps"
MANIFESTS = "dumps-manifest"
SNAPSHOTS = "snapshots/tenant_status"
#: Bytes of dump per row, for the progress only.
_BYTES_PER_ROW = 210


class SampleWorld:
    """A synthetic GGhouse and the files that its systems write. Day 0 is 2026-02-10.

    :param seed: any whole number; the same seed and scale always give the same files.
    :param scale: 1.0 for production's volume (about 945 MB a dump), or a :class:`Scale`.
    """

    def __init__(self, seed: int = DEFAULT_SEED, scale: float | Scale = DEFAULT_SCALE) -> None:
        self.seed = seed
        self.scale = scale if isinstance(scale, Scale) else Scale.of(scale)

    @cached_property
    def world(self) -> World:
        """The world; laid out at the first use."""
        return World(self.seed, self.scale)

    def day(self, number: int = 0) -> WorldDay:
        """Return the rows of day N, table by table, without any database."""
        return self.world.day(number)

    def date_of(self, number: int) -> date:
        """Return the calendar day of day N."""
        return date.fromordinal(dump_ordinal(number))

    def build_dump(
        self,
        *,
        server: SourceServer,
        out: Path,
        day: int = 0,
        shape: DumpShape = DumpShape.COMPACT,
        compression: Compression = Compression.NONE,
        fault: Fault | None = None,
        database: str = "basis",
        insert_bytes: int | None = None,
        keep_source: bool = False,
        reuse_source: bool = False,
        progress: Progress = silent,
    ) -> BuiltDump:
        """Fill a source database and dump it with the real mysqldump.

        :param server: server of the source database, which is made anew and dropped afterwards.
        :param out: gets ``dumps/`` and ``dumps-manifest/``, laid out as in the bucket.
        :param day: day number.
        :param shape: how mysqldump is called.
        :param compression: how the dump is stored.
        :param fault: what shall be wrong with it.
        :param database: name of the source database.
        :param insert_bytes: longest INSERT (at least 4096); by default mysqldump's own, about 1 MB.
        :param keep_source: leave the source database in place.
        :param reuse_source: dump what an earlier call with ``keep_source`` left, instead of loading it again.
        :param progress: called with the stages ``load`` and ``dump``.
        :raises DumpError: if mysqldump fails.
        :raises ConfigurationError: if the server is not fit, or the day or fault not possible.
        """
        started = time.monotonic()
        named_day = self.date_of(day) - timedelta(days=fault.name_age_days if fault else 0)
        content_day = self.date_of(day) - timedelta(days=fault.content_age_days if fault else 0)
        stored, suffix = stored_as(fault, compression)
        path = out / DUMPS / f"gghouse_{named_day:%Y%m%d}.sql{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        source = SourceDatabase(server.target, (fault.database if fault else None) or database)
        content = self.world.on(content_day)
        try:
            if not reuse_source:
                source.create()
                source.load(content, progress)
            if fault and fault.source_change:
                source.run(fault.source_change)
            latest, counted = source.latest_updates(), source.row_counts()
            text_bytes = dump_database(
                server,
                source.name,
                path,
                shape=shape,
                compression=stored,
                insert_bytes=insert_bytes,
                edit=line_edit(fault),
                expected_bytes=sum(counted.values()) * _BYTES_PER_ROW,
                progress=progress,
            )
        finally:
            if not keep_source:
                source.drop()
        described = manifest(
            day=named_day,
            dump_key=f"{DUMPS}/{path.name}",
            dump=path,
            source_database=source.name,
            latest_updates=latest,
            tables=counted,
        )
        manifest_path = _write_manifest(spoil_manifest(fault, described), out, named_day)
        spoil_file(fault, path)
        return BuiltDump(
            day=named_day,
            path=path,
            manifest_path=manifest_path,
            key=f"{DUMPS}/{path.name}",
            rows={table: content.row_count(table) for table in content.tables},
            text_bytes=text_bytes,
            seconds=time.monotonic() - started,
        )

    def write_snapshots(
        self,
        first: date,
        last: date,
        out: Path,
        *,
        with_gaps: bool = True,
        bad_row_on: date | None = None,
        empty_on: date | None = None,
        progress: Progress = silent,
    ) -> list[Path]:
        """Write the tenant snapshots of past days to ``OUT/snapshots/tenant_status/``.

        :param first: first day, not before 2025-05-11.
        :param last: last day, included; the snapshot of a dump's own day is the pipeline's to write.
        :param out: laid out as the bucket.
        :param with_gaps: leave out the 13 days whose dump failed.
        :param bad_row_on: a day whose file gets one row with a field too few.
        :param empty_on: a day whose file has no bytes.
        :param progress: called with the stage ``snapshots``.
        :returns: the files.
        :raises ConfigurationError: if the range is not within the world.
        """
        return SnapshotWriter(self.world).write(
            first,
            last,
            out / SNAPSHOTS,
            with_gaps=with_gaps,
            bad_row_on=bad_row_on,
            empty_on=empty_on,
            progress=progress,
        )

    def yesterday_of(self, day: int) -> date:
        """Return the last day whose snapshot exists before the dump of day N is loaded."""
        return BASE_DAY + timedelta(days=day - 1)


def _write_manifest(content: Mapping[str, Any] | None, out: Path, day: date) -> Path | None:
    path = out / MANIFESTS / f"gghouse_{day:%Y%m%d}.json"
    if content is None:
        path.unlink(missing_ok=True)
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    write_manifest(path, content)
    return path
