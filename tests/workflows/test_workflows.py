"""The workflows: their schema, what they may do, and that every command in them exists."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
NAMES = [file.name for file in FILES]


def load(name: str) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(
        (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8")
    )
    return loaded


def jobs() -> list[tuple[str, str, dict[str, Any]]]:
    return [(name, job, content) for name in NAMES for job, content in load(name)["jobs"].items()]


def steps() -> list[tuple[str, dict[str, Any]]]:
    return [(f"{name}/{job}", step) for name, job, content in jobs() for step in content["steps"]]


def scripts() -> list[str]:
    written = [str(step["run"]) for _, step in steps() if "run" in step]
    for _, _, content in jobs():
        rows = content.get("strategy", {}).get("matrix", {}).get("include", [])
        written += [str(row["run"]) for row in rows if "run" in row]
    return written


def test_the_workflows_that_are_promised_are_there() -> None:
    assert NAMES == ["checks.yml", "deploy.yml", "models.yml", "nightly.yml", "terraform.yml"]


@pytest.mark.parametrize("name", NAMES)
def test_it_follows_the_schema_of_workflows(name: str) -> None:
    file = ROOT / ".github" / "workflows" / name
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_actions_are_pinned_to_a_commit_and_say_their_version(name: str) -> None:
    text = (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8")
    used = re.findall(r"uses: (.*)$", text, re.MULTILINE)
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line) for line in used), used


def test_one_action_has_one_version() -> None:
    used = {step["uses"] for _, step in steps() if "uses" in step}
    assert len({each.split("@")[0] for each in used}) == len(used)


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_may_read_and_no_more(name: str) -> None:
    assert load(name)["permissions"] == {"contents": "read"}


@pytest.mark.parametrize(("name", "job", "content"), jobs())
def test_only_jobs_that_talk_to_aws_may_prove_who_they_are(
    name: str, job: str, content: dict[str, Any]
) -> None:
    aws = any("configure-aws-credentials" in step.get("uses", "") for step in content["steps"])
    wanted = {"contents": "read", "id-token": "write"} if aws else None
    if wanted and any("actions/attest" in step.get("uses", "") for step in content["steps"]):
        wanted["attestations"] = "write"
    assert content.get("permissions") == wanted


def test_what_is_deployed_is_attested_before_it_is_deployed() -> None:
    steps = load("deploy.yml")["jobs"]["deploy"]["steps"]
    order = [step.get("uses", step.get("run", "")).split("@")[0] for step in steps]
    build, deploy = order.index("make package"), len(order) - 1
    provenance, materials = order.index("actions/attest-build-provenance"), order.index("actions/attest-sbom")
    assert build < provenance < materials < deploy
    assert order[deploy].startswith("make deploy")
    assert "build/package/deploy-manifest.json" in steps[provenance]["with"]["subject-path"]


def test_there_is_no_static_key() -> None:
    for name in NAMES:
        text = (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8").lower()
        assert "aws-access-key-id" not in text
        assert "aws_secret_access_key" not in text
        assert set(re.findall(r"secrets\.(\w+)", text)) <= {"tfvars_dev", "tfvars_prod", "plan_passphrase"}
        assert "secrets[" not in text


@pytest.mark.parametrize(("name", "job", "content"), jobs())
def test_every_job_ends(name: str, job: str, content: dict[str, Any]) -> None:
    assert 5 <= content["timeout-minutes"] <= 120


def test_a_checkout_leaves_no_token_behind() -> None:
    checkouts = [step for _, step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) >= 8
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_no_text_of_a_pull_request_is_pasted_into_a_script() -> None:
    """Values reach a script through its environment; only a matrix of this file itself may be pasted."""
    for place, step in steps():
        pasted = re.findall(r"\$\{\{(.*?)\}\}", str(step.get("run", "")))
        assert all(each.strip() == "matrix.run" for each in pasted), place


def test_scripts_are_bash() -> None:
    for script in scripts():
        plain = re.sub(r"\$\{\{.*?\}\}", "x", script)
        done = subprocess.run(["bash", "-n"], input=plain, capture_output=True, text=True, check=False)
        assert done.returncode == 0, plain + done.stderr


def test_every_make_target_exists() -> None:
    targets = set(
        re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    called = {target for script in scripts() for target in re.findall(r"\bmake ([a-z0-9-]+)", script)}
    assert {
        "setup",
        "lint",
        "unit",
        "test",
        "test-ui",
        "e2e",
        "package-test",
        "infra-test",
        "deploy",
    } <= called
    assert {"extended", "test-restore-client", "verify-numbers"} <= called
    assert called <= targets


def test_every_module_and_option_exists() -> None:
    called = set()
    for script in scripts():
        for line in script.replace("\\\n", " ").splitlines():
            if "python -m " in line:
                words = shlex.split(line)
                module = words[words.index("-m") + 1]
                called.add(module)
                said = subprocess.run(
                    [sys.executable, "-m", module, "--help"],
                    cwd=ROOT,
                    capture_output=True,
                    text=True,
                    check=True,
                ).stdout
                assert all(word in said for word in words if word.startswith("--")), line
    assert called == {"dev.repository_scan", "dev.model_differences"}


def test_markers_of_pytest_are_declared() -> None:
    declared = set(
        re.findall(r'^  "(\w+):', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    )
    for script in scripts():
        for expression in re.findall(r'-m "([^"]+)"', script):
            assert set(re.findall(r"\w+", expression)) - {"and", "or", "not"} <= declared


def test_python_is_that_of_mwaa() -> None:
    versions = {
        step["with"]["python-version"] for _, step in steps() if "setup-python" in step.get("uses", "")
    }
    assert versions == {"3.12"}


def test_one_version_of_terraform_that_the_code_accepts() -> None:
    used = {
        step["with"]["terraform_version"] for _, step in steps() if "setup-terraform" in step.get("uses", "")
    }
    (version,) = used
    required = (ROOT / "infra" / "envs" / "prod" / "versions.tf").read_text(encoding="utf-8")
    lowest = re.search(r'required_version = ">= ([\d.]+)', required)
    assert lowest is not None
    assert tuple(map(int, version.split("."))) >= tuple(map(int, lowest.group(1).split(".")))


def test_a_plan_needs_no_approval_and_an_apply_does() -> None:
    """The roles trust exactly this: plans by pull request, the others by environment (infra/modules/cicd)."""
    terraform, deploy = load("terraform.yml")["jobs"], load("deploy.yml")["jobs"]
    assert "environment" not in terraform["plan"]
    assert "pull_request" in terraform["plan"]["if"]
    assert terraform["apply"]["environment"] == "${{ matrix.environment }}"
    assert "environment" in deploy["deploy"]
    trusts = (ROOT / "infra" / "modules" / "cicd" / "main.tf").read_text(encoding="utf-8")
    assert ":pull_request" in trusts
    # After a merge and every night the plan is made on main.
    assert ":ref:refs/heads/main" in trusts
    assert ":environment:" in trusts


def test_a_fork_never_gets_a_token() -> None:
    condition = load("terraform.yml")["jobs"]["plan"]["if"]
    assert "head.repo.full_name == github.repository" in condition


def test_what_is_applied_is_the_plan_that_was_approved() -> None:
    """It used to be planned anew after the approval, and nobody saw that plan."""
    jobs = load("terraform.yml")["jobs"]
    apply = jobs["apply"]
    (script,) = [step["run"] for step in apply["steps"] if "terraform apply" in step.get("run", "")]
    assert apply["needs"] == "plan"
    assert "terraform plan" not in script
    assert re.search(r"terraform apply -input=false plan\.bin", script)
    assert "-auto-approve" not in script
    assert apply["concurrency"]["cancel-in-progress"] is False
    (handed_on,) = [step for step in jobs["plan"]["steps"] if "upload-artifact" in step.get("uses", "")]
    (taken,) = [step for step in apply["steps"] if "download-artifact" in step.get("uses", "")]
    assert handed_on["with"]["name"] == taken["with"]["name"]
    # A plan holds what its variables hold.
    assert handed_on["with"]["path"].endswith("/plan.enc")


def test_every_night_the_plan_is_compared_and_drift_is_reported_to_the_alert_topic() -> None:
    workflow = load("terraform.yml")
    # YAML 1.1 reads the key "on" as true.
    assert workflow[True]["schedule"]
    (report,) = [step for step in workflow["jobs"]["plan"]["steps"] if "sns publish" in step.get("run", "")]
    assert "schedule" in report["if"]
    assert "changes == 'true'" in report["if"]
    assert "tokyobeta-$ENVIRONMENT-alerts" in report["run"]


def test_every_environment_is_planned() -> None:
    """Those that exist, by a variable: an account without dev has no red job after each merge."""
    environments = {path.name for path in (ROOT / "infra" / "envs").iterdir() if path.is_dir()}
    for job in ("plan", "apply"):
        matrix = load("terraform.yml")["jobs"][job]["strategy"]["matrix"]["environment"]
        default = re.search(r"vars\.TERRAFORM_ENVIRONMENTS \|\| '(.*)'\)", matrix)
        assert default is not None
        assert set(yaml.safe_load(default.group(1))) == environments


def test_whatever_terraform_reads_is_planned_when_it_changes() -> None:
    read = {
        root
        for file in (ROOT / "infra" / "envs").rglob("*.tf")
        for root in re.findall(r"path\.module}/\.\./\.\./\.\./([\w/]+)", file.read_text(encoding="utf-8"))
    }
    assert read
    events = load("terraform.yml")[True]
    for event in ("pull_request", "push"):
        watched = [path.removesuffix("/**") for path in events[event]["paths"]]
        assert all(any(root.startswith(path) for path in watched) for root in read), (event, read)


def test_a_login_lasts_as_long_as_its_job() -> None:
    for name, job, content in jobs():
        for step in content["steps"]:
            if "configure-aws-credentials" in step.get("uses", ""):
                seconds = step["with"].get("role-duration-seconds", 3600)
                assert seconds >= content["timeout-minutes"] * 60, (name, job)


def test_dev_follows_only_checks_that_passed_on_main() -> None:
    deploy = load("deploy.yml")
    run = deploy[True]["workflow_run"]  # YAML reads the key "on" as true
    assert run["workflows"] == [load("checks.yml")["name"]]
    assert run["branches"] == ["main"]
    assert "conclusion == 'success'" in deploy["jobs"]["deploy"]["if"]


# As docker answers when the sample data was complete before anybody waited for it.
DOCKER_WITH_AN_ENDED_SERVICE = """#!/bin/sh
case "$*" in
  "compose wait "*) echo "no containers for project" >&2; exit 1 ;;
  "compose ps --all --quiet sample-data") echo 4f1a ;;
  "compose ps "*) ;;
  "wait 4f1a") echo "$ENDED_WITH" ;;
  "wait "*) echo "no such container" >&2; exit 1 ;;
esac
"""


@pytest.mark.parametrize(("ended_with", "passes"), [("0", True), ("1", False)])
def test_sample_data_that_has_ended_already_is_judged_by_its_exit_code(
    tmp_path: Path, ended_with: str, passes: bool
) -> None:
    (script,) = [each for each in scripts() if "docker compose up" in each]
    docker = tmp_path / "docker"
    docker.write_text(DOCKER_WITH_AN_ENDED_SERVICE, encoding="utf-8")
    docker.chmod(0o755)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        env={"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "ENDED_WITH": ended_with},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is passes, done.stdout + done.stderr


def test_hooks_before_a_commit_fetch_nothing() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert {hook["language"] for hook in hooks} == {"system"}
    lock = (ROOT / "requirements" / "local.txt").read_text(encoding="utf-8")
    for hook in hooks:
        program = Path(hook["entry"].split()[0]).name
        assert program == "python" or f"\n{program}==" in lock
