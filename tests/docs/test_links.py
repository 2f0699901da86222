"""Every link between the documents leads to a file that exists."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def documents() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def links(document: Path) -> list[str]:
    """Return the targets of a document's links within the repository, without their anchors."""
    found = re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    return [target.split("#")[0] for target in found if "://" not in target and not target.startswith("#")]


def test_every_link_leads_to_a_file() -> None:
    all_links = [(document, target) for document in documents() for target in links(document)]
    assert len(all_links) > 30, "the search finds the links of the documents"
    dead = [
        f"{document.relative_to(ROOT)}: {target}"
        for document, target in all_links
        if not (document.parent / target).exists()
    ]
    assert dead == []


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [file.name[:4] for file in (ROOT / "docs" / "adr").glob("0*.md")]
    assert len(numbers) == len(set(numbers))
