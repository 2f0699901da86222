"""Compares the rows of a table with what they must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

#: Differences that are shown; all are counted.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    :param key: the row.
    :param column: the column; empty if the whole row is missing or too much.
    :param expected: value by the definition.
    :param found: value in the warehouse.
    """

    key: str
    column: str
    expected: str
    found: str

    def __str__(self) -> str:
        """Return the difference in one line."""
        where = f"{self.key} {self.column}".strip()
        return f"{where}: expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the comparison of one table on one day found.

    :param table: schema and name.
    :param rows: rows that must be there.
    :param differences: number of differing values, missing rows and rows too many.
    :param examples: the first of them.
    """

    table: str
    rows: int
    differences: int
    examples: tuple[Difference, ...]


def compare(
    table: str,
    key: Sequence[str],
    expected: tuple[list[str], list[tuple[Any, ...]]],
    found: tuple[list[str], list[tuple[Any, ...]]],
) -> Comparison:
    """Compare all rows and all columns.

    :param table: schema and name, for the report.
    :param key: the columns of the primary key.
    :param expected: columns and rows by the definition.
    :param found: columns and rows of the warehouse.
    """
    columns = set(expected[0]) | set(found[0])
    differences = [
        Difference("columns", column, _there(column, expected[0]), _there(column, found[0]))
        for column in sorted(columns)
        if (column in expected[0]) != (column in found[0])
    ]
    if not key or not set(key) <= set(expected[0]) or not set(key) <= set(found[0]):
        differences.append(Difference("primary key", "", "in both", ",".join(key) or "none"))
        return _result(table, expected, differences)
    common = [column for column in expected[0] if column in found[0]]
    left, doubled = _by_key(expected, key)
    right, repeated = _by_key(found, key)
    differences += [Difference(_text(key, k), "", "one row", "the definition gives several") for k in doubled]
    differences += [Difference(_text(key, k), "", "one row", "several rows") for k in repeated]
    differences += [Difference(_text(key, k), "", "a row", "none") for k in left.keys() - right.keys()]
    differences += [Difference(_text(key, k), "", "no row", "a row") for k in right.keys() - left.keys()]
    for k in sorted(left.keys() & right.keys(), key=str):
        for column in common:
            wanted, seen = left[k][column], right[k][column]
            if wanted != seen:
                differences.append(Difference(_text(key, k), column, repr(wanted), repr(seen)))
    return _result(table, expected, differences)


def canonical(value: Any) -> Any:
    """Return a value in the form in which both sides are compared: numbers exactly, the rest as it is."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | Decimal):
        number = Decimal(value).normalize()
        return f"{number:f}" if number else "0"
    if isinstance(value, float):
        raise TypeError("a float cannot be compared exactly; calculate with decimals")
    return None if value is None else str(value)


def _result(table: str, expected: tuple[list[str], list[Any]], differences: list[Difference]) -> Comparison:
    # One example of each column before a second of any.
    shown: list[Difference] = []
    for difference in differences:
        if sum(d.column == difference.column for d in shown) < 2:
            shown.append(difference)
    return Comparison(table, len(expected[1]), len(differences), tuple(shown[: SHOWN * 2]))


def _by_key(
    table: tuple[list[str], list[tuple[Any, ...]]], key: Sequence[str]
) -> tuple[dict[tuple[Any, ...], dict[str, Any]], list[tuple[Any, ...]]]:
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    doubled = []
    for values in table[1]:
        row = dict(zip(table[0], map(canonical, values), strict=True))
        k = tuple(row[column] for column in key)
        if k in rows:
            doubled.append(k)
        rows[k] = row
    return rows, doubled


def _text(key: Sequence[str], values: tuple[Any, ...]) -> str:
    return ", ".join(f"{column} {value}" for column, value in zip(key, values, strict=True))


def _there(column: str, columns: list[str]) -> str:
    return "there" if column in columns else "missing"
