"""Reads the published figures, what they mean, and the keys of views from the pages beside the models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

COLUMNS = (
    "metric",
    "gold_table",
    "label",
    "definition",
    "grain",
    "source",
    "filter",
    "unit",
    "valid_from",
    "owner",
)


def described_metrics(models: Path) -> Iterator[tuple[str, ...]]:
    """Yield the figures of the gold models in the order of :data:`COLUMNS`.

    :param models: folder of the gold models.
    """
    for page in sorted(models.rglob("*.yml"), key=lambda page: page.stem):
        for model in yaml.safe_load(page.read_text(encoding="utf-8")).get("models", []):
            for column in model["columns"]:
                metric: dict[str, Any] | None = (column.get("meta") or {}).get("metric")
                if metric is not None:
                    yield (
                        column["name"],
                        model["name"],
                        metric["label"],
                        column["description"],
                        model["meta"]["grain"],
                        model["meta"]["source"],
                        metric.get("filter", "none"),
                        metric["unit"],
                        str(metric.get("valid_from", "2018-01-01")),
                        model["meta"]["owner"],
                    )


def described_keys(models: Path) -> Mapping[str, list[str]]:
    """Return the columns that identify a row of each view, by model.

    :param models: folder of the models.
    """
    return {
        model["name"]: model["meta"]["key"]
        for page in sorted(models.rglob("*.yml"))
        for model in yaml.safe_load(page.read_text(encoding="utf-8")).get("models", [])
        if "key" in model["meta"]
    }
