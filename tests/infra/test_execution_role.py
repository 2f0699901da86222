"""The execution role may do exactly what the code of the pipeline calls: nothing is missing or left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

from include.settings import Settings
from tests.infra.terraform import INFRA, ROOT

PERMISSIONS = (INFRA / "modules" / "mwaa" / "permissions.tf").read_text(encoding="utf-8")
SERVICES = ("s3", "sns", "sqs", "cloudwatch", "quicksight", "bedrock-runtime", "secretsmanager", "sts")
# What IAM asks for each call. Sources: the service authorization reference, and for a copy the user guide of
# S3: it reads and writes the tags of the object too (incident 16).
ACTIONS = {
    "get_object": {"s3:GetObject", "s3:GetObjectVersion"},
    "head_object": {"s3:GetObject", "s3:GetObjectVersion"},
    "put_object": {"s3:PutObject"},
    # boto3's own, in one request or in parts.
    "copy": {
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:GetObjectTagging",
        "s3:GetObjectVersionTagging",
        "s3:PutObject",
        "s3:PutObjectTagging",
        "s3:AbortMultipartUpload",
    },
    "list_objects_v2": {"s3:ListBucket"},
    "publish": {"sns:Publish"},
    "list_subscriptions_by_topic": {"sns:ListSubscriptionsByTopic"},
    "put_metric_data": {"cloudwatch:PutMetricData"},
    "create_ingestion": {"quicksight:CreateIngestion"},
    "describe_ingestion": {"quicksight:DescribeIngestion"},
    "list_ingestions": {"quicksight:ListIngestions"},
    "converse": {"bedrock:InvokeModel"},
}
# Calls that Airflow makes for the pipeline.
OPERATORS = {
    "S3KeySensor": {"s3:ListBucket", "s3:GetObject"},
    # Cosmos writes the documentation; its page in the web UI reads it.
    "DbtDocsS3Operator": {"s3:PutObject", "s3:GetObject"},
}
# The settings that name a place in the data bucket, and what is done there.
PLACES = {
    "dump_prefix": {"s3:GetObject"},
    "manifest_prefix": {"s3:GetObject"},
    "processed_prefix": {"s3:GetObject", "s3:PutObject"},
    "snapshot_prefix": {"s3:GetObject", "s3:PutObject"},
    "dbt_docs_prefix": {"s3:GetObject", "s3:PutObject"},
    "figures_prefix": {"s3:GetObject", "s3:PutObject"},
    "health_prefix": {"s3:GetObject", "s3:PutObject"},
}
# Every task: Airflow reads the connection.
ALWAYS = {"secretsmanager:GetSecretValue", "kms:Decrypt"}


@cache
def operation_names() -> frozenset[str]:
    session = botocore.session.get_session()
    return frozenset(
        xform_name(operation)
        for service in SERVICES
        for operation in session.get_service_model(service).operation_names
    ) | {"copy"}


# Run by an administrator, never by a task: the role must not have these rights.
BY_A_PERSON = ROOT / "include" / "erasure"


def sources() -> Iterator[Path]:
    for place in ("dags", "plugins", "include"):
        found = sorted((ROOT / place).rglob("*.py"))
        yield from (path for path in found if not path.is_relative_to(BY_A_PERSON))


def test_no_task_can_erase() -> None:
    importers = [path for path in sources() if "include.erasure" in path.read_text(encoding="utf-8")]
    assert [path.relative_to(ROOT).as_posix() for path in importers] == ["include/warehouse/cli.py"]


def calls(path: Path) -> Iterator[str]:
    """Yield the AWS calls of a file: methods named as an operation, with arguments as boto3 names them."""
    known = operation_names()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in OPERATORS:
            yield node.func.id
        if not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in {"get_paginator", "get_waiter"}:
            name = node.args[0]
            assert isinstance(name, ast.Constant)
            yield str(name.value)
        elif node.func.attr in known and looks_like_aws(node):
            yield node.func.attr


def looks_like_aws(call: ast.Call) -> bool:
    names = [keyword.arg for keyword in call.keywords]
    # **request hides the names; then the name of the method decides.
    return any(name is None or name[:1].isupper() or name == "modelId" for name in names)


@cache
def called() -> frozenset[str]:
    return frozenset(name for path in sources() for name in calls(path))


def granted() -> set[str]:
    pipeline = PERMISSIONS.split("pipeline_statements = [", maxsplit=1)[1].split('resource "aws_iam_role"')[0]
    return {
        action
        for statement in re.findall(r"Action\s+= \[([^\]]*)\]", pipeline)
        for action in re.findall(r'"([^"]+)"', statement)
    }


def test_the_calls_are_found() -> None:
    # Should the search break, the comparison below would pass for the wrong reason.
    assert {
        "get_object",
        "copy",
        "publish",
        "put_metric_data",
        "create_ingestion",
        "converse",
    } <= called()


@pytest.mark.parametrize("name", sorted(called()))
def test_every_call_has_a_known_right(name: str) -> None:
    assert name in ACTIONS or name in OPERATORS, f"say here which right {name} needs, and give it to the role"


def test_the_role_has_exactly_these_rights() -> None:
    needed = set(ALWAYS)
    for name in called():
        needed |= ACTIONS.get(name) or OPERATORS[name]
    assert needed - granted() == set(), "the pipeline would fail for want of these"
    assert granted() - needed == set(), "nobody uses these"


def statements() -> Iterator[str]:
    pipeline = PERMISSIONS.split("pipeline_statements = [", maxsplit=1)[1]
    yield from re.findall(r"\{\n(.*?)\n    \}", pipeline, re.DOTALL)


def test_every_place_of_the_data_bucket_is_known() -> None:
    places = {name for name in Settings.model_fields if name.endswith("_prefix")} - {"backup_schema_prefix"}
    assert places == set(PLACES), "say here what is done there, and give the right to the role"


@pytest.mark.parametrize("place", sorted(PLACES))
def test_the_role_may_do_in_each_place_what_is_done_there(place: str) -> None:
    prefix = str(Settings.model_fields[place].default)
    allowed: set[str] = set()
    for statement in statements():
        reached = re.findall(r"\$\{var\.data_bucket_arn\}/(\S+)/\*", statement)
        named = [path.replace("${local.dbt_docs_folder}", "dbt-docs") for path in reached]
        if any(prefix.startswith(f"{path}/") for path in named):
            allowed |= set(re.findall(r'"(s3:\w+)"', statement))
    assert PLACES[place] <= allowed, f"the pipeline would be refused in {prefix}"


def test_no_statement_of_the_pipeline_reaches_beyond_its_resource() -> None:
    for statement in statements():
        if re.search(r'Resource\s+= "\*"', statement):
            assert "cloudwatch:PutMetricData" in statement, (
                "only a metric has no resource; its namespace limits it"
            )
            assert "cloudwatch:namespace" in statement


def test_settings_given_by_terraform_exist() -> None:
    text = (INFRA / "modules" / "mwaa" / "configuration.tf").read_text(encoding="utf-8")
    block = text.split("pipeline_settings = merge(", maxsplit=1)[1].split(
        "var.pipeline_settings", maxsplit=1
    )[0]
    given = set(re.findall(r"^      (\w+)\s+= ", block, re.MULTILINE))
    assert given
    assert given <= set(Settings.model_fields)
    assert f'dbt_docs_prefix       = "{Settings.model_fields["dbt_docs_prefix"].default}"' in block
