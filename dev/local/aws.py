"""The AWS stand-in: clients for it, and what the pipeline expects to exist in the account."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from include.mysql.target import WarehouseTarget
from include.settings import get_settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

REGION: Final = "ap-northeast-1"
TOPIC = "dashboard-etl-alerts"
QUEUE = "dashboard-etl-alerts-inbox"
SECRET = "tokyobeta/local/warehouse"  # noqa: S105 (a name, not a value)

# Values that no AWS account accepts: a call that misses the stand-in fails instead of reaching anything real.
ACCESS_KEY = "testing"


class LocalAws:
    """Clients for the services of the AWS stand-in.

    :param endpoint: URL of the moto server.
    :param quicksight: URL of the QuickSight stand-in, or None when only the other services are needed.
    """

    def __init__(self, endpoint: str, quicksight: str | None = None) -> None:
        self.endpoint = endpoint
        self.quicksight = quicksight

    def client(self, service: str) -> Any:
        """Return a boto3 client of a service, such as ``s3``."""
        import boto3  # noqa: PLC0415 (half a second, not needed by every command)
        from botocore.config import Config  # noqa: PLC0415

        url = self.quicksight if service == "quicksight" and self.quicksight else self.endpoint
        return boto3.client(  # type: ignore[call-overload]
            service,
            endpoint_url=url,
            region_name=REGION,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=ACCESS_KEY,
            config=Config(s3={"addressing_style": "path"}, proxies={}),
        )

    def prepare(self, warehouse: WarehouseTarget) -> str:
        """Create the bucket, the alert topic with a queue that receives its messages, and the secret.

        Everything that exists already is left as it is.

        :param warehouse: what the secret holds.
        :returns: the topic's resource name.
        """
        self._create_bucket(self.client("s3"))
        topic = self._create_topic(self.client("sns"), self.client("sqs"))
        self._create_secret(self.client("secretsmanager"), warehouse)
        return topic

    def alerts(self) -> list[dict[str, str]]:
        """Return the alerts sent since the last call (at most some hundred) and forget them.

        :returns: one mapping per message with ``Subject`` and ``Message``.
        """
        sqs: SQSClient = self.client("sqs")
        url = sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
        found: list[dict[str, str]] = []
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                body = json.loads(message["Body"])
                found.append({"Subject": body.get("Subject", ""), "Message": body["Message"]})
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    @staticmethod
    def _create_bucket(s3: S3Client) -> None:
        bucket = get_settings().bucket
        if any(each.get("Name") == bucket for each in s3.list_buckets()["Buckets"]):
            return
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})

    @staticmethod
    def _create_topic(sns: SNSClient, sqs: SQSClient) -> str:
        topic = sns.create_topic(Name=TOPIC)["TopicArn"]
        url = sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
        queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        if not sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]:
            sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
        return topic

    @staticmethod
    def _create_secret(secrets: SecretsManagerClient, warehouse: WarehouseTarget) -> None:
        value = json.dumps(
            {
                "host": warehouse.host,
                "port": warehouse.port,
                "username": warehouse.user,
                "password": warehouse.password,
            }
        )
        known = {each.get("Name") for each in secrets.list_secrets()["SecretList"]}
        if SECRET in known:
            secrets.put_secret_value(SecretId=SECRET, SecretString=value)
        else:
            secrets.create_secret(Name=SECRET, SecretString=value)
