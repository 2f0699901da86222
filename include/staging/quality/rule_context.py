"""What the rules of one run look at."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from include.clock import TOKYO
from include.ledger.ledger import Ledger
from include.ledger.restore_marker import RestoreMarker
from include.ledger.restore_marker_table import MARKER_TABLE
from include.ledger.schemas import OWN_TABLES, count_rows
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.timestamps import to_ledger
from include.settings import Settings
from include.staging.incoming import incoming_tables

if TYPE_CHECKING:
    from pymysql.connections import Connection

_SQL = SqlFiles(__file__)

Columns = Mapping[tuple[str, str], str]


class RuleContext:
    """What the rules of one run look at; what is costly is looked up once.

    :param connection: an open connection with a lenient sql_mode: zero dates are data here.
    :param ledger: the run ledger.
    :param settings: thresholds that are settings.
    :param schema: schema that holds the dump to check.
    :param marker: what it holds.
    :param reference: schema to compare with, what readers see now; None if there is none.
    :param reference_marker: what that holds, or None.
    :param uploaded_at: timezone-aware moment at which the dump was uploaded, or None if it is not known.
    """

    def __init__(
        self,
        connection: Connection[Any],
        ledger: Ledger,
        settings: Settings,
        *,
        schema: str,
        marker: RestoreMarker,
        reference: str | None,
        reference_marker: RestoreMarker | None,
        uploaded_at: datetime | None,
    ) -> None:
        self.connection = connection
        self.ledger = ledger
        self.settings = settings
        self.schema = schema
        self.marker = marker
        self.reference = reference
        self.reference_marker = reference_marker
        self.uploaded_at = uploaded_at

    @property
    def end_of_day(self) -> datetime:
        """The end of the dump day in Tokyo, as a UTC moment without zone."""
        midnight = datetime.combine(self.marker.dump_date + timedelta(days=1), time(), TOKYO)
        moment = to_ledger(midnight)
        assert moment is not None
        return moment

    @cached_property
    def tables(self) -> list[str]:
        """Tables of the dump."""
        return self._tables(self.schema)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Exact rows of each table of the dump."""
        return count_rows(self.connection, self.schema, self.tables)

    @cached_property
    def reference_rows(self) -> dict[str, int]:
        """Rows of each table that readers see, from the ledger or, if it does not know, counted."""
        assert self.reference is not None
        known = self.ledger.restored_rows(self.reference_marker.restore_id) if self.reference_marker else {}
        return known or count_rows(self.connection, self.reference, self._tables(self.reference))

    def columns(self, schema: str) -> dict[tuple[str, str], str]:
        """Return table and column to type of the dump's tables in a schema."""
        tables = set(self._tables(schema))
        rows = self.query("columns", {}, {"schema": schema})
        return {(table, name): kind for table, name, kind in rows if table in tables}

    def codes(self, seed: str) -> list[int]:
        """Return the codes of a code list, which a dbt seed owns.

        :param seed: its name.
        """
        path = self.settings.dbt_project_dir / "seeds" / f"{seed}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            return [int(row["code"]) for row in csv.DictReader(file)]

    def query(
        self, name: str, names: Mapping[str, str | list[str]], values: Mapping[str, object] | None = None
    ) -> list[Any]:
        """Run a query of ``sql/``.

        :param name: the file.
        :param names: schema, tables and columns that replace ``{...}``; a list becomes a list of columns.
        :param values: parameters that replace ``%(...)s``.
        """
        places = {
            key: ", ".join(map(quoted, name)) if isinstance(name, list) else quoted(name)
            for key, name in names.items()
        }
        with self.connection.cursor() as cursor:
            cursor.execute(_SQL.text(name).format(**places), dict(values or {}))
            return list(cursor.fetchall())

    def _tables(self, schema: str) -> list[str]:
        names = incoming_tables(self.connection, schema)
        return [name for name in names if name != MARKER_TABLE and name not in OWN_TABLES]
