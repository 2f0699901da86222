"""A bucket with a sound dump of all 81 tables and its manifest, and an empty warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest

from dev.servers.mysql_server import MySqlServer
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from tests.conftest import drop_schemas
from tests.include.staging.preflight.arrival import Arrival
from tests.include.world import World

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture
def s3(empty_aws: str) -> S3Client:
    client = boto3.client("s3", endpoint_url=empty_aws)
    client.create_bucket(
        Bucket="jram-gghouse", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    return client


@pytest.fixture(scope="module", autouse=True)
def clean_server(mysql_server: MySqlServer) -> None:
    drop_schemas(mysql_server.target)


@pytest.fixture
def world(mysql_server: MySqlServer) -> World:
    """A warehouse that tests share as long as they only look at it."""
    return World(mysql_server.target, Settings(min_dump_bytes=1_000))


@pytest.fixture
def own_world(empty_mysql: WarehouseTarget) -> World:
    """A warehouse of the test's own, to change."""
    return World(empty_mysql, Settings(min_dump_bytes=1_000))


@pytest.fixture
def arrival(s3: S3Client) -> Arrival:
    return Arrival(s3)
