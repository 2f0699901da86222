"""What the pages show is what the ledger of a real server holds, and two years of it are quick to read."""

from __future__ import annotations

from cProfile import Profile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from include.clock import tokyo_today
from include.health.collect import collect
from include.health.day_status import DayStatus
from include.health.document import HealthDocument
from include.health.history import History
from include.health.trends import rule_trends, trend_charts
from include.health.verdict import verdict
from include.ledger.pipeline_run import PipelineRun
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.publish.publisher import Publisher
from tests.include.world import World

pytestmark = pytest.mark.mysql


def test_the_document_says_what_the_ledger_says(empty_mysql: WarehouseTarget):
    today = tokyo_today()
    world = World(empty_mysql)
    world.restore(today)
    publisher = Publisher(world.target, world.ledger, world.settings)
    publisher.publish(today, run_id="r1", code_version="c")
    world.ledger.record_run(
        PipelineRun(
            dag_id="tokyobeta_daily",
            run_id="r1",
            dump_date=today,
            state="success",
            started_at=datetime.now(UTC),
            ended_at=datetime.now(UTC),
            environment="test",
            code_version="c",
            stage_seconds={"silver": 3.5},
        )
    )
    document = HealthDocument.from_bytes(collect(empty_mysql, Settings()).to_bytes())
    history = History(document, (), Settings(), datetime.now(UTC))
    assert history.status(today) in {DayStatus.PUBLISHED, DayStatus.LATE}
    restore = history.shown_restore(today)
    assert restore is not None
    assert history.tables_of(restore["restore_id"]) == {"movings": 5, "tenants": 4, "Costs": 3, "cash": 0}
    assert history.runs_of(today)[0]["stage_seconds"] == {"silver": 3.5}
    # Nothing has built gold here, and the verdict says so instead of naming a day.
    assert document.rows("gold") == []
    assert verdict(history).level == "red"


def test_an_empty_ledger_is_a_document_too(empty_mysql: WarehouseTarget):
    world = World(empty_mysql)
    document = collect(world.target, Settings())
    history = History(document, (), Settings(), datetime.now(UTC))
    assert history.published is None
    assert verdict(history).sentence == "No dump is published."


def test_gold_of_an_older_release_holds_nothing_up(empty_mysql: WarehouseTarget):
    world = World(empty_mysql)
    world.execute("CREATE DATABASE IF NOT EXISTS gold", "CREATE TABLE gold.kpi_month_end_metrics (id INT)")
    assert collect(world.target, Settings()).rows("numbers_kpi") == []


def test_the_document_has_the_restatements_of_gold(empty_mysql: WarehouseTarget):
    world = World(empty_mysql)
    world.execute(
        "CREATE DATABASE IF NOT EXISTS gold",
        "CREATE TABLE gold.restatements AS SELECT 'kpi' AS gold_table, 'rent_jpy' AS metric,"
        " 'all' AS tenant_type,"
        " DATE('2026-01-01') AS figure_month, DATE('2026-02-01') AS first_as_of_date,"
        " 1.5 AS first_published_value, 2.0 AS value, 0.5 AS difference, 'correction' AS reason,"
        " DATE('2026-02-10') AS as_of_date",
    )
    [row] = HealthDocument.from_bytes(collect(empty_mysql, Settings()).to_bytes()).rows("restatements")
    assert (row["month"], row["present_value"], row["reason"]) == ("2026-01", 2.0, "correction")
    assert f"{row['as_of_date']}" == "2026-02-10"


@pytest.mark.slow
def test_two_years_of_ledger_cost_twice_as_much_as_one(empty_mysql: WarehouseTarget):
    """730 days of 81 tables and 45 rules, as two years of mornings leave them."""
    world, today = World(empty_mysql), tokyo_today()
    fill = (Path(__file__).parent / "two_years.sql").read_text(encoding="utf-8").split(";\n")
    with world.target.with_schema("ops").connect() as connection, connection.cursor() as cursor:
        cursor.execute("SET @today = %s", (today,))
        for statement in filter(str.strip, fill):
            cursor.execute(statement)
    content = collect(world.target, Settings()).to_bytes()

    def calls(days: int) -> int:
        """Return how many calls the page of trends makes: a clock would measure the machine's other work."""
        first = today - timedelta(days=days - 1)
        with Profile() as profile:
            history = History(HealthDocument.from_bytes(content), (), Settings(), datetime.now(UTC))
            verdict(history)
            history.calendar(today, 60)
            trend_charts(history, first, today)
            assert len(rule_trends(history, first, today)) == 45
        return int(sum(entry.callcount for entry in profile.getstats()))

    assert calls(730) < 2.2 * calls(365)
    assert len(content) < 2_000_000
