"""What a restore did."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from include.dump.load.table_summary import TableSummary
from include.dump.parse.report import DumpReport


@dataclass(frozen=True, slots=True)
class RestoreSummary:
    """A complete restore.

    :param schema: the schema restored into.
    :param report: the dump.
    :param tables: the tables in the order of the dump.
    :param skipped: views, triggers, procedures, functions and events of the dump by kind; none of them ran.
    :param seconds: time from start to end.
    :param client_cpu_seconds: CPU time of this process meanwhile.
    :param peak_memory_mb: highest memory of this process so far, in MiB.
    :param connections: loading connections.
    :param warnings: what concerns the whole restore.
    """

    schema: str
    report: DumpReport
    tables: tuple[TableSummary, ...]
    skipped: dict[str, int]
    seconds: float
    client_cpu_seconds: float
    peak_memory_mb: float
    connections: int
    warnings: tuple[str, ...] = field(default=())

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        report = json.loads(self.report.to_json())
        del report["tables"]
        return {
            "schema": self.schema,
            "dump": report,
            "rows": self.rows,
            "tables": [table.facts() for table in self.tables],
            "skipped": self.skipped,
            "seconds": round(self.seconds, 3),
            "client_cpu_seconds": round(self.client_cpu_seconds, 3),
            "peak_memory_mb": round(self.peak_memory_mb, 1),
            "connections": self.connections,
            "warnings": list(self.warnings),
        }

    def to_json(self) -> str:
        """Return everything as one JSON object."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    def _defects(self) -> Counter[str]:
        """Return how many values have each kind of tolerated defect."""
        found: Counter[str] = Counter()
        for table in self.tables:
            for kinds in table.defects.values():
                found.update(kinds)
        return found

    def short(self) -> dict[str, Any]:
        """Return the few facts that fit in an XCom."""
        slow = [table.name for table in self.tables if "insert" in table.way]
        return {
            "schema": self.schema,
            "uri": self.report.uri,
            "etag": self.report.etag,
            "sha256": self.report.sha256,
            "stored_bytes": self.report.stored_bytes,
            "tables": len(self.tables),
            "rows": self.rows,
            "resumed_tables": sum(table.resumed for table in self.tables),
            "tables_by_insert": slow,
            "skipped": self.skipped,
            "defects": dict(self._defects()),
            "warnings": list(self.warnings),
            "seconds": round(self.seconds, 1),
            "peak_memory_mb": round(self.peak_memory_mb, 1),
        }
