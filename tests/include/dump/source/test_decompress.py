"""Compressed dumps are read in pieces of bounded size, and what proves their content is known."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from include.dump.errors import DumpIncompleteError
from include.dump.parse.dump_checks import warnings_about
from include.dump.parse.inspection import inspect_dump
from include.dump.parse.report import DumpReport
from include.dump.source.decompress import decompress
from include.dump.source.formats import Compression
from include.dump.source.local_file import LocalFileSource
from include.dump.source.manifest import DumpManifest
from tests.include.dump.contents import DUMPS

TEXT = (DUMPS / "mysql_classic.sql").read_bytes()
REPEATED = b"(1,'" + b"the same text in every row " * 8 + b"'),"
MIXED = REPEATED * 40_000 + random.Random(1).randbytes(300_000) + REPEATED * 10_000
SKIPPABLE = b"\x51\x2a\x4d\x18\x05\x00\x00\x00abcde"
LONGEST_PIECE = 256 * 1024


def zstd(text: bytes, *, checksum: bool = True) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=checksum, write_content_size=checksum).compress(text)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[i : i + size] for i in range(0, len(data), size))


@pytest.mark.parametrize("size", [7, 5003, 128 * 1024, 2 * 1024 * 1024])
@pytest.mark.parametrize("kind", [Compression.GZIP, Compression.ZSTD])
def test_no_piece_is_long_however_well_the_text_is_compressed(kind: Compression, size: int) -> None:
    packed = gzip.compress(MIXED) if kind is Compression.GZIP else zstd(MIXED)
    assert len(packed) < len(MIXED) // 20
    found = list(decompress(pieces(packed, size), kind))
    assert max(map(len, found)) <= LONGEST_PIECE
    assert b"".join(found) == MIXED


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_zstd_frames_of_all_kinds_in_a_row(size: int) -> None:
    data = SKIPPABLE + zstd(TEXT) + zstd(b"") + SKIPPABLE + zstd(TEXT, checksum=False) + zstd(b"x")
    assert b"".join(decompress(pieces(data, size), Compression.ZSTD)) == TEXT * 2 + b"x"


@pytest.mark.parametrize("checksum", [True, False])
def test_a_cut_last_zstd_frame_is_refused_wherever_it_is_cut(checksum: bool) -> None:
    first, last = zstd(TEXT[:500], checksum=checksum), zstd(TEXT[:400], checksum=checksum)
    for position in range(1, len(last)):
        with pytest.raises(DumpIncompleteError, match=r"zstd data of the dump (ends too early|is damaged)"):
            list(decompress([first + last[:position]], Compression.ZSTD))


def inspect(tmp_path: Path, content: bytes, manifest: DumpManifest | None = None) -> DumpReport:
    path = tmp_path / "dump"
    path.write_bytes(content)
    return inspect_dump(LocalFileSource(path), manifest=manifest)


@pytest.mark.parametrize(
    ("content", "doubtful"),
    [
        (zstd(TEXT), False),
        (zstd(TEXT, checksum=False), True),
        (zstd(TEXT[:5000]) + zstd(TEXT[5000:], checksum=False), True),
        (gzip.compress(TEXT), False),
        (TEXT, False),
    ],
    ids=["checksum", "none", "second frame", "gzip", "plain"],
)
def test_zstd_without_a_checksum_is_trusted_with_a_word_of_doubt(
    tmp_path: Path, content: bytes, doubtful: bool
) -> None:
    report = inspect(tmp_path, content)
    doubt = warnings_about(report, None)
    assert (doubt is not None) is doubtful
    if doubtful:
        assert "no checksum" in str(doubt)
        assert warnings_about(report, DumpManifest(size=len(content))) == doubt
        proof = DumpManifest(sha256=report.sha256)
        assert warnings_about(inspect(tmp_path, content, proof), proof) is None
