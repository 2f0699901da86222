"""Checks of whole tables: which there are, and how many rows they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from include.staging.expected_tables import expected_tables
from include.staging.quality.measurement import Measurement
from include.staging.quality.rule_context import RuleContext

_NAMED_AT_MOST: Final = 8


def rows_as_restored(context: RuleContext, _: Mapping[str, Any]) -> Measurement:
    """Count the tables whose rows differ from those counted in the dump, or that are only on one side."""
    restored = context.ledger.restored_rows(context.marker.restore_id)
    wrong = [
        f"{name} {context.rows.get(name, 'absent')} of {restored.get(name, 'none')}"
        for name in sorted(restored.keys() | context.rows.keys())
        if restored.get(name) != context.rows.get(name)
    ]
    return Measurement(value=len(wrong), detail=named(wrong))


def tables_missing(context: RuleContext, _: Mapping[str, Any]) -> Measurement:
    """Count the expected tables that are not there; names are compared in exact case."""
    missing = sorted(expected_tables() - set(context.tables))
    return Measurement(value=len(missing), detail=named(missing))


def tables_unexpected(context: RuleContext, _: Mapping[str, Any]) -> Measurement:
    """Count the tables that are not expected."""
    unexpected = sorted(set(context.tables) - expected_tables())
    return Measurement(value=len(unexpected), detail=named(unexpected))


def tables_empty(context: RuleContext, parameters: Mapping[str, Any]) -> Measurement:
    """Count the given tables without a row; one that is not there counts too."""
    empty = [name for name in parameters["tables"] if not context.rows.get(name)]
    return Measurement(value=len(empty), detail=named(empty))


def tables_emptied(context: RuleContext, parameters: Mapping[str, Any]) -> Measurement:
    """Count the tables that held at least ``at_least`` rows and hold none now."""
    emptied = [
        f"{name} had {before:,}"
        for name, before in sorted(context.reference_rows.items())
        if before >= parameters["at_least"] and context.rows.get(name) == 0
    ]
    return Measurement(value=len(emptied), detail=named(emptied))


def largest_fall(context: RuleContext, parameters: Mapping[str, Any]) -> Measurement:
    """Measure the largest share of rows that a table lost: 0.3 means that 30 % are gone.

    Parameters: ``tables``, or ``prefixes`` of names, or neither for all; ``except``, prefixes to leave out;
    ``at_least`` rows before. A table that is gone lost all of them.
    """
    before = {
        name: count
        for name, count in context.reference_rows.items()
        if count >= parameters.get("at_least", 1) and _is_chosen(name, parameters)
    }
    falls = {name: (count - context.rows.get(name, 0)) / count for name, count in before.items()}
    fallen = sorted((name for name, fall in falls.items() if fall > 0), key=lambda name: -falls[name])
    detail = named(f"{name} {before[name]:,} to {context.rows.get(name, 0):,}" for name in fallen)
    return Measurement(value=max(0.0, *falls.values(), 0.0), detail=detail)


def named(items: Iterable[str]) -> str:
    """Return the first few items in words."""
    listed = list(items)
    more = len(listed) - _NAMED_AT_MOST
    return ", ".join(listed[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


def _is_chosen(name: str, parameters: Mapping[str, Any]) -> bool:
    if name.startswith(tuple(parameters.get("except", ()))):
        return False
    if "tables" in parameters:
        return name in parameters["tables"]
    return name.startswith(tuple(parameters.get("prefixes", ("",))))
