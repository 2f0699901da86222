"""Terraform for the infrastructure tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.infra.terraform import Terraform, copy_of_infra, unavailable


@pytest.fixture(scope="session")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """Return the Terraform of this machine."""
    program = shutil.which("terraform")
    if program is None:
        unavailable("There is no terraform on the PATH (1.11 or newer is needed).")
    return Terraform(program, tmp_path_factory.mktemp("terraform-plugins"))


@pytest.fixture(scope="session")
def infra_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of ``infra/`` in which Terraform may leave its files."""
    return copy_of_infra(tmp_path_factory.mktemp("repository"))
