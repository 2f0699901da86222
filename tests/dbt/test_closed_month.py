"""A closed month that changes stops the run, and each way out that the error names makes it green."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from dev.servers.mysql_server import MySqlServer
from include.exceptions import PublishedFiguresError
from include.published_figures.record import record_figures
from include.settings import Settings, get_settings
from tests.dbt.lives import LAST, MONTH_END, insert_later, insert_lives, insert_snapshots
from tests.dbt.model_warehouse import ModelWarehouse

pytestmark = [pytest.mark.mysql, pytest.mark.slow, pytest.mark.timeout(1200)]

#: May 2023, of which the figures below are, has long been closed at the end of February 2024.
SETTINGS = Settings(closed_after_months=3)
SENTENCE = "Signings of May 2023 are counted on the day of the paper contract, as the auditor found."


class Runs:
    """Daily runs on one warehouse, from the dump's rows to the published figures."""

    def __init__(self, warehouse: ModelWarehouse) -> None:
        self.warehouse = warehouse

    def build(self, as_of: date) -> None:
        """Do what seed_code_lists with downstream does, up to the figures of gold."""
        self.warehouse.dbt(
            *("build", "--exclude", "resource_type:test"),
            *("--select", "resource_type:seed", "+monthly_figures", "+restatements"),
            as_of_date=as_of.isoformat(),
        )

    def record(self, as_of: date) -> int:
        """Do what record_figures does."""
        return record_figures(self.warehouse.target, SETTINGS, as_of, "run")

    def sign(self, day: str) -> None:
        """Have the source say that the contract of May 2023 was signed on another day."""
        self.warehouse.execute(f"update staging.movings set movein_decided_date = '{day}' where id = 801")

    @property
    def rule_version(self) -> int:
        """The version of the rules in the project."""
        with (self.warehouse.project / "seeds" / "rule_versions.csv").open(encoding="utf-8") as file:
            return max(int(row["version"]) for row in csv.DictReader(file))

    def add_rule_version(self) -> None:
        """Deploy a release with another version of the rules."""
        line = f'{self.rule_version + 1},2024-03-07,0016,"{SENTENCE}"\n'
        with (self.warehouse.project / "seeds" / "rule_versions.csv").open("a", encoding="utf-8") as file:
            file.write(line)

    def published(self) -> list[tuple[Any, ...]]:
        """Return what was published of the signings of May 2023: as-of date, value, version of the rules."""
        rows = self.warehouse.rows(
            "select as_of_date, value, rule_version from ops.published_figures where metric = 'new_signings' "
            "and figure_month = '2023-05-01' and tenant_type = 'individual' order by as_of_date"
        )
        return [(row["as_of_date"], int(row["value"]), row["rule_version"]) for row in rows]


@pytest.fixture
def runs(mysql_server: MySqlServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Return runs of which the first has published its figures."""
    work = tmp_path_factory.mktemp("closed")
    ignored = shutil.ignore_patterns("target", "logs")
    project = shutil.copytree(get_settings().dbt_project_dir, work / "project", ignore=ignored)
    # The names of production: what records the figures reads these.
    warehouse = ModelWarehouse(mysql_server.target, "", work, project)
    warehouse.create()
    insert_lives(warehouse)
    runs = Runs(warehouse)
    runs.build(MONTH_END)
    assert runs.record(MONTH_END) > 0
    yield runs
    warehouse.drop()


def test_what_the_error_advises_makes_the_run_green(runs: Runs) -> None:
    first = (MONTH_END, 1, runs.rule_version)
    assert runs.published() == [first]

    insert_later(runs.warehouse)
    runs.sign("2023-06-01")
    runs.build(LAST)
    with pytest.raises(PublishedFiguresError) as error:
        runs.record(LAST)
    assert "2023-05 daily_activity_summary.new_signings (individual) was 1 as of 2024-02-29 and is 0 now" in (
        error.value.problem
    )
    assert runs.published() == [first], "nothing of the run was recorded"

    # Next: ... add a version with a sentence to dbt/seeds/rule_versions.csv ... and clear seed_code_lists.
    assert "add a version with a sentence to dbt/seeds/rule_versions.csv" in error.value.action
    assert "clear seed_code_lists with downstream" in error.value.action.replace("\n", " ")
    runs.add_rule_version()
    runs.build(LAST)
    assert runs.record(LAST) > 0
    second = (LAST, 0, runs.rule_version)
    assert runs.published() == [first, second]
    [restated] = runs.warehouse.rows(
        "select first_published_value, value, reason, new_rule from gold.restatements "
        "where metric = 'new_signings' and figure_month = '2023-05-01' and tenant_type = 'individual'"
    )
    assert (int(restated["first_published_value"]), int(restated["value"])) == (1, 0)
    assert (restated["reason"], restated["new_rule"]) == ("changed rule", SENTENCE)

    # The version has restated the month once; the source is wrong again, and then corrects itself.
    day_after, next_dump = LAST + timedelta(days=1), LAST + timedelta(days=2)
    insert_snapshots(runs.warehouse, day_after, next_dump)
    runs.sign("2023-05-01")
    runs.build(day_after)
    with pytest.raises(
        PublishedFiguresError, match=r"new_signings .* was 0 as of 2024-03-07 and is 1 now"
    ) as again:
        runs.record(day_after)
    assert "have it corrected there: the run of the next dump goes on by itself" in again.value.action
    runs.sign("2023-06-01")
    runs.build(next_dump)
    assert runs.record(next_dump) > 0
    assert runs.published() == [first, second, (next_dump, 0, runs.rule_version)]
