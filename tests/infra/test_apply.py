"""Apply and destroy on the AWS stand-in: what offline plans cannot show, such as orders and references."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from tests.infra.terraform import Terraform, copy_of_infra

# The first test waits for the whole apply and the last for the destruction, which let others go first.
pytestmark = [pytest.mark.aws, pytest.mark.slow, pytest.mark.timeout(2000)]

FIXTURE = Path(__file__).parent / "fixtures" / "moto"

# Taken out of the copy before it is applied.
TAKEN_OUT = {
    "aws_cloudwatch_composite_alarm": "the stand-in has none",
    "aws_s3_bucket_lifecycle_configuration": "the provider waits a minute until the rules look settled",
    "aws_rds_cluster_instance": "the stand-in ignores some settings, and the provider waits for them",
}
# What refers to them, and what stands there instead.
REPLACED = {
    "prevent_destroy = true": "prevent_destroy = false",
    "aws_rds_cluster_instance.this[*].identifier": '["${var.name_prefix}-1"]',
}
# The rest of what the project makes and the stand-in has not: left out by variables.
LEFT_OUT = {
    "aws_mwaa_environment",
    "aws_budgets_budget",
    "aws_serverlessapplicationrepository_cloudformation_stack",
    "aws_secretsmanager_secret_rotation",
    "aws_cloudformation_stack",
}


# What the stand-in forgets, so that Terraform would set it again.
FORGOTTEN = {
    "aws_db_parameter_group": "how a parameter is applied",
    "aws_rds_cluster": "log exports and tags",
    "aws_vpc_security_group_egress_rule": "descriptions",
    "aws_vpc_security_group_ingress_rule": "it writes the account before the number of a referenced group",
}


def prepare(folder: Path) -> Path:
    """Copy the modules without their guards against destruction and without what the stand-in lacks."""
    infra = copy_of_infra(folder)
    for path in infra.glob("modules/*/*.tf"):
        text = path.read_text(encoding="utf-8")
        for old, new in REPLACED.items():
            text = text.replace(old, new)
        for kind in TAKEN_OUT:
            text = re.sub(rf'^resource "{kind}" .*?^}}\n', "", text, flags=re.MULTILINE | re.DOTALL)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(FIXTURE, folder / "moto")
    return folder / "moto"


@pytest.fixture(scope="module")
def applied(
    terraform: Terraform, aws_endpoint: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str]]:
    """Apply every module on the stand-in and destroy it afterwards; nothing may be left."""
    root = prepare(tmp_path_factory.mktemp("moto"))
    variable = f"-var=endpoint={aws_endpoint}"
    terraform.init(root)
    terraform.run(root, "apply", "-auto-approve", "-no-color", "-input=false", variable)
    yield root, variable
    terraform.run(root, "destroy", "-auto-approve", "-no-color", "-input=false", variable)
    left = terraform.run(root, "state", "list").stdout.split()
    assert left == [], "destroy left resources behind"


def state(terraform: Terraform, root: Path) -> set[str]:
    return set(terraform.run(root, "state", "list").stdout.split())


def test_every_kind_of_resource_but_the_named_ones_was_made(
    terraform: Terraform, applied: tuple[Path, str]
) -> None:
    root, _ = applied
    modules = root.parent / "infra" / "modules"
    written = {
        kind
        for path in modules.glob("*/*.tf")
        if path.parent.name != "quicksight"
        for kind in re.findall(r'^resource "(\w+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    made = {address.split(".")[2] for address in state(terraform, root) if ".data." not in address}
    assert written - made - TAKEN_OUT.keys() <= LEFT_OUT
    assert len(made) >= 35


def test_a_second_plan_changes_nothing_but_what_the_stand_in_forgets(
    terraform: Terraform, applied: tuple[Path, str]
) -> None:
    root, variable = applied
    done = terraform.run(
        root, "plan", "-detailed-exitcode", "-no-color", "-input=false", variable, check=False
    )
    assert done.returncode in {0, 2}, done.stderr
    changed = {address.split(".")[2] for address in re.findall(r"# (\S+) (?:will|must) be", done.stdout)}
    assert changed <= FORGOTTEN.keys(), f"an apply is not stable:\n{done.stdout[-4000:]}"


def test_the_database_is_closed_to_the_internet(applied: tuple[Path, str], aws_endpoint: str) -> None:
    ec2 = boto3.client("ec2", endpoint_url=aws_endpoint, region_name="ap-northeast-1")
    (group,) = ec2.describe_security_groups(
        Filters=[{"Name": "tag:Name", "Values": ["tokyobeta-moto-aurora"]}]
    )["SecurityGroups"]
    assert group["IpPermissions"]
    for permission in group["IpPermissions"]:
        assert not permission["IpRanges"]
        assert not permission["Ipv6Ranges"]
        assert permission["FromPort"] == permission["ToPort"] == 3306
    rds = boto3.client("rds", endpoint_url=aws_endpoint, region_name="ap-northeast-1")
    (cluster,) = rds.describe_db_clusters()["DBClusters"]
    assert cluster["StorageEncrypted"]
    assert [member["VpcSecurityGroupId"] for member in cluster["VpcSecurityGroups"]] == [group["GroupId"]]


def test_the_data_bucket_is_versioned_private_and_logged(
    applied: tuple[Path, str], aws_endpoint: str
) -> None:
    s3 = boto3.client("s3", endpoint_url=aws_endpoint, region_name="ap-northeast-1")
    bucket = "tokyobeta-moto-data"
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
    assert "LoggingEnabled" in s3.get_bucket_logging(Bucket=bucket)
    policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    assert any(statement["Sid"] == "RefusePlainHttp" for statement in policy["Statement"])


def test_alarms_reach_two_people_and_notice_silence(applied: tuple[Path, str], aws_endpoint: str) -> None:
    cloudwatch = boto3.client("cloudwatch", endpoint_url=aws_endpoint, region_name="ap-northeast-1")
    sns = boto3.client("sns", endpoint_url=aws_endpoint, region_name="ap-northeast-1")
    alarms = cloudwatch.describe_alarms(AlarmNamePrefix="tokyobeta-moto-")["MetricAlarms"]
    (topic,) = {action for alarm in alarms for action in alarm["AlarmActions"]}
    silent = {alarm["AlarmName"] for alarm in alarms if alarm["InsufficientDataActions"] == [topic]}
    assert silent == {"tokyobeta-moto-watchdog-silent", "tokyobeta-moto-airflow-heartbeat"}
    assert len(sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]) == 2
    assert "tokyobeta-moto-run-late" in {alarm["AlarmName"] for alarm in alarms}


def test_terraform_writes_no_value_into_a_secret(applied: tuple[Path, str], aws_endpoint: str) -> None:
    secrets = boto3.client("secretsmanager", endpoint_url=aws_endpoint, region_name="ap-northeast-1")
    made = secrets.list_secrets(Filters=[{"Key": "name", "Values": ["airflow/moto/connections/"]}])
    assert len(made["SecretList"]) == 3
    for secret in made["SecretList"]:
        with pytest.raises(secrets.exceptions.ResourceNotFoundException):
            secrets.get_secret_value(SecretId=secret["ARN"])
