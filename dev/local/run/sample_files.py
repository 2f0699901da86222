"""The day's files as the source systems would have left them: dump, manifest, snapshots."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dev.local.run.options import RunOptions
from dev.sample.progress import Progress
from dev.sample.sample_world import SampleWorld
from dev.sample.snapshot_writer import FIRST_SNAPSHOT
from dev.servers.mysql_server import MySqlServer

DONE = "complete.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFiles:
    """Files on the disk, laid out as in the bucket.

    :param folder: where they are.
    :param day: the dump date.
    :param tables: tables in the dump.
    :param rows: rows in the dump.
    :param dump_bytes: SQL text, before compression.
    :param stored_bytes: the dump file.
    :param snapshots: snapshot files of past days.
    :param made_now: False if an earlier run had made them.
    """

    folder: Path
    day: date
    tables: int
    rows: int
    dump_bytes: int
    stored_bytes: int
    snapshots: int
    made_now: bool

    @property
    def paths(self) -> list[Path]:
        """The files to upload."""
        return sorted(path for path in self.folder.rglob("*") if path.is_file() and path.name != DONE)


def sample_files(options: RunOptions, folder: Path, server: MySqlServer, progress: Progress) -> SampleFiles:
    """Return the files of a day, made now if no earlier run made them.

    :param options: seed, size, day and form.
    :param folder: parent of the folder with these files.
    :param server: the server on which the source database is filled and dumped, then dropped.
    :param progress: called with each stage.
    :raises TokyoBetaError: if the dump cannot be made.
    """
    here = folder / options.folder_name
    done = here / DONE
    if done.is_file():
        return SampleFiles(folder=here, made_now=False, **_read(done))
    sample = SampleWorld(options.seed, options.scale)
    dump = sample.build_dump(
        server=server,
        out=here,
        day=options.day,
        shape=options.shape,
        compression=options.compression,
        fault=options.fault,
        progress=progress,
    )
    snapshots = sample.write_snapshots(
        date.fromordinal(FIRST_SNAPSHOT), sample.yesterday_of(options.day), here, progress=progress
    )
    facts = {
        "day": sample.date_of(options.day).isoformat(),
        "tables": len(dump.rows),
        "rows": sum(dump.rows.values()),
        "dump_bytes": dump.text_bytes,
        "stored_bytes": dump.path.stat().st_size,
        "snapshots": len(snapshots),
    }
    # Last: a run that was interrupted before has left nothing that looks complete.
    done.write_text(json.dumps(facts), encoding="utf-8")
    return SampleFiles(folder=here, made_now=True, **_read(done))


def _read(path: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {**facts, "day": date.fromisoformat(facts["day"])}
