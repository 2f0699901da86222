"""A bucket and a warehouse for snapshot tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest

from include.mysql.target import WarehouseTarget
from include.settings import Settings
from tests.include.world import World

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def s3(empty_aws: str, settings: Settings) -> S3Client:
    client = boto3.client("s3", endpoint_url=empty_aws)
    client.create_bucket(
        Bucket=settings.bucket, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    return client


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    return World(empty_mysql)
