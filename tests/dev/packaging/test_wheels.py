"""The packages of a release are exactly the files that the lock names, fetched once."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

import pytest

from dev.packaging.wheels import WheelCache
from include.exceptions import PackagingError

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 12), reason="releases are built with Python 3.12")


def make_wheel(folder: Path, name: str, tag: str) -> bytes:
    """Make a wheel that holds nothing; return its bytes."""
    path = folder / f"{name}-1.0-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        about = f"{name}-1.0.dist-info"
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{about}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        archive.writestr(f"{about}/RECORD", "")
    return path.read_bytes()


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for its only index."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def lock(*contents: bytes) -> bytes:
    hashes = " ".join(f"--hash=sha256:{hashlib.sha256(content).hexdigest()}" for content in contents)
    return f"small==1.0 {hashes}\n".encode()


def test_the_file_for_mwaa_is_taken_whatever_machine_builds(index: Path, tmp_path: Path) -> None:
    there = make_wheel(index, "small", "cp312-cp312-manylinux_2_28_x86_64")
    here = make_wheel(index, "small", "cp312-cp312-macosx_14_0_arm64")
    files = WheelCache(tmp_path / "cache")(lock(here, there))
    assert files == {"small-1.0-cp312-cp312-manylinux_2_28_x86_64.whl": there}


def test_a_second_build_needs_no_index(index: Path, tmp_path: Path) -> None:
    pins = lock(make_wheel(index, "small", "py3-none-any"))
    cache = WheelCache(tmp_path / "cache")
    first = cache(pins)
    next(index.iterdir()).unlink()
    assert cache(pins) == first


def test_a_file_that_is_not_what_the_lock_says_is_refused(index: Path, tmp_path: Path) -> None:
    make_wheel(index, "small", "py3-none-any")
    with pytest.raises(PackagingError, match=r"(?i)hash"):
        WheelCache(tmp_path / "cache")(lock(b"another file"))


def test_a_file_that_was_changed_afterwards_is_refused(index: Path, tmp_path: Path) -> None:
    pins = lock(make_wheel(index, "small", "py3-none-any"))
    cache = WheelCache(tmp_path / "cache")
    cache(pins)
    (kept,) = (tmp_path / "cache").rglob("*.whl")
    kept.write_bytes(b"changed")
    with pytest.raises(PackagingError, match="is not what the lock says"):
        cache(pins)
