"""Every folder of Terraform is formatted, valid and passes its own tests, offline."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.infra.terraform import INFRA, TESTED, Terraform

# Together these load every module; each start of the provider costs seconds.
ROOTS = ["bootstrap", "envs/dev", "envs/prod"]


def test_every_file_is_formatted(terraform: Terraform) -> None:
    done = terraform.run(INFRA, "fmt", "-check", "-recursive", "-diff", check=False)
    assert done.returncode == 0, f"run `terraform fmt -recursive infra`:\n{done.stdout}"


@pytest.mark.parametrize("folder", ROOTS)
def test_configuration_is_valid(terraform: Terraform, infra_copy: Path, folder: str) -> None:
    terraform.init(infra_copy / folder)
    terraform.run(infra_copy / folder, "validate", "-no-color")


@pytest.mark.parametrize("folder", TESTED)
@pytest.mark.slow
def test_folder_passes_its_own_tests(terraform: Terraform, infra_copy: Path, folder: str) -> None:
    terraform.init(infra_copy / folder)
    done = terraform.run(infra_copy / folder, "test", "-no-color")
    assert " 0 passed" not in done.stdout, "a folder without a run block tests nothing"
