"""A dump in a file costs nothing of what S3 needs, and one in S3 no more than it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from include.dump.errors import DumpSourceError
from include.dump.source.open_source import open_source
from tests.include.dump.contents import DUMPS

_PROGRAM = """
import sys
import include.dump.cli
from include.dump.source.open_source import open_source
try:
    open_source(sys.argv[1])
except include.dump.cli.TokyoBetaError:
    pass
print(*{name.partition(".")[0] for name in sys.modules})
"""


@pytest.mark.parametrize(
    ("address", "unused", "used"),
    [
        (str(DUMPS / "mysql_compact.sql"), {"boto3", "botocore", "urllib3", "rich"}, {"pymysql"}),
        ("s3://bucket/key", {"boto3", "s3transfer", "rich"}, {"botocore"}),
    ],
    ids=["file", "S3"],
)
def test_libraries_that_a_source_does_not_need_are_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, unused: set[str], used: set[str]
) -> None:
    # A profile that does not exist: the client is asked for, and no way to S3 is tried.
    for name, value in (("AWS_PROFILE", "ghost"), ("AWS_CONFIG_FILE", str(tmp_path / "none"))):
        monkeypatch.setenv(name, value)
    program = subprocess.run(
        [sys.executable, "-c", _PROGRAM, address], check=True, capture_output=True, text=True
    )
    loaded = set(program.stdout.split())
    assert not loaded & unused
    assert loaded >= used


def test_an_endpoint_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "foo")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-1")
    with pytest.raises(DumpSourceError, match=r"s3://bucket/key cannot be read: Invalid endpoint: foo"):
        open_source("s3://bucket/key")
