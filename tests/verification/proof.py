"""Proves a scenario: the pipeline fills a warehouse, DuckDB calculates, each row is compared."""

from __future__ import annotations

import csv
import logging
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from dev.sample.dump_shape import DumpShape
from dev.sample.sample_world import SampleWorld
from include.settings import get_settings
from tests.verification import own_rows
from tests.verification.calculator import QUERIES, Calculator
from tests.verification.comparison import Comparison, Difference, compare
from tests.verification.day_proof import DayProof
from tests.verification.described_metrics import COLUMNS, described_keys, described_metrics
from tests.verification.dump_rows import Row, read_tables
from tests.verification.month_closing import MonthClosing
from tests.verification.scenario import Scenario
from tests.verification.warehouse import Warehouse, new_warehouse

log = logging.getLogger(__name__)

_CLOSING = Path(__file__).with_name("sql") / "closing.sql"
RAW_TABLES = frozenset(
    {"movings", "tenants", "apartments", "rooms", "inquiries", "m_nationalities", "payments"}
)
#: What the materializations note of what they built; no models.
_OF_MATERIALIZATIONS = frozenset({"built_days", "built_models"})
#: Coordinates set by hand, for a dbt project whose seed has none.
_SET_PLACES = "asset_id_hj,latitude,longitude,reason\nSMP00005,35.612345,139.654321,set for the proof\n"
#: Figures of others, for a dbt project whose seed has none: of all tenants and of some, known here or not.
_OTHERS_FIGURES = """\
entry_id,source,figure_month,gold_table,metric,tenant_type,value,entered_on,note
1,GG,2026-01-01,daily_activity_summary,moveins,all,304,2026-02-03,"counts renewals, too"
2,GG,2025-12-01,daily_activity_summary,moveouts,corporate,12,2026-02-03,
3,Excel,2026-01-01,kpi_month_end_metrics,rooms_at_end,all,700.5,2026-02-03,
4,Excel,2017-01-01,daily_activity_summary,signings,all,1,2026-02-03,before any figure
5,Excel,2026-01-01,kpi_month_end_metrics,rent_jpy,all,56000,2026-02-03,
"""
#: Figures of others in every size, so that each explanation of a difference comes up.
_OTHERS_SIZES = (
    ("2026-01-01", "daily_activity_summary", "moveins", range(150)),
    ("2026-01-01", "kpi_month_end_metrics", "rooms_at_end", range(600, 900)),
    ("2025-12-01", "kpi_month_end_metrics", "rooms_at_end", range(600, 900, 7)),
)


class Proof:
    """One scenario on one warehouse.

    :param scenario: what happens.
    :param warehouse: an empty warehouse.
    :param work: folder for snapshot files and what DuckDB reads.
    """

    def __init__(self, scenario: Scenario, warehouse: Warehouse, work: Path) -> None:
        self.scenario, self.warehouse = scenario, warehouse
        self.sample = SampleWorld(scenario.seed)
        self.calculator = Calculator(work)
        self.snapshots = work / "snapshots"
        self.published: list[Row] = list(own_rows.figures())
        self.work = work

    def run(self) -> Iterator[DayProof]:
        """Yield the proof of each day, then that of a full refresh on the last day."""
        metrics = described_metrics(self._project / "models" / "gold")
        self.calculator.load("described_metrics", COLUMNS, metrics)
        for seed in sorted((self._project / "seeds").glob("*.csv")):
            self.calculator.load_csv(seed.stem, seed)
        self.warehouse.publish_earlier_figures(self.published)
        previous: int | None = None
        for number in self.scenario.days:
            yield self._day(number, previous)
            self._publish(self.sample.date_of(number))
            previous = number
        if self.scenario.full_refresh and previous is not None:
            day = self.sample.date_of(previous)
            log.info("seed %s, %s: full rebuild of the status history", self.scenario.seed, day)
            self.calculator.load("published_figures", own_rows.FIGURE_COLUMNS, self.published)
            self.warehouse.dbt(
                day,
                *("run", "--full-refresh", "--select", "tenant_status_history+"),
                **self._agreed_rooms(previous),
            )
            yield self._proof_of(day, after="a full rebuild")

    @property
    def _project(self) -> Path:
        return self.warehouse.project

    def _day(self, number: int, previous: int | None) -> DayProof:
        day = self.sample.date_of(number)
        shape = DumpShape.CLASSIC if number % 2 else DumpShape.COMPACT
        log.info("seed %s, %s: dump, restore, publish", self.scenario.seed, day)
        dump = self.warehouse.dump(self.sample.day(number), shape, spoiled=self.scenario.spoiled)
        self.warehouse.publish(dump, day)
        self._raw_rows(dump, number)
        dump.unlink()
        log.info("seed %s, %s: snapshots", self.scenario.seed, day)
        self._snapshot_files(number, previous)
        log.info("seed %s, %s: dbt", self.scenario.seed, day)
        if previous is None:
            self.warehouse.dbt(day, "seed")
        rebuild = self._rebuilt(number)
        variables = dict(zip(("rebuild_from", "rebuild_to"), map(str, rebuild or ()), strict=False))
        self.warehouse.dbt(day, "run", **variables, **self._agreed_rooms(number))
        log.info("seed %s, %s: calculate and compare", self.scenario.seed, day)
        self.calculator.load("published_figures", own_rows.FIGURE_COLUMNS, self.published)
        self.calculator.calculate(day, rebuild, self.scenario.agreed_rooms(number))
        return self._proof_of(day, after="the daily run")

    def _proof_of(self, day: date, *, after: str) -> DayProof:
        tables = tuple(self._compare())
        _, months = self.warehouse.query(_CLOSING.read_text(encoding="utf-8"), (day,))
        return DayProof(self.scenario.seed, day, tables, MonthClosing(*months[0]) if months else None, after)

    def _publish(self, day: date) -> None:
        """Publish the figures of a day: the pipeline those of its gold, this side its own."""
        self.warehouse.record_figures(day)
        names, rows = self.calculator.query("select * from gold.monthly_figures")
        for row in rows:
            facts = {
                name: None if value is None else str(value) for name, value in zip(names, row, strict=True)
            }
            facts |= {"publication_number": "1"}
            self.published.append(tuple(facts.get(name) for name in own_rows.FIGURE_COLUMNS))

    def _rebuilt(self, number: int) -> tuple[date, date] | None:
        if self.scenario.rebuilt is None or number != self.scenario.days[-1]:
            return None
        first, last = self.scenario.rebuilt
        return self.sample.date_of(0) - timedelta(days=first), self.sample.date_of(0) - timedelta(days=last)

    def _agreed_rooms(self, number: int) -> dict[str, int]:
        """Return the variable by which this run is given the denominator of occupancy, if it is."""
        rooms = self.scenario.agreed_rooms(number)
        return {"total_physical_rooms": rooms} if rooms else {}

    def _raw_rows(self, dump: Path, number: int) -> None:
        tables = read_tables(dump, RAW_TABLES)
        for name, (columns, rows) in tables.items():
            self.calculator.load(name, columns, rows)
        tenants = [int(row[0] or 0) for row in tables["tenants"][1]]
        apartments = [int(row[0] or 0) for row in tables["apartments"][1]]
        self._own_rows("llm_enrichment_cache", own_rows.ANSWER_COLUMNS, own_rows.answers(tenants, number))
        places = own_rows.places(apartments, number)
        self._own_rows("property_geo_latlon_backup", own_rows.PLACE_COLUMNS, places)

    def _own_rows(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        self.warehouse.replace_own_rows(table, columns, rows)
        self.calculator.load(table, columns, rows)

    def _snapshot_files(self, number: int, previous: int | None) -> None:
        """Bring the snapshot files that have arrived since the day before, and the one of the day itself."""
        files: list[Path] = []
        if previous is None:
            for first, last in self.scenario.snapshots:
                files += self.sample.write_snapshots(first, last, self.work)
            self.snapshots = files[0].parent
        else:
            for late in self.scenario.late_snapshots:
                if previous < late < number:
                    day = self.sample.date_of(late)
                    files += self.sample.write_snapshots(day, day, self.work)
            if previous == self.scenario.days[0] and self.scenario.replaced_snapshot is not None:
                replaced = self.sample.date_of(0) - timedelta(days=self.scenario.replaced_snapshot)
                files.append(self._replace(replaced))
        self.warehouse.put_snapshots(files)
        day = self.sample.date_of(number)
        (self.snapshots / f"{day:%Y%m%d}.csv").write_bytes(self.warehouse.load_snapshots(day))
        self.calculator.load_snapshots(self.snapshots)

    def _replace(self, day: date) -> Path:
        """Write the file of a day once more, without every ninth tenant and with every seventh moved out."""
        path = self.snapshots / f"{day:%Y%m%d}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            header, *lines = csv.reader(file)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            for number, line in enumerate(lines):
                if number % 9:
                    writer.writerow([line[0], "17" if number % 7 == 0 else line[1], *line[2:]])
        return path

    def _compare(self) -> Iterator[Comparison]:
        described = described_keys(self._project / "models")
        for schema, queries in QUERIES.items():
            tables = self.warehouse.tables(schema)
            for table in sorted(queries.keys() ^ (tables.keys() - _OF_MATERIALIZATIONS)):
                gap = Difference("table", "", str(table in queries), str(table in tables))
                yield Comparison(f"{schema}.{table}", 0, 1, (gap,))
            for table, path in queries.items():
                if table in tables:
                    found = self.warehouse.query(f"select * from {schema}.{table}")
                    key = tables[table] or described.get(table, [])
                    yield compare(f"{schema}.{table}", key, self.calculator.rows(path), found)


def _others_figures() -> str:
    entries = [
        f"Excel,{month},{table},{metric},all,{number},2026-02-03,\n"
        for month, table, metric, numbers in _OTHERS_SIZES
        for number in numbers
    ]
    return _OTHERS_FIGURES + "".join(f"{number},{entry}" for number, entry in enumerate(entries, start=100))


def prove(scenario: Scenario) -> Iterator[DayProof]:
    """Prove one scenario on a server of its own.

    :param scenario: what happens.
    :returns: the proof of each day.
    """
    with tempfile.TemporaryDirectory(prefix="tbv-") as folder:
        work = Path(folder)
        project = work / "dbt"
        shutil.copytree(
            get_settings().dbt_project_dir, project, ignore=shutil.ignore_patterns("target", "logs")
        )
        if scenario.spoiled:
            (project / "seeds" / "asset_geocoding.csv").write_text(_SET_PLACES, encoding="utf-8")
            (project / "seeds" / "external_figures.csv").write_text(_others_figures(), encoding="utf-8")
        with new_warehouse(work, project) as warehouse:
            proof = Proof(scenario, warehouse, work)
            try:
                yield from proof.run()
            finally:
                proof.calculator.close()
