"""What the tests of several operators share."""

from __future__ import annotations

import json

import pytest

from include.mysql.target import WarehouseTarget
from tests.plugins.tokyobeta.operators.restore_task import BUCKET, s3


@pytest.fixture
def warehouse(
    empty_mysql: WarehouseTarget, empty_aws: str, monkeypatch: pytest.MonkeyPatch
) -> WarehouseTarget:
    """Make the pipeline's connections lead to an empty server and an S3 with an empty bucket."""
    connection = {
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
        "extra": {"endpoint_url": empty_aws, "region_name": "ap-northeast-1"},
    }
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", json.dumps(connection))
    monkeypatch.setenv("AIRFLOW_CONN_AWS_DEFAULT", json.dumps(aws))
    s3(empty_aws).create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    return empty_mysql
