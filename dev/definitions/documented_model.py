"""What the yml beside a dbt model says about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from include.exceptions import ConfigurationError


@dataclass(frozen=True, slots=True)
class DocumentedModel:
    """One model with its definition.

    :param name: name of the model and its table.
    :param layer: ``gold`` or ``silver``.
    :param description: its definition in words.
    :param grain: what one row is.
    :param source: source tables that feed it.
    :param columns: name, definition, and whether it is a published figure.
    """

    name: str
    layer: str
    description: str
    grain: str
    source: str
    columns: tuple[tuple[str, str, bool], ...]

    @classmethod
    def read(cls, path: Path, layer: str) -> DocumentedModel:
        """Return the model of a yml file.

        :param path: the file.
        :param layer: the layer it belongs to.
        :raises ConfigurationError: if the file does not describe exactly one model.
        """
        models: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
        if len(models) != 1:
            raise ConfigurationError(
                f"{path} describes {len(models)} models instead of one.",
                "Give each model a file of its own, named after it.",
            )
        model = models[0]
        return cls(
            name=model["name"],
            layer=layer,
            description=" ".join(model["description"].split()),
            grain=model["meta"]["grain"],
            source=model["meta"].get("source", ""),
            columns=tuple(
                (
                    column["name"],
                    " ".join(column["description"].split()),
                    "metric" in column.get("meta", {}),
                )
                for column in model["columns"]
            ),
        )

    @classmethod
    def read_all(cls, models: Path) -> list[DocumentedModel]:
        """Return every model below a folder, gold first, each layer by name.

        :param models: dbt's folder of models.
        """
        return [
            cls.read(path, layer)
            for layer in ("gold", "silver")
            for path in sorted((models / layer).rglob("*.yml"), key=lambda path: path.stem)
            if not path.stem.startswith("_") and not path.stem.endswith("_unit_tests")
        ]
