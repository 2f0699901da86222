"""The dumps that are restored: made once, kept in the benchmark's folder."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

_NAMES = re.compile(rb"^(CREATE TABLE `|INSERT INTO `)([^`]+)", re.MULTILINE)
_FULL_BYTES = 945e6


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
