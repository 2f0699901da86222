"""Reads rows out of the text that mysqldump wrote: on purpose not the project's own dump engine.

The format: one CREATE TABLE per table with a column per line, then INSERT statements, one per line, with rows
in brackets. Text is in single quotes with backslash escapes, NULL is a bare word, numbers are bare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

Row = tuple[str | None, ...]

_CREATE = re.compile(r"^CREATE TABLE `(\w+)` \($")
_COLUMN = re.compile(r"^ {2}`(\w+)` ")
_INSERT = re.compile(r"^INSERT INTO `(\w+)` VALUES ")
_VALUE = re.compile(r"'((?:[^'\\]|\\.)*)'|([^',()]+)", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"0": "\0", "n": "\n", "r": "\r", "t": "\t", "b": "\b", "Z": "\x1a"}


def read_tables(path: Path, wanted: frozenset[str]) -> dict[str, tuple[list[str], list[Row]]]:
    """Return columns and rows of some tables of a dump, every value as the text that mysqldump printed.

    :param path: an uncompressed dump.
    :param wanted: names of the tables.
    :raises ValueError: if a wanted table is not in the dump, or a row has not a value for each column.
    """
    columns: dict[str, list[str]] = {}
    rows: dict[str, list[Row]] = {}
    current = ""
    with path.open("rb") as file:
        # Tables with binary columns hold bytes that are no text: only what is wanted must be UTF-8.
        for line in (content.decode(errors="surrogateescape") for content in file):
            if match := _CREATE.match(line):
                current = match[1]
                columns[current] = []
            elif current and (match := _COLUMN.match(line)):
                columns[current].append(match[1])
            elif line.startswith(")"):
                current = ""
            elif (match := _INSERT.match(line)) and match[1] in wanted:
                found = rows.setdefault(match[1], [])
                found.extend(_rows(line, match.end(), len(columns[match[1]])))
    if missing := wanted - columns.keys():
        raise ValueError(f"the dump lacks the tables {sorted(missing)}")
    return {name: (columns[name], rows.get(name, [])) for name in sorted(wanted)}


def _rows(line: str, position: int, width: int) -> Iterator[Row]:
    """Yield the rows of one INSERT statement, which fills one line."""
    while True:
        values: list[str | None] = []
        if line[position] != "(":
            raise ValueError(f"a row begins with {line[position]!r}")
        while line[position] != ")":
            match = _VALUE.match(line, position + 1)
            if match is None:
                raise ValueError("a value that is neither text nor a number")
            values.append(_value(match))
            position = match.end()
        if len(values) != width:
            raise ValueError(f"a row of {len(values)} values for {width} columns")
        yield tuple(values)
        if line[position + 1] != ",":
            return
        position += 2


def _value(match: re.Match[str]) -> str | None:
    text, bare = match.groups()
    if bare is not None:
        return None if bare == "NULL" else bare
    return _ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1], escape[1]), text) if "\\" in text else text
