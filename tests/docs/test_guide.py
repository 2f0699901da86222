"""The pictures of the guide are there, small, and all made by the script."""

from __future__ import annotations

import re
from pathlib import Path

from dev.guide_pictures import FOLDER, PICTURES

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide.md"
MOST_BYTES = 1_500_000


def named() -> list[str]:
    return re.findall(r"!\[[^\]]{20,}\]\(pictures/([\w-]+)\.png\)", GUIDE.read_text(encoding="utf-8"))


def test_the_guide_names_every_picture_once_with_a_description() -> None:
    assert sorted(named()) == sorted(PICTURES)
    assert GUIDE.read_text(encoding="utf-8").count("![") == len(named())


def test_each_picture_is_there_and_all_are_small() -> None:
    files = {file.stem: file.stat().st_size for file in FOLDER.iterdir()}
    assert set(files) == set(PICTURES)
    assert sum(files.values()) < MOST_BYTES
