"""The pipeline's Airflow connections, leading to a real MySQL server and to moto."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from include.mysql.target import WarehouseTarget
from include.settings import get_settings

REGION = "ap-northeast-1"


@pytest.fixture
def connections(
    empty_mysql: WarehouseTarget, empty_aws: str, monkeypatch: pytest.MonkeyPatch
) -> WarehouseTarget:
    """Both connections; returns the warehouse behind them."""
    warehouse = {
        "conn_type": "mysql",
        "host": empty_mysql.host,
        "port": empty_mysql.port,
        "login": empty_mysql.user,
        "password": empty_mysql.password,
    }
    aws = {
        "conn_type": "aws",
        "login": "testing",
        "password": "testing",
        "extra": {"endpoint_url": empty_aws, "region_name": REGION},
    }
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", json.dumps(warehouse))
    monkeypatch.setenv("AIRFLOW_CONN_AWS_DEFAULT", json.dumps(aws))
    return empty_mysql


@pytest.fixture
def data_bucket(empty_aws: str) -> Any:
    """The bucket of the pipeline, empty; returns an S3 client."""
    s3 = boto3.client("s3", endpoint_url=empty_aws, region_name=REGION)
    s3.create_bucket(Bucket="jram-gghouse", CreateBucketConfiguration={"LocationConstraint": REGION})
    return s3


@pytest.fixture
def inbox(connections: WarehouseTarget, empty_aws: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that reads the messages sent to the alert topic."""
    options = {"endpoint_url": empty_aws, "region_name": REGION}
    sns, sqs = boto3.client("sns", **options), boto3.client("sqs", **options)
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    queue = sqs.create_queue(QueueName="inbox")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    monkeypatch.setenv("TOKYOBETA_ALERT_TOPIC_ARN", topic)
    get_settings.cache_clear()

    def read() -> list[dict[str, str]]:
        found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"]) for message in found]

    return read
