"""The shell that the roll-back runbook makes inside the VPC: the code is there, and so is the address."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from include.mysql.target import WarehouseTarget
from tests.infra.terraform import ROOT

PAGE = ROOT / "docs" / "runbooks" / "roll-back.md"
(BLOCK,) = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_every_command_of_the_page_runs_on_the_python_that_the_page_installs() -> None:
    (version,) = set(re.findall(r"dnf install .*\bpython(3\.\d+) ", BLOCK))
    called = set(re.findall(r"(python[\d.]*) -m ", PAGE.read_text(encoding="utf-8")))
    assert called == {f"python{version}"}
    needed = re.search(
        r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    )
    assert needed
    assert int(version.split(".")[1]) >= int(needed[1])


def test_the_packages_are_those_of_the_release() -> None:
    (installed,) = re.findall(r"pip install --user (.*)", BLOCK)
    released = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    # boto3 is part of the image of MWAA.
    assert set(installed.split()) - {"boto3"} <= set(released)


def test_the_packages_are_all_that_the_command_line_imports() -> None:
    (installed,) = re.findall(r"pip install --user (.*)", BLOCK)
    allowed = with_requirements(re.split(r"[=<>~ ]", name)[0] for name in installed.split())
    packages = metadata.packages_distributions()
    absent = [name for name, owners in packages.items() if not allowed & set(map(canonicalize_name, owners))]
    assert {"airflow", "pytest"} <= set(absent)
    command = f"import sys; sys.modules.update(dict.fromkeys({absent!r})); import include.warehouse.cli"
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def with_requirements(names: Iterable[str]) -> set[str]:
    """Return packages and all that they need, by the environment of the tests."""
    found: set[str] = set()
    waiting = [canonicalize_name(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            needed = (Requirement(line) for line in metadata.requires(name) or ())
            waiting += [
                canonicalize_name(each.name)
                for each in needed
                if each.marker is None or each.marker.evaluate({"extra": ""})
            ]
    return found


def test_the_code_that_the_page_runs_is_in_the_code_bucket() -> None:
    layout = yaml.safe_load((ROOT / "dev" / "packaging" / "layout.yml").read_text(encoding="utf-8"))
    assert layout["dags"]["include/"] == "include/"
    assert not [prefix for prefix in layout["exclude"] if prefix.startswith("include/")]
    assert '"s3://$CODE_BUCKET/dags/" dags/ && cd dags' in BLOCK


def test_the_address_is_made_from_the_secret(tmp_path: Path) -> None:
    if shutil.which("jq") is None:
        pytest.skip("There is no jq here.")
    secret = {
        "username": "tokyobeta_loader",
        "password": "a/b@c:d e%",
        "host": "writer.example",
        "port": 3306,
    }
    aws = tmp_path / "aws"
    aws.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(secret)}\nEND\n", encoding="utf-8")
    aws.chmod(0o755)
    (export,) = re.findall(r"^export MYSQL_URL=.*\Z", BLOCK, re.MULTILINE | re.DOTALL)
    url = subprocess.run(
        ["bash", "-ec", f'{export}\nprintf %s "$MYSQL_URL"'],
        env={"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert WarehouseTarget.from_url(url) == WarehouseTarget(
        "writer.example", 3306, "tokyobeta_loader", "a/b@c:d e%", tls_ca="certs/rds-bundle.pem"
    )
