"""The scripts of the plan and apply jobs, run as GitHub does, with the real Terraform on a tiny project."""

from __future__ import annotations

import os
import shutil
import subprocess
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
    step = {"TFVARS": "", "STATE_BUCKET": "x", "STATE_KEY_ARN": "x", "ENVIRONMENT": "dev", **given}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text],
        cwd=folder,
        env={**terraform.environment, **job_environment, **step, "PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{job}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


def test_every_plan_that_succeeds_goes_on_and_is_shown(terraform: Terraform, tmp_path: Path) -> None:
    main = tmp_path / "main.tf"
    for configuration, planned in (
        (RESOURCE + output(1), "Plan: 1 to add, 0 to change, 0 to destroy."),
        (RESOURCE + output(2), "Changes to Outputs:"),
        (RESOURCE + output(2), "No changes."),
    ):
        main.write_text(configuration, encoding="utf-8")
        assert planned in run(terraform, tmp_path, "plan", "terraform plan")
        applied = run(terraform, tmp_path, "apply", "terraform apply")
        assert planned in applied
        assert "Apply complete!" in applied


def test_a_plan_that_fails_stops_the_job(terraform: Terraform, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "terraform_data" "tiny" {\n  nothing = 1\n}\n')
    for job in ("plan", "apply"):
        with pytest.raises(AssertionError, match="Unsupported argument"):
            run(terraform, tmp_path, job, f"terraform {job}")


@pytest.mark.skipif(shutil.which("jq") is None, reason="There is no jq here; GitHub's machines have it.")
def test_the_summary_names_what_would_change(terraform: Terraform, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(RESOURCE, encoding="utf-8")
    summary = tmp_path / "summary.md"
    run(terraform, tmp_path, "plan", "terraform plan")
    run(terraform, tmp_path, "plan", "terraform show", GITHUB_STEP_SUMMARY=str(summary))
    assert "- `create` terraform_data.tiny" in summary.read_text(encoding="utf-8")
