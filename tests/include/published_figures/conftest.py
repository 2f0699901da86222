"""A warehouse whose gold shows figures, and a bucket."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import boto3
import pytest

from include.ledger.ledger import Ledger
from include.mysql.target import WarehouseTarget
from include.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SIGNINGS = ("daily_activity_summary", "signings", "individual")


class FiguresWarehouse:
    """The ledger, and a gold whose figures a test sets."""

    def __init__(self, target: WarehouseTarget) -> None:
        self.target = target
        Ledger(target).ensure()
        # gold's collation is the server's own, the ledger's is not: as in production.
        self.execute(
            "CREATE SCHEMA IF NOT EXISTS gold COLLATE utf8mb4_0900_ai_ci",
            "CREATE TABLE gold.monthly_figures (gold_table VARCHAR(64), metric VARCHAR(64), "
            "tenant_type VARCHAR(16), figure_month DATE, value DECIMAL(20,6), rule_version INT, "
            "as_of_date DATE, PRIMARY KEY (gold_table, metric, tenant_type, figure_month))",
        )

    def execute(self, *statements: str) -> None:
        with self.target.connect() as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.target.connect() as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def show(self, day: date, signings: dict[str, int | None], version: int = 2) -> None:
        """Have gold show these signings, by month as ``YYYY-MM``, and one occupancy that never changes."""
        self.execute("DELETE FROM gold.monthly_figures")
        figures = [(*SIGNINGS, f"{month}-01", value) for month, value in signings.items()]
        rate = ("kpi_month_end_metrics", "occupancy_rate_at_start", "all")
        figures.append((*rate, "2025-05-01", Decimal("0.701234")))
        with self.target.connect() as connection, connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO gold.monthly_figures VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [(*figure, version, day) for figure in figures],
            )

    def published(self) -> list[tuple[object, ...]]:
        """Return the published signings in the order in which they were published."""
        return self.rows(
            "SELECT DATE_FORMAT(figure_month, '%Y-%m'), as_of_date, publication_number, "
            "CAST(value AS SIGNED), rule_version FROM ops.published_figures WHERE metric = 'signings' "
            "ORDER BY as_of_date, publication_number, figure_month"
        )


@pytest.fixture
def settings() -> Settings:
    return Settings(closed_after_months=3)


@pytest.fixture
def warehouse(empty_mysql: WarehouseTarget) -> FiguresWarehouse:
    return FiguresWarehouse(empty_mysql)


@pytest.fixture
def s3(empty_aws: str, settings: Settings) -> S3Client:
    client = boto3.client("s3", endpoint_url=empty_aws)
    client.create_bucket(
        Bucket=settings.bucket, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    return client
