"""What is no file of a dump is refused before it is read."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from include.dump.errors import DumpFormatError, DumpSourceError
from include.dump.source.local_file import LocalFileSource


@pytest.mark.parametrize(
    ("files", "name"),
    [
        (["@.json", "@.done.json", "basis@t@@0.tsv.zst"], "MySQL Shell"),
        (["t.sql", "t.txt"], "--tab"),
        (["metadata", "basis.t-schema.sql", "basis.t.sql"], "mydumper"),
        (["xtrabackup_info", "ibdata1"], "XtraBackup"),
        (["a"], "no kind"),
    ],
)
def test_folders_are_refused_by_name(tmp_path: Path, files: list[str], name: str) -> None:
    for file in files:
        (tmp_path / file).write_bytes(b"x")
    with pytest.raises(DumpFormatError, match=name):
        LocalFileSource(tmp_path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DumpSourceError, match="No such file"):
        LocalFileSource(tmp_path / "none")


def test_a_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> Iterator[Path]:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(DumpSourceError, match="Permission denied"):
        LocalFileSource(tmp_path)


@pytest.mark.parametrize("read", [lambda source: b"".join(source.read()), lambda source: source.tail(9)])
def test_a_file_that_is_gone_by_the_time_it_is_read(
    tmp_path: Path, read: Callable[[LocalFileSource], bytes]
) -> None:
    path = tmp_path / "dump.sql"
    path.write_bytes(b"SELECT 1;")
    source = LocalFileSource(path)
    assert read(source) == b"SELECT 1;"
    path.unlink()
    with pytest.raises(DumpSourceError, match=r"dump\.sql cannot be read: No such file"):
        read(source)


def test_a_file_that_goes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "dump.sql"
    path.write_bytes(b"SELECT 1;")
    pieces = LocalFileSource(path).read()
    assert next(pieces) == b"SELECT 1;"
    path.unlink()
    with pytest.raises(DumpSourceError, match="No such file"):
        next(pieces)


def test_a_disk_that_fails_while_a_file_is_read(tmp_path: Path) -> None:
    """Reading the memory of this process where there is none is such an error: there is no disk to break."""
    memory = Path("/proc/self/mem")
    if not memory.exists():
        pytest.skip("no /proc here")
    with pytest.raises(DumpSourceError, match="Input/output error"):
        next(LocalFileSource(memory).read(0, 9))
