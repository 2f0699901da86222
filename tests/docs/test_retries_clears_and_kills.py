"""Each test that the page of retries, clears and kills names exists and runs where the page says."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "retries-clears-and-kills.md"


def named() -> list[tuple[str, str, str]]:
    """Return file, test and command of each test that the page names."""
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        for file, test in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", line):
            command = re.search(r"`(make [a-z-]+)` \|$", line)
            assert command, line
            found.append((file, test, command[1]))
    return found


def test_every_test_that_the_page_names_exists() -> None:
    tests = named()
    assert len(tests) > 25
    missing = [
        f"{file}::{test}"
        for file, test, _ in tests
        if not (ROOT / file).is_file()
        or not re.search(rf"^(async )?def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert missing == []


def test_every_test_runs_where_the_page_says() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    extended = re.search(r"^EXTENDED := ((?:.*\\\n)*.*)$", makefile, re.MULTILINE)
    assert extended
    listed = set(extended[1].replace("\\", " ").split())

    def runs_in(file: str) -> str:
        if file.startswith("tests/ui/"):
            return "make test-ui"
        return "make extended" if file in listed else "make test"

    assert [(file, said) for file, _, said in named() if said != runs_in(file)] == []
