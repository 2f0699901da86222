"""Another seed on the same stack is another portfolio: figures of the one before close none of its months."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from dev.local.aws import LocalAws
from dev.local.run.options import RunOptions, parse_options
from dev.local.run.world_change import drop_figures_of_other_world
from dev.local.stack import Stack
from include.ledger.ledger import Ledger
from include.mysql.target import WarehouseTarget
from include.settings import get_settings

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
KEY = "snapshots/published_figures/20260210_001.csv"


@dataclass
class StackOfTest:
    """The three things of a stack that the function uses."""

    folder: Path
    target: WarehouseTarget
    endpoint: str

    def warehouse(self) -> WarehouseTarget:
        return self.target

    def aws(self) -> LocalAws:
        return LocalAws(self.endpoint)


def test_published_figures_are_dropped_with_another_seed_and_only_then(
    empty_mysql: WarehouseTarget, empty_aws: str, tmp_path: Path
) -> None:
    stack = cast("Stack", StackOfTest(tmp_path, empty_mysql, empty_aws))
    s3: Any = stack.aws().client("s3")
    bucket = get_settings().bucket
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    s3.put_object(Bucket=bucket, Key=KEY, Body=b"figures")
    s3.put_object(Bucket=bucket, Key="snapshots/tenant_status/20260210.csv", Body=b"tenants")
    Ledger(empty_mysql).ensure()

    def run(*arguments: str) -> tuple[bool, int, list[str]]:
        options: RunOptions = parse_options(list(arguments))
        changed = drop_figures_of_other_world(stack, options)
        with empty_mysql.connect() as connection, connection.cursor() as cursor:
            tables = cursor.execute("SHOW TABLES IN ops LIKE 'published\\_figures'")
        keys = [item["Key"] for item in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
        return changed, tables, keys

    both = [KEY, "snapshots/tenant_status/20260210.csv"]
    assert run() == (False, 1, both)
    assert run("--day", "1") == (False, 1, both)
    assert run("--seed", "90210") == (True, 0, both[1:])
    assert run("--seed", "90210") == (False, 0, both[1:])
