"""Airflow's role as planned: what the pipeline calls is allowed, what it must never do is refused.

``test_execution_role.py`` compares the names of actions with the calls in the code; here resources and
conditions decide as well.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.infra.iam_policy import Call, Statement, is_allowed
from tests.infra.terraform import Terraform, copy_of_infra

CALLS = yaml.safe_load(Path(__file__).with_name("execution_role_calls.yml").read_text(encoding="utf-8"))
pytestmark = pytest.mark.slow


def call(facts: dict[str, Any]) -> Call:
    return Call(facts["action"], facts["resource"], facts.get("context", {}))


@pytest.fixture(scope="module")
def statements(terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> list[Statement]:
    """Return the statements of the execution role, with enrichment switched on."""
    folder = copy_of_infra(tmp_path_factory.mktemp("role")) / "modules" / "mwaa"
    policies = [
        json.loads(change["change"]["after"]["policy"])
        for change in terraform.planned(folder, enrichment_enabled="true")
        if change["type"] == "aws_iam_role_policy"
    ]
    assert len(policies) == 2, "what MWAA needs, and what the pipeline needs"
    return [statement for policy in policies for statement in policy["Statement"]]


@pytest.mark.parametrize(
    "facts", CALLS["allowed"], ids=lambda facts: f"{facts['action']} {facts['resource']}"
)
def test_the_pipeline_may(statements: list[Statement], facts: dict[str, Any]) -> None:
    assert is_allowed(statements, call(facts)), "the task would fail with AccessDenied"


@pytest.mark.parametrize(
    "facts", CALLS["refused"], ids=lambda facts: f"{facts['action']} {facts['resource']}"
)
def test_the_pipeline_may_not(statements: list[Statement], facts: dict[str, Any]) -> None:
    assert not is_allowed(statements, call(facts))


def test_every_statement_is_needed_by_a_call_of_the_list(statements: list[Statement]) -> None:
    """A right that no call uses is either too much, or the list lacks a call."""
    used = {
        statement["Sid"]
        for statement in statements
        for facts in CALLS["allowed"]
        if is_allowed([statement], call(facts))
    }
    # Asked by MWAA itself, before it starts a component.
    of_mwaa = {"MwaaChecksPublicAccess", "MwaaFindsLogGroups"}
    assert {statement["Sid"] for statement in statements} - used == of_mwaa


def test_a_denial_wins_and_a_condition_without_its_key_does_not_hold() -> None:
    allow = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}
    deny = {"Effect": "Deny", "Action": ["s3:getobject"], "Resource": "arn:aws:s3:::b/private/*"}
    assert is_allowed([allow], Call("s3:GetObject", "arn:aws:s3:::b/private/x"))
    assert not is_allowed([allow, deny], Call("s3:GetObject", "arn:aws:s3:::b/private/x"))
    conditional = {**allow, "Condition": {"StringLike": {"s3:prefix": "dumps/*"}}}
    assert not is_allowed([conditional], Call("s3:GetObject", "arn:aws:s3:::b/x"))
    assert is_allowed([conditional], Call("s3:GetObject", "arn:aws:s3:::b/x", {"s3:prefix": "dumps/a"}))
