"""Logs of tasks in CloudWatch, as on MWAA."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from airflow.providers.amazon.aws.log.cloudwatch_task_handler import CloudWatchRemoteLogIO
from airflow.sdk.log import _ActiveLoggingConfig, logging_processors

REGION, LOG_GROUP = "ap-northeast-1", "airflow-tokyobeta-prod-Task"


@pytest.fixture
def log_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of Airflow's logs."""
    monkeypatch.setenv("AIRFLOW__LOGGING__BASE_LOG_FOLDER", str(tmp_path))
    return tmp_path


@pytest.fixture
def cloud_watch(
    empty_aws: str, log_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], list[str]]]:
    """Let logs of tasks go to CloudWatch; returns what reads the lines of a stream."""
    extra = {"endpoint_url": empty_aws, "region_name": REGION}
    connection = {"conn_type": "aws", "login": "testing", "password": "testing", "extra": extra}
    monkeypatch.setenv("AIRFLOW_CONN_AWS_DEFAULT", json.dumps(connection))
    monkeypatch.setenv("AIRFLOW__LOGGING__REMOTE_LOG_CONN_ID", "aws_default")
    group = f"arn:aws:logs:{REGION}:123456789012:log-group:{LOG_GROUP}"
    logs = CloudWatchRemoteLogIO(base_log_folder=log_folder, delete_local_copy=False, log_group_arn=group)
    monkeypatch.setattr(_ActiveLoggingConfig, "logging_config_loaded", True)
    monkeypatch.setattr(_ActiveLoggingConfig, "remote_task_log", logs)
    client = boto3.client("logs", endpoint_url=empty_aws, region_name=REGION)

    def lines(stream: str) -> list[str]:
        found = client.get_log_events(logGroupName=LOG_GROUP, logStreamName=stream, startFromHead=True)
        return [event["message"] for event in found["events"]]

    logging_processors.cache_clear()
    yield lines
    logging_processors.cache_clear()
