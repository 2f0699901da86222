"""What is no file of a dump is refused before it is read."""

from __future__ import annotations

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
