"""Runs the compiled SQL of a model on the inputs of a unit test, on the real server."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from tests.dbt.model_warehouse import ModelWarehouse
from tests.dbt.unit_case import UnitCase

FIXTURES = "fixtures"
# What a unit test runs with unless it says otherwise.
DEFAULTS = {"as_of_date": "2026-02-10"}


@dataclass
class UnitBench:
    """Tables shaped like the inputs of every model, and each model's SQL pointed at them.

    :param warehouse: schemas in which every model is built; they give the inputs their columns and types.
    """

    warehouse: ModelWarehouse
    _compiled: dict[str, dict[str, Any]] = field(default_factory=dict)
    _tables: set[str] = field(default_factory=set)
    _filled: set[str] = field(default_factory=set)

    def run(self, case: UnitCase) -> list[dict[str, Any]]:
        """Return what the model makes of the case's inputs, only the columns that the case expects."""
        nodes = self._nodes(case.variables)
        model = nodes[f"model.tokyobeta.{case.model}"]
        sql = model["compiled_code"]
        self._empty()
        known = set()
        for unique_id in model["depends_on"]["nodes"]:
            node = nodes[unique_id]
            name = node.get("identifier") or node["name"]
            known.add(name)
            if node["resource_type"] == "seed" and name not in case.given:
                continue
            table = self._table(node)
            self._fill(table, case.given.get(name, []))
            sql = sql.replace(_relation(node), f"`{self.schema}`.`{table}`")
        # A model that goes on from its own rows starts from those of the case, else from none.
        own = self._table(model)
        known.add(case.model)
        self._fill(own, case.given.get(case.model, []))
        sql = sql.replace(_relation(model), f"`{self.schema}`.`{own}`")
        sql = sql.replace(f"`{model['schema']}`.`{model['name']}__dbt_tmp`", f"`{self.schema}`.`{own}`")
        unknown = set(case.given) - known
        assert not unknown, f"{case.model} does not read {sorted(unknown)}"
        # What the materialization sets before a full build.
        last_day = {**DEFAULTS, **case.variables}["as_of_date"]
        self.warehouse.execute(
            "set @first_day = '1900-01-01', @last_day = %s, @reopened_day = '1900-01-01'", [last_day]
        )
        columns = ", ".join(case.expect[0]) if case.expect else "*"
        return self.warehouse.rows(f"select {columns} from (\n{sql}\n) as tested")

    @property
    def schema(self) -> str:
        """Schema of the inputs."""
        return f"{self.warehouse.prefix}{FIXTURES}"

    def _nodes(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        key = json.dumps(variables, sort_keys=True)
        if key not in self._compiled:
            self.warehouse.dbt("compile", "--full-refresh", **{**DEFAULTS, **variables})
            manifest = self.warehouse.manifest
            self._compiled[key] = {**manifest["nodes"], **manifest["sources"]}
        return self._compiled[key]

    def _table(self, node: Mapping[str, Any]) -> str:
        """Return the input table for a relation: its columns and types, every column nullable, no keys."""
        name = str(node.get("identifier") or node.get("alias") or node["name"])
        table = f"{node['schema'].removeprefix(self.warehouse.prefix)}__{name}"
        if table not in self._tables:
            self.warehouse.execute(f"create schema if not exists `{self.schema}`")
            columns = self.warehouse.execute(
                "select column_name, column_type, collation_name from information_schema.columns "
                "where table_schema = %s and table_name = %s order by ordinal_position",
                [node["schema"], name],
            )
            assert columns, f"{node['schema']}.{name} is not built"
            definitions = ", ".join(
                f"`{column}` {kind} {f'collate {collation}' if collation else ''} null"
                for column, kind, collation in columns
            )
            self.warehouse.execute(f"create table `{self.schema}`.`{table}` ({definitions})")
            self._tables.add(table)
        return table

    def _fill(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        for row in rows:
            names = ", ".join(f"`{name}`" for name in row)
            marks = ", ".join(["%s"] * len(row))
            self.warehouse.execute(
                f"insert into `{self.schema}`.`{table}` ({names}) values ({marks})", list(row.values())
            )
            self._filled.add(table)

    def _empty(self) -> None:
        for table in self._filled:
            self.warehouse.execute(f"delete from `{self.schema}`.`{table}`")
        self._filled.clear()


def _relation(node: Mapping[str, Any]) -> str:
    return f"`{node['schema']}`.`{node.get('identifier') or node.get('alias') or node['name']}`"


def comparable(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Return rows as a multiset of texts, so that their order and Python types do not matter."""
    return Counter(tuple(_text(row[name]) for name in columns) for row in rows)


@cache
def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value)).normalize()
        return f"{number:f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return "NULL" if value is None else str(value)
