"""Dumps a database with the real mysqldump."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from dev.sample.compression import Compression
from dev.sample.dump_shape import DumpShape
from dev.sample.progress import Progress, silent
from dev.sample.source_server import SourceServer
from include.exceptions import DumpError

_READ_BYTES = 1 << 20
Edit = Callable[[bytes], bytes]


def dump_database(
    server: SourceServer,
    database: str,
    path: Path,
    *,
    shape: DumpShape,
    compression: Compression,
    insert_bytes: int | None = None,
    edit: Edit | None = None,
    expected_bytes: int = 0,
    progress: Progress = silent,
) -> int:
    """Write a database's dump to a file, streaming; the file appears when it is complete.

    :param server: where the database is.
    :param database: its name.
    :param path: the file to write.
    :param shape: how mysqldump is called.
    :param compression: how the file is stored.
    :param insert_bytes: longest INSERT; by default mysqldump's own, about 1 MB.
    :param edit: changes each line of the dump before it is compressed (for faulty dumps).
    :param expected_bytes: a guess at the size, for the progress.
    :returns: length of mysqldump's output in bytes.
    :raises DumpError: if mysqldump fails; with its first line of complaint.
    """
    arguments = shape.arguments(database)
    if not _is_mariadb(server):
        arguments.insert(0, "--set-gtid-purged=OFF")
    if insert_bytes is not None:
        arguments.insert(0, f"--net-buffer-length={insert_bytes}")
    draft = path.with_name(f".{path.name}.part")
    compressor = compression.compressor()
    done = 0
    with tempfile.TemporaryFile() as complaints:
        with (
            subprocess.Popen(
                server.client_command("mysqldump", *arguments), stdout=subprocess.PIPE, stderr=complaints
            ) as process,
            draft.open("wb") as output,
        ):
            assert process.stdout is not None
            # Line by line only where lines are edited: a line can be 1 MB and statements never span two.
            source = process.stdout
            while piece := source.readline() if edit else source.read(_READ_BYTES):
                output.write(compressor.compress(edit(piece) if edit else piece))
                done += len(piece)
                progress("dump", done, max(done, expected_bytes))
            output.write(compressor.flush())
        if process.returncode:
            complaints.seek(0)
            first = complaints.readline().decode(errors="replace").strip()
            draft.unlink()
            raise DumpError(f"mysqldump ended with {process.returncode}: {first}", "Check the source server.")
    draft.replace(path)
    return done


def _is_mariadb(server: SourceServer) -> bool:
    # --version comes after the option file, which must be first.
    done = subprocess.run(
        server.client_command("mysqldump", "--version"), capture_output=True, text=True, check=False
    )
    return "MariaDB" in done.stdout
