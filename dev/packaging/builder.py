"""Build the package of a commit."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from dev.packaging.bill_of_materials import bill_of_materials
from dev.packaging.dbt_manifest import build_manifest
from dev.packaging.layout import Layout
from dev.packaging.package import Package
from dev.packaging.source_tree import SourceTree
from dev.packaging.zip_bytes import zip_bytes
from include.exceptions import PackagingError

STARTUP_FILE = "dev/packaging/startup.sh"
DBT_PINS_FILE = "requirements/dbt.txt"
AIRFLOW_PINS_FILE = "requirements/mwaa-wheels.txt"
PINS_MARK = b"@DBT_PINS@\n"
MANIFEST_PATH = "dags/dbt/target/manifest.json"
RELEASE_PATH = "dags/RELEASE"
MATERIALS_PATH = "sbom.json"

# Returns the files of a lock with hashes, by name.
FetchWheels = Callable[[bytes], dict[str, bytes]]


def build(source: SourceTree, dbt: Path, fetch_wheels: FetchWheels, layout: Layout | None = None) -> Package:
    """Return the package of the checked-out commit. The same commit gives the same bytes.

    :param source: the repository.
    :param dbt: the dbt program that parses the project.
    :param fetch_wheels: returns the files of a lock, for the packages that travel with the release.
    :param layout: what goes where; ``layout.yml`` by default.
    :raises PackagingError: if a needed file is not committed, or the dbt project does not parse.
    """
    layout, committed, commit = layout or Layout.load(), source.files(), source.commit()
    needed = {"requirements.txt", STARTUP_FILE, DBT_PINS_FILE, AIRFLOW_PINS_FILE, "dbt/dbt_project.yml"}
    missing = sorted(needed - committed.keys())
    if missing:
        raise PackagingError(f"Not committed: {', '.join(missing)}.", "Commit them, then build again.")
    dags = _placed(layout, layout.dags, committed)
    package = {f"dags/{name}": content for name, content in dags.items()}
    package[RELEASE_PATH] = f"{commit}\n".encode()
    package[MANIFEST_PATH] = _manifest(committed, dbt)
    plugins = _placed(layout, layout.plugins, committed)
    for folder, lock in (("wheels/airflow", AIRFLOW_PINS_FILE), ("wheels/dbt", DBT_PINS_FILE)):
        plugins |= {f"{folder}/{name}": content for name, content in fetch_wheels(committed[lock]).items()}
    package["plugins.zip"] = zip_bytes(plugins)
    package[MATERIALS_PATH] = bill_of_materials([committed[AIRFLOW_PINS_FILE], committed[DBT_PINS_FILE]])
    package["requirements.txt"] = committed["requirements.txt"]
    package["startup.sh"] = _startup(committed)
    return Package(commit, package)


def _placed(layout: Layout, prefixes: dict[str, str], committed: dict[str, bytes]) -> dict[str, bytes]:
    placed = {}
    for path, content in committed.items():
        target = layout.place(path, prefixes)
        if target is not None:
            placed[target] = content
    return placed


def _manifest(committed: dict[str, bytes], dbt: Path) -> bytes:
    """Parse the committed project, not the working copy."""
    with tempfile.TemporaryDirectory(prefix="dbt-project-") as folder:
        for path, content in committed.items():
            if path.startswith("dbt/"):
                file = Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        return build_manifest(Path(folder, "dbt"), dbt)


def _startup(committed: dict[str, bytes]) -> bytes:
    """Return the startup script with dbt's pins inside: it runs before anything else is sure to be there."""
    before, mark, after = committed[STARTUP_FILE].partition(PINS_MARK)
    if not mark:
        raise PackagingError(f"{STARTUP_FILE} has no line for dbt's pins.", f"Put back {PINS_MARK!r}.")
    return before + committed[DBT_PINS_FILE] + after
