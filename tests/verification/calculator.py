"""Calculates what every table must hold, with DuckDB, from the raw rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SQL = Path(__file__).parent / "sql"
#: Read in this order; each makes tables or views that the later ones and the tables' own queries use.
DEFINITIONS = sorted((SQL / "definitions").glob("*.sql"))
#: Queries of single tables, by schema.
QUERIES = {
    schema: {path.stem: path for path in sorted((SQL / schema).glob("*.sql"))}
    for schema in ("silver", "gold")
}
_NULL = r"\N"


class Calculator:
    """One DuckDB database in memory that follows one warehouse over several days.

    :param work: folder for files that are read by DuckDB.
    """

    def __init__(self, work: Path) -> None:
        import duckdb

        self._work = work
        self._connection: DuckDBPyConnection = duckdb.connect()
        self._connection.execute("set threads = 2")
        self._connection.execute("create schema raw")
        self._connection.execute("create schema gold")

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
        """Make ``raw.TABLE`` anew, every column as text."""
        path = self._work / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            for row in rows:
                fields = (_NULL if v is None else '"' + v.replace('"', '""') + '"' for v in row)
                file.write(",".join(fields) + "\n")
        names = ", ".join(f"'{name}': 'varchar'" for name in columns)
        self._connection.execute(
            f"create or replace table raw.{table} as from read_csv(?, header = false, auto_detect = false, "
            f"delim = ',', quote = '\"', escape = '\"', nullstr = '{_NULL}', allow_quoted_nulls = false, "
            f"parallel = false, max_line_size = 10000000, columns = {{{names}}})",
            [str(path)],
        )
        path.unlink()

    def load_csv(self, table: str, path: Path) -> None:
        """Make ``raw.TABLE`` from a file with a header; an empty field is NULL."""
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            columns = next(lines)
            self.load(table, columns, ([value or None for value in line] for line in lines))

    def load_snapshots(self, folder: Path) -> None:
        """Make ``raw.tenant_daily_snapshots`` anew from the snapshot files in a folder."""
        self._connection.execute(
            "create or replace table raw.tenant_daily_snapshots as "
            "from read_csv(?, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')",
            [f"{folder}/*.csv"],
        )

    def calculate(
        self, as_of: date, rebuild: tuple[date, date] | None = None, agreed_rooms: int | None = None
    ) -> None:
        """Apply the definitions to the raw rows of a dump date; days that are not built again are kept.

        :param as_of: the dump date.
        :param rebuild: first and last of the days that are built again although nothing has changed.
        :param agreed_rooms: the denominator of occupancy; ``None`` counts the rooms of the dump.
        """
        first, last = rebuild or (date.max, date.min)
        for name, value in (("as_of", as_of), ("rebuild_from", first), ("rebuild_to", last)):
            self._connection.execute(f"set variable {name} = date '{value}'")
        self._connection.execute(f"set variable total_physical_rooms = {agreed_rooms or 'null'}::bigint")
        for path in DEFINITIONS:
            self._connection.execute(path.read_text(encoding="utf-8"))
        # A gold table that is defined by others reads them as gold.NAME: they come first.
        queries = {name: path.read_text(encoding="utf-8") for name, path in QUERIES["gold"].items()}
        read = {name: set(re.findall(r"(?:from|join) gold\.(\w+)", text)) for name, text in queries.items()}
        needed = set().union(*read.values())
        for name in TopologicalSorter(read).static_order():
            if name in needed:
                self._connection.execute(f"create or replace view gold.{name} as {queries[name]}")

    def rows(self, path: Path) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return columns and rows of the query in a file."""
        return self.query(path.read_text(encoding="utf-8"))

    def query(self, statement: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return columns and rows of a query."""
        done = self._connection.execute(statement)
        return [column[0] for column in done.description], done.fetchall()

    def close(self) -> None:
        """Close the database."""
        self._connection.close()
