"""docs/incidents.md explains every incident and design document that the repository names by number."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = "docs/incidents.md"
# One number or a list, such as 2, 3, 13 and 14, also where a comment breaks the line in between.
NUMBERS = r"\d+(?:(?:,\s+|,?\s+and\s+|\s+to\s+)\d+)*"


def texts() -> str:
    """Return the text of every tracked file but the page itself, line breaks within comments made spaces."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [ROOT / name for name in listed.stdout.split("\0") if name and name != PAGE]
    own = Path(__file__).resolve()
    joined = "\n".join(
        file.read_text(encoding="utf-8", errors="ignore") for file in files if file.is_file() and file != own
    )
    return re.sub(r"\n[ \t]*(?:#|--|//)?[ \t]*", " ", joined)


def named(kind: str) -> set[int]:
    mentions = re.findall(rf"\b{kind}s?\s+({NUMBERS})", texts(), flags=re.IGNORECASE)
    return {int(number) for mention in mentions for number in re.findall(r"\d+", mention)}


def explained(heading: str) -> set[int]:
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    section = page.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return {int(number) for number in re.findall(r"^\| (\d+) \|", section, flags=re.MULTILINE)}


def test_every_incident_that_is_named_is_explained() -> None:
    incidents = named("incident")
    assert len(incidents) > 10, "the search finds the incidents that code and tests name"
    assert incidents - explained("Incidents") == set()


def test_every_design_document_that_is_named_is_explained() -> None:
    documents = named("design document")
    assert documents, "the search finds the design documents that models and decisions name"
    assert documents - explained("Design documents") == set()
