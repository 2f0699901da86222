"""S3 has every published figure: a wiped warehouse gets them back, and no file is ever replaced."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from include.exceptions import PublishedFiguresError
from include.ledger.ledger import Ledger
from include.published_figures.figures_archive import FiguresArchive
from include.published_figures.publication_file import PublicationFile
from include.published_figures.record import record_figures
from include.settings import Settings
from tests.include.published_figures.conftest import FiguresWarehouse

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
DAY_9, DAY_10 = date(2026, 2, 9), date(2026, 2, 10)
KEY = "snapshots/published_figures/20260210_001.csv"
ALL = "SELECT * FROM ops.published_figures ORDER BY 1, 2, 3, 4, 5, 6"


@pytest.fixture
def archive(warehouse: FiguresWarehouse, s3: S3Client, settings: Settings) -> FiguresArchive:
    return FiguresArchive(warehouse.target, s3, settings)


def publish(
    warehouse: FiguresWarehouse, settings: Settings, day: date, signings: dict[str, int | None]
) -> None:
    warehouse.show(day, signings)
    record_figures(warehouse.target, settings, day, "scheduled__2026-02-10T07:00:00+09:00")


def test_a_wiped_warehouse_has_the_same_rows_again(
    warehouse: FiguresWarehouse, archive: FiguresArchive, settings: Settings
) -> None:
    publish(warehouse, settings, DAY_9, {"2026-01": 30})
    publish(warehouse, settings, DAY_10, {"2026-01": 31, "2026-02": None})
    publish(warehouse, settings, DAY_10, {"2026-01": 32, "2026-02": None})
    assert archive.export() == [
        PublicationFile(DAY_9, 1),
        PublicationFile(DAY_10, 1),
        PublicationFile(DAY_10, 2),
    ]
    before = warehouse.rows(ALL)
    warehouse.execute("DROP SCHEMA ops")
    Ledger(warehouse.target).ensure()
    assert len(archive.load("run")) == 3
    assert warehouse.rows(ALL) == before
    assert archive.load("run") == []
    assert archive.export() == []


def test_a_file_that_is_there_is_not_written_again(
    warehouse: FiguresWarehouse, archive: FiguresArchive, s3: S3Client, settings: Settings
) -> None:
    publish(warehouse, settings, DAY_10, {"2026-01": 30})
    archive.export()
    before = s3.get_object(Bucket=settings.bucket, Key=KEY)["Body"].read()
    assert b"daily_activity_summary,signings,individual,2026-01-01,2026-02-10,1,30.000000,2," in before
    publish(warehouse, settings, DAY_10, {"2026-01": 31})
    assert archive.export() == [PublicationFile(DAY_10, 2)]
    assert s3.get_object(Bucket=settings.bucket, Key=KEY)["Body"].read() == before


def test_a_closed_month_is_closed_after_a_wipe_too(
    warehouse: FiguresWarehouse, archive: FiguresArchive, settings: Settings
) -> None:
    publish(warehouse, settings, DAY_9, {"2025-10": 20})
    archive.export()
    warehouse.execute("DROP SCHEMA ops")
    Ledger(warehouse.target).ensure()
    archive.load("run")
    with pytest.raises(PublishedFiguresError, match="was 20 as of 2026-02-09 and is 22 now"):
        publish(warehouse, settings, DAY_10, {"2025-10": 22})


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda text: text[:-20], "its header or its end is missing"),
        (lambda text: text.replace(b"30.000000", b"many"), "line [23] is no published figure"),
        (lambda text: text.replace(b"2026-02-10,1,", b"2026-02-10,2,"), "line 2 belongs to another"),
        (lambda text: text[: text.index(b"\n") + 1], "it holds no figure"),
        (lambda text: text[text.index(b"\n") + 1 :], "its header or its end is missing"),
    ],
)
def test_a_spoiled_file_is_named_and_nothing_is_loaded(
    warehouse: FiguresWarehouse, archive: FiguresArchive, s3: S3Client, settings: Settings, spoil, reason
) -> None:
    publish(warehouse, settings, DAY_9, {"2026-01": 30})
    publish(warehouse, settings, DAY_10, {"2026-01": 30})
    archive.export()
    content = s3.get_object(Bucket=settings.bucket, Key=KEY)["Body"].read()
    s3.put_object(Bucket=settings.bucket, Key=KEY, Body=spoil(content))
    warehouse.execute("TRUNCATE ops.published_figures")
    with pytest.raises(PublishedFiguresError, match=f"{KEY} cannot be loaded: {reason}"):
        archive.load("run")
    assert warehouse.published() == []


def test_the_change_of_rules_of_this_release_is_the_first_restatement(
    warehouse: FiguresWarehouse, archive: FiguresArchive, settings: Settings
) -> None:
    """ADR 0015: before gold is built by the new rules, what it shows by the old ones is recorded."""
    warehouse.execute(
        "CREATE TABLE gold.daily_activity_summary (activity_date DATE, tenant_type VARCHAR(16), "
        "new_contracts INT, moveins INT, moveouts INT, as_of_date DATE)",
        "INSERT INTO gold.daily_activity_summary VALUES "
        "('2026-01-05', 'individual', 3, 2, 1, '2026-02-09'), "
        "('2026-01-09', 'individual', 1, 0, 4, '2026-02-09')",
        "CREATE TABLE gold.kpi_month_end_metrics (metric_month CHAR(7), rooms_at_start INT, "
        "rooms_at_end INT, occupancy_rate DECIMAL(7,6), rent_jpy DECIMAL(12,2), revpar_jpy DECIMAL(12,2), "
        "recpar_cash_jpy DECIMAL(12,2), as_of_date DATE)",
        "INSERT INTO gold.kpi_month_end_metrics VALUES "
        "('2026-01', 7, 8, 0.7, 50000, 35000, 33320, '2026-02-09')",
    )
    archive.load("run")
    assert warehouse.published() == [("2026-01", DAY_9, 1, 4, 1)]
    assert warehouse.rows(
        "SELECT metric, value FROM ops.published_figures "
        "WHERE metric IN ('net_moveins', 'occupancy_rate_at_start') ORDER BY 1"
    ) == [("net_moveins", -3), ("occupancy_rate_at_start", Decimal("0.7"))]
    archive.load("run")
    assert len(warehouse.published()) == 1


def test_a_new_warehouse_has_nothing_to_record_and_gold_of_the_new_rules_is_not_taken_for_the_old(
    warehouse: FiguresWarehouse, archive: FiguresArchive
) -> None:
    archive.load("run")
    warehouse.execute(
        "CREATE TABLE gold.daily_activity_summary (activity_date DATE, tenant_type VARCHAR(16), "
        "new_contracts INT, new_signings INT, moveins INT, moveouts INT, as_of_date DATE)"
    )
    archive.load("run")
    assert warehouse.published() == []
