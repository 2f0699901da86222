"""Checks of code columns: codes nobody knows, and codes that suddenly mean something else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from include.staging.quality.checks.tables import named
from include.staging.quality.measurement import Measurement
from include.staging.quality.rule_context import RuleContext


def new_codes(context: RuleContext, parameters: Mapping[str, Any]) -> Measurement:
    """Count the codes that no code list knows; NULL is "not set".

    Parameters: ``columns``, ``table.column`` to the dbt seed that owns its codes; ``not_set``,
    ``table.column`` to the code that the source writes for "not set".
    """
    unknown = []
    for place, seed in parameters["columns"].items():
        known = {*context.codes(seed), parameters["not_set"].get(place)}
        table, column = place.split(".")
        counts = _counts(context, context.schema, table, column)
        unknown += [
            f"{place} {code} ({rows:,} rows)"
            for code, rows in counts.items()
            if code is not None and code not in known
        ]
    return Measurement(value=len(unknown), detail=named(unknown))


def code_shift(context: RuleContext, parameters: Mapping[str, Any]) -> Measurement:
    """Measure the share of rows that would have to change their code to get from one state to the other.

    This is the total variation distance of the two distributions: 0 if alike, 1 if they share no code.
    Parameters: ``table`` and ``column``.
    """
    assert context.reference is not None
    table, column = parameters["table"], parameters["column"]
    before = _shares(_counts(context, context.reference, table, column))
    now = _shares(_counts(context, context.schema, table, column))
    if not before or not now:
        return Measurement(value=None, detail=f"{table} is empty")
    moves = {code: now.get(code, 0.0) - before.get(code, 0.0) for code in before.keys() | now.keys()}
    shift = sum(abs(move) for move in moves.values()) / 2
    largest = sorted(moves, key=lambda code: -abs(moves[code]))[:3]
    detail = named(f"code {code} {moves[code]:+.2%}" for code in largest if abs(moves[code]) >= 0.0001)
    return Measurement(value=shift, detail=detail)


def _counts(context: RuleContext, schema: str, table: str, column: str) -> dict[Any, int]:
    rows = context.query("code_shares", {"schema": schema, "table": table, "column": column})
    return {code: int(count) for code, count in rows}


def _shares(counts: Mapping[Any, int]) -> dict[Any, float]:
    total = sum(counts.values())
    return {code: count / total for code, count in counts.items()}
