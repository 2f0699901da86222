"""AWS clients of the pipeline's one AWS connection."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_quicksight import QuickSightClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient


# The Amazon provider looks its version up in a way that Airflow 3.3 calls deprecated; every task's log would
# begin with that warning. It can go with the first provider that uses ProvidersManagerTaskRuntime.
warnings.filterwarnings("ignore", message="ProvidersManager.hooks is deprecated")


# The one place that says how often a call is repeated; adaptive also slows down when AWS throttles (botocore
# guide, "Retries"). No step repeats calls on top of it, but for bodies that break off while they are read.
RETRIES: Final[dict[str, Any]] = {"retries": {"mode": "adaptive", "total_max_attempts": 5}}


def s3_client(conn_id: str) -> S3Client:
    """Return an S3 client for the Airflow connection ``conn_id``."""
    return cast("S3Client", _client(conn_id, "s3"))


async def s3_client_async(conn_id: str) -> Any:
    """Return an async context manager that gives an aiobotocore S3 client.

    :param conn_id: the Airflow connection.
    """
    return await _hook(conn_id, "s3").get_async_conn()


def sns_client(conn_id: str) -> SNSClient:
    """Return an SNS client for the Airflow connection ``conn_id``."""
    # A message is sent once, at the end of a task: a minute of throttling or outage must not lose it.
    patience = {"retries": {"total_max_attempts": 8, "mode": "standard"}, "connect_timeout": 5}
    return cast("SNSClient", _hook(conn_id, "sns", config=patience).conn)


def cloudwatch_client(conn_id: str) -> CloudWatchClient:
    """Return a CloudWatch client for the Airflow connection ``conn_id``."""
    return cast("CloudWatchClient", _client(conn_id, "cloudwatch"))


def quicksight_client(conn_id: str) -> QuickSightClient:
    """Return a QuickSight client for the Airflow connection ``conn_id``."""
    return cast("QuickSightClient", _client(conn_id, "quicksight"))


async def quicksight_client_async(conn_id: str) -> Any:
    """Return an async context manager that gives an aiobotocore QuickSight client.

    :param conn_id: the Airflow connection.
    """
    return await _hook(conn_id, "quicksight").get_async_conn()


def bedrock_client(conn_id: str, region: str) -> BedrockRuntimeClient:
    """Return a Bedrock client for the Airflow connection ``conn_id``.

    :param region: the region that personal data may be sent to.
    """
    return cast("BedrockRuntimeClient", _client(conn_id, "bedrock-runtime", region))


def _client(conn_id: str, service: str, region: str | None = None) -> Any:
    return _hook(conn_id, service, region).conn


def _hook(conn_id: str, service: str, region: str | None = None, config: dict[str, Any] | None = None) -> Any:
    # Once more: Airflow restores the filters after it has read the DAG file, before the task runs.
    warnings.filterwarnings("ignore", message="ProvidersManager.hooks is deprecated")
    # Imported when a task runs: the provider's base hook costs most of a second at parse time.
    from airflow.providers.amazon.aws.hooks.base_aws import AwsGenericHook  # noqa: PLC0415

    return AwsGenericHook(
        aws_conn_id=conn_id, client_type=service, region_name=region, config=config or RETRIES
    )
