"""How the tests run Terraform: offline, on a copy, so that nothing is left in the working tree."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[2]
INFRA = ROOT / "infra"
MODULES = sorted(path.parent for path in INFRA.glob("modules/*/versions.tf"))
# Everything that has tests of its own, as paths below infra/.
TESTED = [
    str(path.relative_to(INFRA))
    for path in [INFRA / "bootstrap", *MODULES, INFRA / "envs" / "dev", INFRA / "envs" / "prod"]
]
REQUIRED = "TOKYOBETA_REQUIRE_TERRAFORM"


def unavailable(reason: str) -> NoReturn:
    """Skip with the reason; fail where the tests must run, as in CI."""
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{reason} {REQUIRED}=1 demands the infrastructure tests.")
    pytest.skip(reason)


def copy_of_infra(folder: Path) -> Path:
    """Copy ``infra/`` and what it reads of the repository; return the copied ``infra/``."""
    ignore = shutil.ignore_patterns(".terraform", ".terraform.lock.hcl", "*.tfstate*", "*.tfvars")
    shutil.copytree(INFRA, folder / "infra", ignore=ignore)
    for read in (Path("include") / "quicksight" / "assets", Path("dbt") / "models" / "gold" / "bi"):
        shutil.copytree(ROOT / read, folder / read)
    return folder / "infra"


class Terraform:
    """The ``terraform`` program with the environment that tests need.

    :param program: its path.
    :param plugin_cache: where downloaded providers are shared between folders.
    """

    def __init__(self, program: str, plugin_cache: Path) -> None:
        self.program = program
        self.environment = {
            **os.environ,
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        self.environment.setdefault("TF_PLUGIN_CACHE_DIR", str(plugin_cache))
        self.environment.setdefault("TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE", "1")

    def run(
        self, folder: Path, *arguments: str, check: bool = True, timeout: float = 900
    ) -> subprocess.CompletedProcess[str]:
        """Run ``terraform ARGUMENTS`` in a folder and return what it said.

        :raises AssertionError: with its output, if it fails and ``check`` is set.
        """
        done = subprocess.run(
            ["nice", "-n", "5", self.program, *arguments],
            cwd=folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if check:
            assert done.returncode == 0, (
                f"terraform {' '.join(arguments)}: {done.stdout[-6000:]}{done.stderr[-6000:]}"
            )
        return done

    def init(self, folder: Path) -> None:
        """Prepare a folder without a backend; skip or fail if the provider cannot be had here."""
        done = self.run(folder, "init", "-backend=false", "-input=false", "-no-color", check=False)
        text = done.stdout + done.stderr
        provider_missing = any(
            sign in text
            for sign in (
                "Failed to query available provider packages",
                "could not connect to",
                "Failed to install provider",
            )
        )
        if done.returncode and provider_missing:
            unavailable(
                "Terraform cannot get the AWS provider here: set TF_CLI_CONFIG_FILE to a configuration with "
                "a mirror, or allow the download."
            )
        assert done.returncode == 0, text[-6000:]

    def planned(self, folder: Path, **variables: str) -> list[dict[str, Any]]:
        """Return the ``resource_changes`` of a folder's plan, made without an account.

        The provider is mocked as in the folder's own tests, whose variables are taken too.

        :param folder: in a copy, below which a test is written.
        :param variables: further ones, as HCL expressions.
        """
        (own,) = (folder / "tests").glob("*.tftest.hcl")
        mocks = own.read_text(encoding="utf-8").split("\nrun ", maxsplit=1)[0]
        given = "".join(f"    {name} = {value}\n" for name, value in variables.items())
        test = f'{mocks}\nrun "planned" {{\n  command = plan\n\n  variables {{\n{given}  }}\n}}\n'
        (folder / "tests" / "planned.tftest.hcl").write_text(test, encoding="utf-8")
        self.init(folder)
        done = self.run(folder, "test", "-json", "-verbose", "-filter=tests/planned.tftest.hcl")
        for line in done.stdout.splitlines():
            message: dict[str, Any] = json.loads(line)
            if message["type"] == "test_plan":
                changes: list[dict[str, Any]] = message["test_plan"]["resource_changes"]
                return changes
        raise AssertionError("terraform test showed no plan")
