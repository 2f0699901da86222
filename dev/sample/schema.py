"""The tables of the source system, read from their CREATE TABLE statements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dev.sample.column import Column
from dev.sample.table import Table

SCHEMA_DIR = Path(__file__).parent / "schema"
_COLUMN = re.compile(r"^ {2}`(?P<name>[^`]+)` (?P<type>\w+(?:\([^)]*\))?)(?P<rest>.*?),?$")
_DEFAULT = re.compile(r"DEFAULT b?'(?P<value>[^']*)'")


def parse_table(name: str, statement: str) -> Table:
    """Return the table that a CREATE TABLE of this folder's form makes."""
    columns = []
    for line in statement.splitlines():
        match = _COLUMN.match(line)
        if match is None:
            continue
        default = _DEFAULT.search(match["rest"])
        columns.append(
            Column(
                name=match["name"],
                type=match["type"],
                nullable="NOT NULL" not in match["rest"],
                default=default["value"] if default else None,
            )
        )
    return Table(name=name, columns=tuple(columns), statement=statement)


@cache
def source_tables() -> Mapping[str, Table]:
    """Return all 81 tables of the source system by name."""
    files = sorted((SCHEMA_DIR / "tables").glob("*.sql"))
    return {file.stem: parse_table(file.stem, file.read_text(encoding="utf-8")) for file in files}


@cache
def source_extras() -> tuple[str, ...]:
    """Return the statements that make the view, trigger, procedure and event, in an order that works."""
    return tuple(file.read_text(encoding="utf-8") for file in sorted((SCHEMA_DIR / "extras").glob("*.sql")))
