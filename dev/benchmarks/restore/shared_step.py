"""One step of a shared restore in a process of its own: ``python -m dev.benchmarks.restore.shared_step``.

What Airflow's tasks do, without Airflow: ``plan`` takes the schema over and returns the parts, ``part`` loads
one of them, ``rest`` is the restore that completes and checks everything.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from include.dump.load.options import RestoreOptions
from include.dump.parse.report import DumpReport
from include.dump.restore.partial_restore import PartialRestore
from include.dump.restore.restore import DumpRestore
from include.dump.restore.restore_part import RestorePart
from include.dump.source.open_source import open_source
from include.dump.source.source import DumpSource
from include.mysql.target import WarehouseTarget


@dataclass(frozen=True, slots=True)
class SharedRestore:
    """What all steps have to know; they share a file of it.

    :param source: path or address of the dump.
    :param url: server and user.
    :param schema: the schema to restore into.
    :param report: the inspection, which preflight hands over in the pipeline.
    :param options: further options by name, such as ``chunk_bytes``.
    """

    source: str
    url: str
    schema: str
    report: DumpReport
    options: dict[str, int]

    def write(self, path: Path) -> None:
        """Keep it in a file."""
        path.write_bytes(TypeAdapter(SharedRestore).dump_json(self))

    @staticmethod
    def read(path: Path) -> SharedRestore:
        """Return what a file holds."""
        return TypeAdapter(SharedRestore).validate_json(path.read_bytes())

    def whole(self) -> DumpRestore:
        """Return the whole restore, which also plans."""
        return DumpRestore(self._source(), self._target(), self.schema, self._options())

    def part(self, values: dict[str, Any]) -> PartialRestore:
        """Return the restore of a part."""
        part = RestorePart(values["number"], values["token"], tuple(values["starts"]), values["size"])
        return PartialRestore(
            self._source(),
            self._target(),
            self.schema,
            part=part,
            report=self.report,
            options=self._options(),
        )

    def _source(self) -> DumpSource:
        return open_source(self.source)

    def _target(self) -> WarehouseTarget:
        return WarehouseTarget.from_url(self.url)

    def _options(self) -> RestoreOptions:
        options: dict[str, Any] = dict(self.options)
        return RestoreOptions(report=self.report, overwrite=True, **options)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do a step; its result goes to standard output or a file, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m dev.benchmarks.restore.shared_step", description=__doc__)
    parser.add_argument("step", choices=("plan", "part", "rest"))
    parser.add_argument("file", type=Path, help="what SharedRestore.write has written")
    parser.add_argument("value", nargs="?", help="plan: number of workers; part: the part as JSON")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the result goes")
    given = parser.parse_args(arguments)
    shared = SharedRestore.read(given.file)
    result: Any
    if given.step == "plan":
        result = [asdict(part) for part in shared.whole().plan(int(given.value))]
    elif given.step == "part":
        result = asdict(shared.part(json.loads(given.value)).run())
    else:
        result = shared.whole().run().short()
    if given.out:
        given.out.write_text(json.dumps(result), encoding="utf-8")
    else:
        print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
