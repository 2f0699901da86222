"""Checks of the tables' columns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from include.staging.quality.checks.tables import named
from include.staging.quality.measurement import Measurement
from include.staging.quality.rule_context import RuleContext


def columns_missing(context: RuleContext, _: Mapping[str, Any]) -> Measurement:
    """Count the columns that the models read and the dump lacks."""
    present = context.columns(context.schema)
    missing = [
        f"{table}.{column}"
        for table, columns in required_columns().items()
        for column in columns
        if (table, column) not in present
    ]
    return Measurement(value=len(missing), detail=named(missing))


def columns_changed(context: RuleContext, _: Mapping[str, Any]) -> Measurement:
    """Count the columns that came, went or changed their type in tables that both dumps have."""
    assert context.reference is not None
    before, after = context.columns(context.reference), context.columns(context.schema)
    tables = {table for table, _ in before} & {table for table, _ in after}
    came = [f"{t}.{c} is new" for t, c in after if t in tables and (t, c) not in before]
    went = [f"{t}.{c} is gone" for t, c in before if t in tables and (t, c) not in after]
    changed = [
        f"{t}.{c} was {kind}, is {after[t, c]}"
        for (t, c), kind in before.items()
        if (t, c) in after and after[t, c] != kind
    ]
    changes = [*came, *went, *changed]
    return Measurement(value=len(changes), detail=named(changes))


@cache
def required_columns() -> dict[str, list[str]]:
    """Return table to the columns that the staging models read."""
    content: dict[str, list[str]] = yaml.safe_load(
        (Path(__file__).parents[1] / "required_columns.yml").read_text(encoding="utf-8")
    )
    return content
