"""The page docs/architecture.md names the packages and layers that exist, all of them and no others."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def packages_of(top: str) -> set[str]:
    """Return the packages below a folder, as the page writes them: ``include/dump/load/``."""
    found = (ROOT / top).rglob("__init__.py")
    return {f"{file.parent.relative_to(ROOT).as_posix()}/" for file in found if file.parent != ROOT / top}


def packages() -> set[str]:
    return packages_of("include") | packages_of("dev") | packages_of("plugins/tokyobeta")


def named_in_tables() -> set[str]:
    return set(re.findall(r"^\| `((?:include|dev|plugins/tokyobeta)/[^`]+/)` \|", PAGE, flags=re.MULTILINE))


def layers() -> set[str]:
    """Return the names of all layers in the import-linter contracts, without their parents."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    rows = [layer for contract in contracts for layer in contract.get("layers", [])]
    return {name.strip() for row in rows for name in re.split(r"[|:]", row)}


def test_every_package_has_its_sentence() -> None:
    assert packages() - named_in_tables() == set(), "add a row to docs/architecture.md"


def test_no_sentence_is_about_a_package_that_is_gone() -> None:
    assert named_in_tables() - packages() == set(), "remove the row from docs/architecture.md"


def test_every_layer_of_the_import_contracts_is_drawn() -> None:
    missing = {layer for layer in layers() if not re.search(rf"\b{layer}\b", PAGE)}
    assert missing == set(), "docs/architecture.md draws the contracts of pyproject.toml"
