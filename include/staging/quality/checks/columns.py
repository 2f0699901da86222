"""Checks of the tables' columns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from include.exceptions import ConfigurationError
from include.staging.quality.checks.tables import named
from include.staging.quality.measurement import Measurement
from include.staging.quality.rule_context import RuleContext

_SOURCES = Path("models", "silver", "staging", "_sources.yml")


def columns_missing(context: RuleContext, _: Mapping[str, Any]) -> Measurement:
    """Count the columns that the models read and the dump lacks."""
    present = context.columns(context.schema)
    missing = [
        f"{table}.{column}"
        for table, columns in required_columns(context.settings.dbt_project_dir).items()
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
def required_columns(dbt_project: Path) -> dict[str, list[str]]:
    """Return table to the columns of the dump that the models need: dbt's source ``staging``.

    A table marked ``required: false`` is read where it has the columns.

    :param dbt_project: folder of the dbt project.
    :raises ConfigurationError: if the sources are not there or do not name the dump's columns.
    """
    path = dbt_project / _SOURCES
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        (staging,) = (source for source in content["sources"] if source["name"] == "staging")
        return {
            table["name"]: [column["name"] for column in table["columns"]]
            for table in staging["tables"]
            if table.get("meta", {}).get("required", True)
        }
    except (OSError, KeyError, ValueError) as error:
        raise ConfigurationError(
            f"{path} does not list the columns that the models read ({error}).",
            "Deploy the dbt project beside include, or correct the setting dbt_project_dir.",
        ) from error
