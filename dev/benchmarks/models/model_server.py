"""A private MySQL server with a sample world in staging, as the pipeline would have published it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import psutil

from dev.sample.sample_world import SampleWorld
from dev.sample.scale import Scale
from dev.sample.source_database import SourceDatabase
from dev.servers.mysql_server import MySqlServer
from include.settings import PROJECT_DIR

CORE = ("movings", "tenants", "apartments", "rooms", "inquiries", "m_nationalities", "payments")
SCHEMAS = ("staging", "silver", "gold", "seeds", "test_results", "ops")
_LEDGER_SQL = PROJECT_DIR / "include" / "ledger" / "sql"
_LOAD = (Path(__file__).parent / "load_snapshot.sql").read_text(encoding="utf-8")
_TODAY = (Path(__file__).parent / "snapshot_of_today.sql").read_text(encoding="utf-8")


class ModelServer:
    """The server and its data.

    :param folder: data directory and sample files.
    :param core: share of production's five core tables; 1.0 for the full size.
    :param announce: called with a sentence about what takes longer.
    """

    def __init__(self, folder: Path, core: float, announce: Callable[[str], None]) -> None:
        self.server = MySqlServer(
            folder / "mysql",
            buffer_pool_mb=2048,
            options={"innodb-redo-log-capacity": "2G"},
            announce=announce,
        )
        self.world = SampleWorld(scale=Scale.of(0.002, core))
        self.files = folder / "files"
        self.as_of = self.world.date_of(0)
        self.announce = announce

    def start(self) -> None:
        """Start the server and publish the dump of day 0 into staging."""
        self.server.start()
        self.announce("Laying out the sample world")
        source = SourceDatabase(self.server.target, "basis")
        source.create()
        source.load(self.world.day(0))
        with self.server.target.connect() as connection, connection.cursor() as cursor:
            for schema in SCHEMAS:
                cursor.execute(f"DROP SCHEMA IF EXISTS {schema}")
                cursor.execute(f"CREATE SCHEMA {schema}")
            for table in CORE:
                cursor.execute(f"RENAME TABLE basis.`{table}` TO staging.`{table}`")
            for schema, file in (("ops", "published_figures.sql"), ("staging", "own_tables.sql")):
                cursor.execute(f"USE {schema}")
                for statement in re.split(r";\s*\n", (_LEDGER_SQL / file).read_text(encoding="utf-8")):
                    if "create table" in statement.lower():
                        cursor.execute(statement)
            cursor.execute(_TODAY, {"day": self.as_of})
        source.drop()

    def load_snapshots(self, days: int) -> int:
        """Have the snapshots of so many days, the as-of day included; return how many rows they have."""
        first = self.as_of - timedelta(days=days - 1)
        files = self.world.write_snapshots(first, self.as_of - timedelta(days=1), self.files, with_gaps=False)
        with (
            self.server.target.connect(local_infile=True, init_command="SET sql_mode = ''") as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT DISTINCT snapshot_date FROM staging.tenant_daily_snapshots")
            there = {day for (day,) in cursor.fetchall()}
            for path in files:
                day = date(int(path.stem[:4]), int(path.stem[4:6]), int(path.stem[6:]))
                if day not in there:
                    cursor.execute(_LOAD, {"path": str(path)})
            cursor.execute("ANALYZE TABLE staging.tenant_daily_snapshots")
            cursor.execute("SELECT COUNT(*) FROM staging.tenant_daily_snapshots")
            (rows,) = cursor.fetchone() or (0,)
        return int(rows)

    def cpu_seconds(self) -> float:
        """Return the CPU time that the server has used so far: steadier than the clock on a busy machine."""
        identity = self.server.identity
        assert identity is not None
        times = psutil.Process(identity.pid).cpu_times()
        return float(times.user + times.system)

    def explain(self, statement: str) -> str:
        """Return the plan of a query."""
        with self.server.target.connect() as connection, connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN FORMAT=TREE {statement}")
            (plan,) = cursor.fetchone() or ("",)
        return str(plan)

    def wait_until_quiet(self, seconds: float = 5.0) -> None:
        """Let the server write what a load has left."""
        time.sleep(seconds)
