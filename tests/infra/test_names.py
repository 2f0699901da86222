"""What the runbook, the cost page, the workflows and the scripts call by name exists in Terraform."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.infra.terraform import INFRA, ROOT
from tests.infra.test_layout import ENVIRONMENTS, blocks

RUNBOOK = ROOT / "docs" / "runbooks" / "deploy.md"
COST = ROOT / "docs" / "cost.md"
WORKFLOW = ROOT / ".github" / "workflows" / "terraform.yml"
# Variables of production alone, each with the reason.
ONLY_PRODUCTION = {
    "quicksight_group_members": "development has no readers",
    "enrichment_enabled": "development has no people to ask about",
}
# Variables of development alone.
ONLY_DEVELOPMENT = {"quicksight_enabled": "production always has dashboards"}


def variables(folder: Path) -> set[str]:
    return set(blocks(folder, "variable"))


def outputs(folder: Path) -> set[str]:
    return set(blocks(folder, "output"))


def set_by_hand(page: Path) -> set[str]:
    """Return the names that a page says to set: `name = value`, or -var name=."""
    text = page.read_text(encoding="utf-8")
    assigned = re.findall(r"`([a-z]+(?:_[a-z]+)+) = [^`]+`", text)
    given = re.findall(r"-var ([a-z_]+)=", text)
    return set(assigned) | set(given)


def commands(page: Path) -> list[tuple[str, str]]:
    """Return (folder, output) of each `terraform output` of a page; the folder is the last one entered."""
    found: list[tuple[str, str]] = []
    folder = "infra/envs/prod"
    for line in page.read_text(encoding="utf-8").splitlines():
        for entered, output in re.findall(
            r"cd (?:\.\./)*((?:infra/)?(?:envs/\w+|bootstrap))|terraform output (?:-raw |-json )?([a-z_]+)",
            line,
        ):
            if entered:
                folder = entered if entered.startswith("infra/") else f"infra/{entered}"
            else:
                found.append((folder, output))
    return found


def test_the_names_are_found() -> None:
    # Should a search break, the comparisons below would pass for the wrong reason.
    assert {"create_data_bucket", "create_oidc_provider", "create_secrets_role", "first_day"} <= set_by_hand(
        RUNBOOK
    )
    assert {"instance_count", "interface_endpoint_zones", "interface_endpoints"} <= set_by_hand(COST)
    assert ("infra/bootstrap", "state_bucket") in commands(RUNBOOK)
    assert ("infra/envs/prod", "database_users") in commands(RUNBOOK)


@pytest.mark.parametrize("page", [RUNBOOK, COST], ids=lambda page: page.stem)
@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda folder: folder.name)
def test_every_variable_that_a_page_sets_is_one_of_each_environment(page: Path, environment: Path) -> None:
    excused = set(ONLY_PRODUCTION) if environment.name == "dev" else set()
    # The other names that a page gives a value are settings of the pipeline or of the dump host.
    modules = {name for folder in INFRA.glob("modules/*") for name in variables(folder)}
    named = set_by_hand(page) & (modules | variables(environment) | variables(INFRA / "bootstrap"))
    missing = named - variables(environment) - excused
    assert not missing, f"{page.name} sets {missing}, which {environment.name} does not have"


@pytest.mark.parametrize(("folder", "output"), commands(RUNBOOK))
def test_every_output_that_the_runbook_reads_exists(folder: str, output: str) -> None:
    assert output in outputs(ROOT / folder)


def test_both_environments_have_the_same_variables_and_outputs() -> None:
    dev, prod = ENVIRONMENTS
    assert variables(prod) - variables(dev) == set(ONLY_PRODUCTION)
    assert variables(dev) - variables(prod) == set(ONLY_DEVELOPMENT)
    assert outputs(dev) == outputs(prod)


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda folder: folder.name)
def test_every_variable_of_an_environment_does_something(environment: Path) -> None:
    text = "\n".join((environment / name).read_text(encoding="utf-8") for name in ("main.tf", "providers.tf"))
    unused = {name for name in variables(environment) if not re.search(rf"var\.{name}\b", text)}
    assert not unused


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda folder: folder.name)
def test_what_every_environment_needs_stands_in_its_example(environment: Path) -> None:
    example = (environment / "terraform.tfvars.example").read_text(encoding="utf-8")
    needed = {name for name, text in blocks(environment, "variable").items() if "  default " not in text}
    given = set(re.findall(r"^([a-z_]+) += ", example, re.MULTILINE))
    assert needed <= given
    assert set(re.findall(r"^(?:# )?([a-z_]+) += ", example, re.MULTILINE)) <= variables(environment)


def test_every_state_is_written_under_the_states_key() -> None:
    for environment in ENVIRONMENTS:
        backend = (environment / "backend.tf").read_text(encoding="utf-8")
        assert re.search(r"encrypt\s+= true", backend)
        assert re.search(r"use_lockfile\s+= true", backend)
    for page in (RUNBOOK, WORKFLOW):
        inits = re.findall(r"terraform init .*backend-config.*", page.read_text(encoding="utf-8"))
        assert inits
        for line in inits:
            assert "bucket=$STATE_BUCKET" in line
            assert "kms_key_id=$STATE_KEY_ARN" in line, (
                "without the key S3 takes its own, and the bucket refuses"
            )


def test_the_roles_of_the_build_are_those_that_the_workflows_name() -> None:
    # github_roles gives them by these names; the workflows take them as <NAME>_ROLE_ARN.
    main = (INFRA / "modules" / "cicd" / "main.tf").read_text(encoding="utf-8")
    block = main.split("roles = {", maxsplit=1)[1].split("\n  }\n", maxsplit=1)[0]
    roles = set(re.findall(r"^    (\w+) = \{", block, re.MULTILINE))
    text = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")
    )
    assert {name.lower() for name in re.findall(r"\b([A-Z]+)_ROLE_ARN", text)} == roles


def test_the_deployment_finds_what_terraform_has_placed() -> None:
    from dev.packaging.deployment import CERTIFICATES

    mwaa = (INFRA / "modules" / "mwaa" / "main.tf").read_text(encoding="utf-8")
    for name in ("plugins.zip", "requirements.txt", "startup.sh"):
        assert re.search(rf'_s3_path\s+= "{re.escape(name)}"', mwaa)
    assert 'dag_s3_path            = "dags"' in mwaa
    # The connections verify the cluster with the file that the runbook puts there and no release removes.
    path = re.search(r'default     = "/usr/local/airflow/dags/([^"]+)"', secrets_variables())
    assert path
    assert path[1].startswith(CERTIFICATES)
    assert f"dags/{path[1]}" in RUNBOOK.read_text(encoding="utf-8")


def secrets_variables() -> str:
    return (INFRA / "modules" / "secrets" / "variables.tf").read_text(encoding="utf-8")


def test_the_environment_that_is_deployed_to_is_the_one_that_terraform_makes() -> None:
    command = (ROOT / "dev" / "packaging" / "__main__.py").read_text(encoding="utf-8")
    assert "tokyobeta-" in command
    for environment in ENVIRONMENTS:
        main = (environment / "main.tf").read_text(encoding="utf-8")
        assert re.search(rf'name_prefix += "tokyobeta-{environment.name}"', main)


def test_the_users_of_the_output_are_what_the_script_takes() -> None:
    from tests.infra.database_users import load_script

    text = (INFRA / "modules" / "secrets" / "outputs.tf").read_text(encoding="utf-8")
    block = text.split('output "users"', maxsplit=1)[1].split("}]", maxsplit=1)[0]
    keys = re.findall(r"^    ([a-z]+) +=", block, re.MULTILINE)
    assert set(keys) == set(load_script().DatabaseUser.__dataclass_fields__)
