"""The scripts of the plan and apply jobs, run as GitHub does, with the real Terraform on a tiny project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.infra.terraform import ROOT, Terraform

WORKFLOW = ROOT / ".github" / "workflows" / "terraform.yml"
# terraform_data is part of Terraform itself: no provider is needed.
RESOURCE = 'resource "terraform_data" "tiny" {\n  input = 1\n}\n'


def output(value: int) -> str:
    return f'output "tiny" {{\n  value = {value}\n}}\n'


def script(job: str, command: str) -> tuple[str, dict[str, str]]:
    """Return the script of a job that has a command, and what the job sets for it."""
    content: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"][job]
    (found,) = [step["run"] for step in content["steps"] if command in step.get("run", "")]
    return found, content["env"]


def run(terraform: Terraform, folder: Path, job: str, command: str, **given: str) -> str:
    """Run the script as GitHub runs `shell: bash`; return what the log of the job shows.

    :raises AssertionError: if it fails.
    """
    text, job_environment = script(job, command)
    path = os.pathsep.join((str(Path(terraform.program).parent), os.environ["PATH"]))
    step = {
        "TFVARS": "",
        "STATE_BUCKET": "x",
        "STATE_KEY_ARN": "x",
        "ENVIRONMENT": "dev",
        "PLAN_PASSPHRASE": "a phrase of a test",
        "GITHUB_OUTPUT": str(folder / "output.txt"),
        **given,
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text],
        cwd=folder,
        # What the job takes from GitHub's expressions is given by the test.
        env={**terraform.environment, **job_environment, **step, "PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{job}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


def hand_on(terraform: Terraform, folder: Path, to: Path) -> None:
    """Do what lies between the jobs: the encrypted plan is all that the apply gets beside the repository."""
    # A project without a provider gets no lock file.
    (folder / ".terraform.lock.hcl").touch()
    run(terraform, folder, "plan", "openssl enc")
    to.mkdir(exist_ok=True)
    shutil.copy(folder / "main.tf", to / "main.tf")
    shutil.copy(folder / "plan.enc", to / "plan.enc")


def with_state(folder: Path, main: str) -> str:
    """Return the configuration with its state where both jobs find it, as both find the bucket."""
    path = folder / "shared.tfstate"
    return f'terraform {{\n  backend "local" {{\n    path = "{path}"\n  }}\n}}\n{main}'


@pytest.fixture
def local_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the options of the S3 backend out: the tiny project has its state in a file."""

    def plain(job: str, command: str, original: Any = script) -> tuple[str, dict[str, str]]:
        text, environment = original(job, command)
        return re.sub(r"-backend-config=\S+", "", text).replace("\\\n            \n", "\n"), environment

    monkeypatch.setattr(sys.modules[__name__], "script", plain)


@pytest.mark.usefixtures("local_backend")
def test_the_plan_that_was_shown_is_applied_in_another_job(terraform: Terraform, tmp_path: Path) -> None:
    planner, applier = tmp_path / "plan", tmp_path / "apply"
    planner.mkdir()
    for configuration, planned in (
        (RESOURCE + output(1), "Plan: 1 to add, 0 to change, 0 to destroy."),
        (RESOURCE + output(2), "Changes to Outputs:"),
        (RESOURCE + output(2), "No changes."),
    ):
        (planner / "main.tf").write_text(with_state(tmp_path, configuration), encoding="utf-8")
        assert planned in run(terraform, planner, "plan", "terraform plan")
        hand_on(terraform, planner, applier)
        assert "Apply complete!" in run(terraform, applier, "apply", "terraform apply")
    changes = (planner / "output.txt").read_text(encoding="utf-8").split()
    assert changes == ["changes=true", "changes=true", "changes=false"]


@pytest.mark.usefixtures("local_backend")
def test_a_plan_that_the_state_has_left_behind_is_refused(terraform: Terraform, tmp_path: Path) -> None:
    planner, other = tmp_path / "plan", tmp_path / "other"
    planner.mkdir()
    (planner / "main.tf").write_text(with_state(tmp_path, RESOURCE + output(1)), encoding="utf-8")
    run(terraform, planner, "plan", "terraform plan")
    hand_on(terraform, planner, other)
    terraform.run(planner, "apply", "-auto-approve", "-input=false")
    with pytest.raises(AssertionError, match="Saved plan is stale"):
        run(terraform, other, "apply", "terraform apply")


@pytest.mark.usefixtures("local_backend")
def test_a_plan_that_fails_stops_the_job(terraform: Terraform, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "terraform_data" "tiny" {\n  nothing = 1\n}\n')
    with pytest.raises(AssertionError, match="Unsupported argument"):
        run(terraform, tmp_path, "plan", "terraform plan")


@pytest.mark.usefixtures("local_backend")
def test_without_the_passphrase_no_plan_can_be_read(terraform: Terraform, tmp_path: Path) -> None:
    planner, other = tmp_path / "plan", tmp_path / "other"
    planner.mkdir()
    (planner / "main.tf").write_text(with_state(tmp_path, RESOURCE), encoding="utf-8")
    run(terraform, planner, "plan", "terraform plan")
    hand_on(terraform, planner, other)
    with pytest.raises(AssertionError):
        run(terraform, other, "apply", "terraform apply", PLAN_PASSPHRASE="a wrong one")


@pytest.mark.usefixtures("local_backend")
@pytest.mark.skipif(shutil.which("jq") is None, reason="There is no jq here; GitHub's machines have it.")
def test_the_summary_names_what_would_change(terraform: Terraform, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(RESOURCE, encoding="utf-8")
    summary = tmp_path / "summary.md"
    run(terraform, tmp_path, "plan", "terraform plan")
    run(terraform, tmp_path, "plan", "terraform show", GITHUB_STEP_SUMMARY=str(summary))
    assert "- `create` terraform_data.tiny" in summary.read_text(encoding="utf-8")
    terraform.run(tmp_path, "apply", "-auto-approve", "-input=false")
    (tmp_path / "main.tf").write_text(RESOURCE.replace("1", "2"), encoding="utf-8")
    run(terraform, tmp_path, "plan", "terraform plan")
    run(terraform, tmp_path, "plan", "terraform show", GITHUB_STEP_SUMMARY=str(summary))
    text = summary.read_text(encoding="utf-8")
    # Which attributes, and never their values.
    assert "- `update` terraform_data.tiny: input" in text
