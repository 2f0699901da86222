"""Each module has the files, descriptions, validations and guards that this project asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.infra.terraform import INFRA, MODULES

FOLDERS = [INFRA / "bootstrap", *MODULES]
ENVIRONMENTS = [INFRA / "envs" / "dev", INFRA / "envs" / "prod"]
# What holds data, keys or history, and must not vanish by an edit.
STATEFUL = {
    "aws_kms_key",
    "aws_s3_bucket",
    "aws_rds_cluster",
    "aws_rds_cluster_instance",
    "aws_secretsmanager_secret",
    "aws_mwaa_environment",
}


def blocks(folder: Path, kind: str) -> dict[str, str]:
    """Return the top-level blocks of a kind in a folder: name (or type.name) and text."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.tf")))
    found = re.finditer(rf'^{kind} ((?:"[^"]+" ?)+)\{{\n(.*?)^\}}', text, re.MULTILINE | re.DOTALL)
    return {match[1].replace('"', "").strip().replace(" ", "."): match[2] for match in found}


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(INFRA)) for path in paths]


def test_the_modules_asked_for_are_there() -> None:
    asked = {"networking", "storage", "secrets", "aurora", "mwaa", "monitoring", "quicksight", "cicd"}
    assert {module.name for module in MODULES} == asked


@pytest.mark.parametrize("folder", FOLDERS, ids=names(FOLDERS))
def test_module_has_its_files(folder: Path) -> None:
    for name in ("main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md"):
        assert (folder / name).is_file(), f"{folder.name} lacks {name}"
    tests = list((folder / "tests").glob("*.tftest.hcl"))
    assert tests, f"{folder.name} has no test"
    assert all('mock_provider "aws"' in path.read_text(encoding="utf-8") for path in tests)


@pytest.mark.parametrize("folder", [*FOLDERS, *ENVIRONMENTS], ids=names([*FOLDERS, *ENVIRONMENTS]))
def test_every_variable_is_typed_described_and_validated(folder: Path) -> None:
    variables = blocks(folder, "variable")
    assert variables
    for name, text in variables.items():
        kind = re.search(r"^  type\s+= (\w+)", text, re.MULTILINE)
        assert kind, f"{folder.name}: variable {name} has no type"
        assert re.search(r'^  description = ".{15,}"', text, re.MULTILINE), f"{name} is not described"
        # true and false need no further check.
        assert kind[1] == "bool" or "validation {" in text, f"{folder.name}: variable {name} takes anything"


@pytest.mark.parametrize("folder", [*FOLDERS, *ENVIRONMENTS], ids=names([*FOLDERS, *ENVIRONMENTS]))
def test_every_output_is_described(folder: Path) -> None:
    for name, text in blocks(folder, "output").items():
        assert re.search(r'^  description = ".{10,}"', text, re.MULTILINE), f"{name} is not described"


@pytest.mark.parametrize("folder", [*FOLDERS, *ENVIRONMENTS], ids=names([*FOLDERS, *ENVIRONMENTS]))
def test_the_provider_is_pinned_exactly(folder: Path) -> None:
    # There is no lock file, so a range would let two applies differ.
    text = (folder / "versions.tf").read_text(encoding="utf-8")
    assert re.search(r'version = "\d+\.\d+\.\d+"', text)
    assert re.search(r'required_version = ">= 1\.11', text)


@pytest.mark.parametrize("folder", FOLDERS, ids=names(FOLDERS))
def test_what_holds_data_cannot_be_destroyed_by_an_edit(folder: Path) -> None:
    for name, text in blocks(folder, "resource").items():
        if name.split(".")[0] in STATEFUL:
            assert "prevent_destroy = true" in text, f"{folder.name}: {name} has no guard (incident 28)"


@pytest.mark.parametrize("folder", FOLDERS, ids=names(FOLDERS))
def test_every_statement_of_a_policy_says_its_purpose(folder: Path) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.tf")))
    sids = re.findall(r'\bSid\s+= "([A-Za-z0-9]+)"', text)
    assert len(sids) == len(re.findall(r"\bEffect\s+= \"", text)), f"{folder.name}: a statement without a Sid"
    assert all(len(sid) >= 5 for sid in sids)


def test_no_policy_allows_everything() -> None:
    for path in INFRA.rglob("*.tf"):
        text = path.read_text(encoding="utf-8")
        allowed = re.findall(r'Action\s+= (?:\[[^\]]*"\*"[^\]]*\]|"\*")', text)
        assert not allowed, f"{path.name}: {allowed}"


def test_the_dump_host_and_its_upload_jobs_are_not_touched() -> None:
    # The crons on EC2 belong to others; the only EC2 resources here are networks.
    for path in INFRA.rglob("*.tf"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'"aws_(instance|ssm_|launch_|ebs_|ami|iam_user|iam_access_key)', text), path


def test_no_static_key_or_password_is_written_down() -> None:
    for path in [*INFRA.rglob("*.tf"), *INFRA.rglob("*.hcl"), *INFRA.rglob("*.example")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"AKIA[0-9A-Z]{16}|aws_secret_access_key|master_password\s*=\s*\"", text), path


def test_terraform_manages_no_value_of_a_secret() -> None:
    # Every plan would read it back, which the roles of the build are refused (NeverPasswords).
    for path in INFRA.rglob("*.tf"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r'(resource|data) "aws_secretsmanager_(secret_version|random_password)"', text
        ), path


def test_no_plan_depends_on_the_moment_it_is_made() -> None:
    # QuickSight refuses a start in the past, and a moving one would change every plan.
    for path in INFRA.rglob("*.tf"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"start_after_date_time\s*=|\b(plan)?timestamp\(\)", text), path


def test_every_module_is_used_by_both_environments() -> None:
    for environment in ENVIRONMENTS:
        used = set(re.findall(r'source = "\.\./\.\./modules/(\w+)"', (environment / "main.tf").read_text()))
        assert used == {module.name for module in MODULES}
