"""A gold model that a data set of QuickSight shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dev.definitions.shown_column import ShownColumn
from include.settings import PROJECT_DIR

GOLD = PROJECT_DIR / "dbt" / "models" / "gold"


@dataclass(frozen=True, slots=True)
class DataSetModel:
    """A data set: a list of columns of one gold table.

    :param identifier: what dashboards call it, as in ``daily_activity_summary``.
    :param title: its name for people.
    :param table: gold table.
    :param description: definition of the table.
    :param columns: its columns by name.
    """

    identifier: str
    title: str
    table: str
    description: str
    columns: dict[str, ShownColumn]

    @property
    def data_set_id(self) -> str:
        """Identifier in the API."""
        return f"tokyobeta-{self.identifier.replace('_', '-')}"

    @classmethod
    def read_all(cls, gold: Path = GOLD) -> dict[str, DataSetModel]:
        """Return the data sets by identifier.

        :param gold: dbt's folder of gold models; those in its folder ``bi`` are data sets.
        """
        models: dict[Path, dict[str, Any]] = {}
        for path in sorted(gold.rglob("*.yml")):
            for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
                models[path] = model
        known = {f"{m['name']}.{column['name']}": column for m in models.values() for column in m["columns"]}
        found = [cls._read(model, known) for path, model in models.items() if path.parent == gold / "bi"]
        return {each.identifier: each for each in found}

    @classmethod
    def _read(cls, model: dict[str, Any], known: dict[str, dict[str, Any]]) -> DataSetModel:
        columns = [ShownColumn.read(model["name"], column, known) for column in model["columns"]]
        return cls(
            identifier=model["meta"]["data_set"],
            title=model["meta"]["title"],
            table=model["name"],
            description=" ".join(model["description"].split()),
            columns={column.name: column for column in columns},
        )
