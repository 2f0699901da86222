"""The little language in which ``columns.yml`` and ``tables.yml`` say what a column holds.

A specification is a word, with an argument after a colon where it takes one; or a mapping: ``absent`` is the
share of rows without a value, ``rare`` and ``every`` name a value that one row in so many has, ``make``
the rest.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from dev.sample.calendar import iso, local_datetime, utc_timestamp
from dev.sample.column import Column
from dev.sample.resources import resource
from dev.sample.row_context import RowContext
from dev.sample.values import Value, remark
from include.exceptions import ConfigurationError

Maker = Callable[[RowContext], Value]
Counts = Callable[[str], int]


@cache
def _month(day: int) -> str:
    moment = date.fromordinal(day)
    return moment.replace(day=1).isoformat()


_DATE_WORDS = frozenset({"created", "changed", "datetime", "moment", "month", "settled_day", "day"})
_SIMPLE: dict[str, Maker] = {
    "id": lambda row: row.id,
    "tenant": lambda row: row.tenant_id,
    "moving": lambda row: row.moving_id,
    "apartment": lambda row: row.apartment_id,
    "room": lambda row: row.room_id,
    "created": lambda row: utc_timestamp(row.day, row.second),
    "changed": lambda row: utc_timestamp(row.changed, row.second),
    "datetime": lambda row: local_datetime(row.day, row.second),
    "moment": lambda row: f"{local_datetime(row.day, row.second)}.{row.bits % 1_000:03d}",
    "month": lambda row: _month(row.month),
    "amount": lambda row: f"{row.amount}.00",
    "tax": lambda row: f"{row.amount // 11}.00",
    "settled_day": lambda row: None if row.settled is None else iso(row.settled),
    "settled_amount": lambda row: f"{row.paid}.00",
    "settled_balance": lambda row: f"{row.amount - row.paid}.00",
    "settled_flag": lambda row: 0 if row.settled is None else 1,
}


def column_maker(table: str, column: Column, override: Any, counts: Counts) -> Maker:
    """Return what makes a column's values.

    :param table: name of the table.
    :param column: the column.
    :param override: the table's own specification, or None.
    :param counts: gives the number of rows of a table, for references to it.
    :raises ConfigurationError: if the specification is not understood.
    """
    shift = zlib.crc32(f"{table}.{column.name}".encode()) % 61
    specification = override if override is not None else _by_name(column)
    if specification is None:
        return _by_type(column, shift)
    return _made(specification, shift, counts, f"{table}.{column.name}")


_TEXT_WORDS = frozenset({"const", "label", "code", "pool", "text", "choice", "monthly"}) | _DATE_WORDS


@cache
def _rules() -> list[tuple[re.Pattern[str], Any]]:
    return [(re.compile(pattern), specification) for pattern, specification in resource("columns")]


def _by_name(column: Column) -> Any:
    found = next((specification for pattern, specification in _rules() if pattern.search(column.name)), None)
    if found is None:
        return None
    made = found["make"] if isinstance(found, Mapping) else found
    word = str(made).partition(":")[0]
    dated = column.type.startswith(("date", "time"))
    # A name can mislead: sort_number is no text, and no date column holds a word.
    fits = word not in _TEXT_WORDS and not dated if column.is_number else dated == (word in _DATE_WORDS)
    return found if fits else None


def _by_type(column: Column, shift: int) -> Maker:
    kind = column.type
    if kind.startswith("tinyint"):
        return lambda row: (row.bits >> shift) & 1
    if kind.startswith("decimal"):
        decimals = "0" * int(kind.rstrip(")").rpartition(",")[2])
        return lambda row: f"{(row.bits >> shift) % 50}.{decimals}"
    if column.is_number:
        return lambda row: (row.bits >> shift) % 50
    if kind.startswith("json"):
        return _json(shift)
    if kind.startswith(("varchar(32)", "varchar(64)", "varchar(128)", "varchar(191)")):
        return lambda row: f"見本{(row.bits >> shift) % 1_000}"
    return lambda row: None


def _made(specification: Any, shift: int, counts: Counts, where: str) -> Maker:
    if isinstance(specification, Mapping):
        return _with_exceptions(specification, shift, counts, where)
    word, _, argument = str(specification).partition(":")
    if word in _SIMPLE:
        return _SIMPLE[word]
    if word == "ref":
        most = max(1, counts(argument))
        return lambda row: (row.bits >> shift) % most + 1
    build = _WITH_ARGUMENT.get(word)
    if build is None:
        raise ConfigurationError(
            f"{where}: {specification!r} is not a known way to make values.",
            "Correct tables.yml or columns.yml.",
        )
    return build(argument, shift)


def _with_exceptions(specification: Mapping[str, Any], shift: int, counts: Counts, where: str) -> Maker:
    usual = _made(specification["make"], shift, counts, where)
    if "absent" in specification:
        threshold = int(specification["absent"] * 1_000)
        return lambda row: None if (row.bits >> (shift + 7)) % 1_000 < threshold else usual(row)
    rare, every = specification["rare"], specification["every"]
    # The first rows are old and stay, so each dump has the value, whatever its size.
    return lambda row: rare if row.index % every == 7 else usual(row)


@cache
def _month_label(day: int) -> str:
    moment = date.fromordinal(day)
    return f"{moment.year}年{moment.month}月分"


def _day(argument: str, _shift: int) -> Maker:
    if ".." not in argument:
        offset = int(argument)
        return lambda row: iso(row.day + offset)
    low, high = (int(part) for part in argument.split(".."))
    span = high - low + 1
    return lambda row: iso(row.day + low + (row.bits >> _shift) % span)


def _number(argument: str, shift: int) -> Maker:
    low, high = (int(part) for part in argument.split(".."))
    span = high - low + 1
    return lambda row: low + (row.bits >> shift) % span


def _money(argument: str, shift: int) -> Maker:
    low, high = (int(part) for part in argument.split(".."))
    span = high - low + 1
    return lambda row: f"{low + (row.bits >> shift) % span}.00"


def _rate(argument: str, shift: int) -> Maker:
    return lambda row: f"0.{(row.bits >> shift) % 10_000:04d}"


def _float(argument: str, shift: int) -> Maker:
    # Quarters: mysqldump writes a FLOAT with six digits, and what it writes has to be what is there.
    low, high = (round(4 * float(part)) for part in argument.split(".."))
    span = high - low + 1
    return lambda row: (low + (row.bits >> shift) % span) / 4


def _pool(argument: str, shift: int) -> Maker:
    values: list[str] = resource("pools")[argument]
    size = len(values)
    return lambda row: values[(row.bits >> shift) % size]


def _choice(argument: str, shift: int) -> Maker:
    values = argument.split(",")
    size = len(values)
    return lambda row: values[(row.bits >> shift) % size]


def _code(argument: str, _shift: int) -> Maker:
    return lambda row: f"{argument}{row.id:09d}"


def _label(argument: str, shift: int) -> Maker:
    return lambda row: f"{argument}{(row.bits >> shift) % 90_000 + 10_000}"


def _monthly(argument: str, _shift: int) -> Maker:
    return lambda row: f"{argument}{_month_label(row.month)}　契約{row.moving_id}"


def _constant(argument: str, _shift: int) -> Maker:
    return lambda row: argument


def _text(_argument: str, shift: int) -> Maker:
    return lambda row: remark(row.bits >> shift)


def _json(shift: int) -> Maker:
    def make(row: RowContext) -> str:
        note = remark(row.bits >> shift)
        return json.dumps(
            {"amount": row.amount, "moving_id": row.moving_id, "note": note, "tags": ["見本", "sample"]},
            ensure_ascii=bool(row.bits >> shift & 1),
        )

    return make


def _bytes(argument: str, shift: int) -> Maker:
    length = int(argument)

    def make(row: RowContext) -> bytes:
        seed = (row.bits >> shift & 0xFFFFFFFF).to_bytes(4, "big") + b"'\\\0\x1a\n\r\"),("
        return (seed * (length // len(seed) + 1))[:length]

    return make


_WITH_ARGUMENT: dict[str, Callable[[str, int], Maker]] = {
    "day": _day,
    "number": _number,
    "money": _money,
    "rate": _rate,
    "float": _float,
    "pool": _pool,
    "choice": _choice,
    "code": _code,
    "label": _label,
    "monthly": _monthly,
    "const": _constant,
    "text": _text,
    "json": lambda _argument, shift: _json(shift),
    "bytes": _bytes,
}
