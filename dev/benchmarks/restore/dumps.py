"""The dumps that are restored: made once, kept in the benchmark's folder."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from dev.benchmarks.restore.bench_server import BenchServer

_NAMES = re.compile(rb"^(CREATE TABLE `|INSERT INTO `)([^`]+)", re.MULTILINE)
_FULL_BYTES = 945e6
_TABLES = 1500
_COLUMNS = (
    "(id int NOT NULL AUTO_INCREMENT, name varchar(50) NOT NULL, note text, created_at datetime NOT NULL,"
    " PRIMARY KEY (id), KEY by_name (name))"
)


def full_dump(folder: Path, *, megabytes: int) -> Path:
    """Return a compact dump of about this size by the real mysqldump; at most 945 MB."""
    out = folder / f"dump_{megabytes}"
    found = list(out.glob("dumps/*.sql"))
    if not found:
        print(f"Making a dump of about {megabytes} MB ...", flush=True)
        scale = f"{min(1.0, megabytes * 1e6 / _FULL_BYTES):.4f}"
        command = [sys.executable, "-m", "dev.sample", "generate", "--out", str(out)]
        subprocess.run([*command, "--shape", "compact", "--scale", scale], check=True)
        found = list(out.glob("dumps/*.sql"))
    return found[0]


def many_tables_dump(folder: Path, bench: BenchServer) -> Path:
    """Return a classic dump of 1,500 tables of one row each, by the real mysqldump."""
    path = folder / f"dump_{_TABLES}_tables.sql"
    if path.exists():
        return path
    print(f"Making a dump of {_TABLES} tables ...", flush=True)
    with bench.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE IF NOT EXISTS basis")
        for number in range(_TABLES):
            name = f"basis.table_{number:04}"
            cursor.execute(f"CREATE TABLE {name} {_COLUMNS}")
            cursor.execute(f"INSERT INTO {name} VALUES (1, %s, 'one row', '2026-01-01')", number)  # noqa: S608 (names of our own)
        connection.commit()
    command = bench.client(
        "mysqldump", "--single-transaction", "--set-gtid-purged=OFF", "--databases", "basis"
    )
    part = path.with_suffix(".part")
    with part.open("wb") as output:
        subprocess.run(command, stdout=output, check=True)
    return part.rename(path)


def multiple_dump(dump: Path, times: int, folder: Path) -> Path:
    """Return a dump with the tables of another one several times, under names of their own."""
    path = folder / f"dump_times_{times}.sql"
    if path.exists() and path.stat().st_size > dump.stat().st_size * times:
        return path
    print(f"Making a dump {times} times as large ...", flush=True)
    with path.open("wb") as output:
        for number in range(times):
            with dump.open("rb") as lines:
                for line in _without_routines(lines) if number else lines:
                    suffix = f"_{number}".encode() if number else b""
                    output.write(_NAMES.sub(rb"\g<1>\g<2>" + suffix, line, count=1) if suffix else line)
    return path


def _without_routines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines outside DELIMITER blocks: triggers and routines need not be there several times."""
    inside = False
    for line in lines:
        if line.startswith(b"DELIMITER"):
            inside = line.strip() != b"DELIMITER ;"
        elif not inside:
            yield line
