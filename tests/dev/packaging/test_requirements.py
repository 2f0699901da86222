"""requirements.txt against what MWAA demands of it."""

from __future__ import annotations

import ast
import os
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CONSTRAINTS = ROOT / "requirements" / "mwaa-constraints.txt"
# The module that a package brings, where the names differ.
MODULES = {"pyyaml": "yaml", "apache-airflow": "airflow", "astronomer-cosmos": "cosmos"}
# Installed with the packages that requirements.txt names: boto3 with the amazon provider, and so on.
BROUGHT = {
    "boto3",
    "jinja2",
    "urllib3",
    "botocore",
    "pendulum",
    "pydantic",
    "pydantic_core",
    "sqlalchemy",
    "pymysql",
    "requests",
    "starlette",
    "fastapi",
    "structlog",
    # With Cosmos.
    "openlineage",
}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(path: Path) -> dict[str, str]:
    found = re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", path.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {normal(name): version for name, version in found}


def requirements() -> list[str]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def test_there_is_a_constraint_line_that_mwaa_recognises() -> None:
    """Without one MWAA forces Airflow's constraints; the file is in plugins.zip, so on every component."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    options = [line for line in lines if line.startswith("-")]
    assert options[0] == '--constraint "/usr/local/airflow/plugins/constraints.txt"'


def test_no_package_index_is_asked() -> None:
    """A private web server reaches none (AWS, "Python dependencies"; review of operations, A4)."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    options = [line for line in lines if line.startswith("-")]
    assert options[1:] == ["--no-index", '--find-links "/usr/local/airflow/plugins/wheels/airflow"']


def test_the_wheels_are_the_versions_of_the_constraints() -> None:
    wheels, constraints = pins(ROOT / "requirements" / "mwaa-wheels.txt"), pins(CONSTRAINTS)
    assert len(wheels) > 10
    assert {name: version for name, version in wheels.items() if constraints.get(name) != version} == {}


def test_no_address_is_in_the_files() -> None:
    for path in (ROOT / "requirements.txt", CONSTRAINTS):
        assert "://" not in path.read_text(encoding="utf-8")


def test_every_requirement_is_pinned_here_or_in_the_constraints() -> None:
    pinned = pins(CONSTRAINTS)
    for line in requirements():
        name, _, version = line.partition("==")
        assert normal(name.split("[")[0]) in pinned, line
        if version:
            assert pinned[normal(name.split("[")[0])] == version


def test_the_laptop_runs_the_same_versions() -> None:
    local = pins(ROOT / "requirements" / "local.txt")
    different = {
        name: (version, local.get(name))
        for name, version in pins(CONSTRAINTS).items()
        if local.get(name) != version
    }
    # Locks of the laptop hold two versions of a package where Python 3.11 and 3.12 need different ones.
    lock = (ROOT / "requirements" / "local.txt").read_text(encoding="utf-8")
    assert {name for name, (version, _) in different.items() if f"{name}=={version}" not in lock} == set()


def test_every_import_of_what_is_shipped_is_required() -> None:
    named = {normal(re.split(r"[\[=]", line)[0]) for line in requirements()}
    available = (
        {MODULES.get(name, name.replace("-", "_")) for name in named} | BROUGHT | {"include", "tokyobeta"}
    )
    # It runs in dbt's own environment.
    shipped = {path for name in ("dags", "plugins", "include") for path in (ROOT / name).rglob("*.py")}
    for path in shipped - {ROOT / "include" / "dbt_server" / "server.py"}:
        missing = {name for name in imported(path) if name not in available | set(sys.stdlib_module_names)}
        assert not missing, f"{path.relative_to(ROOT)} imports {missing}"


def imported(path: Path) -> set[str]:
    """Return the top-level modules that a file imports, apart from those for type checking only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = [ast.Pass()]
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names}


@pytest.mark.skipif(
    "MWAA_CONSTRAINTS" not in os.environ, reason="MWAA_CONSTRAINTS names no list of the image"
)
def test_the_pins_are_the_images() -> None:
    image = pins(Path(os.environ["MWAA_CONSTRAINTS"]))
    ours = pins(CONSTRAINTS)
    assert {
        name: (ours[name], image[name]) for name in ours.keys() & image.keys() if ours[name] != image[name]
    } == {}
