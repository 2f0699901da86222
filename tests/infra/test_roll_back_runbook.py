"""The shell that the roll-back runbook makes inside the VPC: the code is there, and so is the address."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

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
