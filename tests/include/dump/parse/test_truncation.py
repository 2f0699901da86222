"""A dump that was cut, anywhere, in any shape and compression, is refused before anything is touched."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
import zstandard

from include.dump.parse.inspection import inspect_dump
from include.dump.source.local_file import LocalFileSource
from include.dump.source.manifest import DumpManifest
from include.exceptions import DumpError
from tests.include.dump.contents import DUMPS

CUTS = 100
SHAPES = {"classic": "mysql_classic.sql", "compact": "mysql_compact.sql"}
PACK: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gz": lambda text: gzip.compress(text, mtime=0),
    "zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}


def _random_places(content: bytes) -> list[int]:
    return sorted(Random(len(content)).sample(range(1, len(content)), CUTS))


def _line_ends(text: bytes) -> list[int]:
    """Return places right behind a line break; the last one is the end of the text and no cut."""
    ends = [place + 1 for place, byte in enumerate(text[:-1]) if byte == 10]
    return sorted(Random(len(text)).sample(ends, min(CUTS, len(ends))))


def _refused(path: Path, content: bytes, manifest: DumpManifest | None) -> bool:
    path.write_bytes(content)
    try:
        inspect_dump(LocalFileSource(path), manifest=manifest)
    except DumpError:
        return True
    return False


@pytest.mark.parametrize("pack", PACK.values(), ids=PACK)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("where", ["anywhere", "line ends"])
def test_every_cut_is_refused(tmp_path: Path, where: str, shape: str, pack: Callable[[bytes], bytes]) -> None:
    """A compact dump has no mark of its end: size or SHA-256 of its manifest tells.

    A cut at a line end is one of the text, before it was compressed; a cut anywhere one of the stored bytes.
    """
    text = (DUMPS / SHAPES[shape]).read_bytes()
    whole = pack(text)
    if where == "anywhere":
        cut = [whole[:place] for place in _random_places(whole)]
    else:
        cut = [pack(text[:place]) for place in _line_ends(text)]
    manifests: list[DumpManifest | None] = [None]
    if shape == "compact":
        manifests = [DumpManifest(size=len(whole), sha256=hashlib.sha256(whole).hexdigest())]
        if where == "anywhere" or whole == text:  # text that was cut may be as long as all of it, compressed
            manifests.append(DumpManifest(size=len(whole)))
    path = tmp_path / "dump"
    for manifest in manifests:
        accepted = [len(content) for content in cut if not _refused(path, content, manifest)]
        assert accepted == []
        assert not _refused(path, whole, manifest)
    assert len(cut) == CUTS
