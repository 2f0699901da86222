"""The configuration of dependency updates: its schema, and that each entry finds something to update."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / ".github" / "dependabot.yml"
MANIFESTS = {
    "pip": "*requirements*.txt *.in",
    "github-actions": ".github/workflows/*.yml",
    "terraform": "versions.tf",
    "docker": "Dockerfile",
    "docker-compose": "docker-compose.yaml",
}


def folders() -> list[tuple[str, str]]:
    updates: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["updates"]
    return [
        (update["package-ecosystem"], folder)
        for update in updates
        for folder in update.get("directories", [update.get("directory")])
    ]


def test_it_follows_the_schema_of_dependabot() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.dependabot", str(FILE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("ecosystem", "folder"), folders())
def test_every_folder_has_what_is_to_be_updated(ecosystem: str, folder: str) -> None:
    relative = folder.strip("/")
    for found in ROOT.glob(relative) if "*" in relative else [ROOT / relative]:
        assert any(list(found.glob(name)) for name in MANIFESTS[ecosystem].split()), found


def test_every_terraform_folder_is_covered() -> None:
    listed = {
        found
        for ecosystem, folder in folders()
        if ecosystem == "terraform"
        for found in ROOT.glob(folder[1:])
    }
    assert {file.parent for file in (ROOT / "infra").rglob("versions.tf")} <= listed
