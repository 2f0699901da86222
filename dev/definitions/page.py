"""The page docs/definitions.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from dev.definitions.documented_model import DocumentedModel
from include.settings import PROJECT_DIR

MODELS = PROJECT_DIR / "dbt" / "models"
PAGE = PROJECT_DIR / "docs" / "definitions.md"

_HEAD = """# Definitions

What every table and figure means, precise enough to compute it without reading its SQL. Made by
`python -m dev.definitions` from the yml beside the dbt models and `dbt/models/overview.md`: change them,
not this page. A figure marked with * is also in `gold.metric_definitions`.
"""


def render(models: Path = MODELS) -> str:
    """Return the page.

    :param models: dbt's folder of models.
    """
    documented = DocumentedModel.read_all(models)
    overview = (models / "overview.md").read_text(encoding="utf-8")
    rules = re.sub(r"{%.*?%}\n?", "", overview).replace("### ", "## ").strip()
    parts = [_HEAD, rules]
    for layer in ("gold", "silver"):
        parts.append(f"## {layer.capitalize()}")
        parts += [_section(model) for model in documented if model.layer == layer]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _section(model: DocumentedModel) -> str:
    return "\n".join(
        [
            f"### {model.name}",
            "",
            f"Grain: {model.grain}. Source: {model.source}.",
            "",
            model.description,
            "",
            "| Column | Definition |",
            "|---|---|",
            *_rows(model.columns),
        ]
    )


def _rows(columns: Sequence[tuple[str, str, bool]]) -> list[str]:
    return [
        f"| `{name}`{'*' if is_figure else ''} | {definition.replace('|', '&#124;')} |"
        for name, definition, is_figure in columns
    ]
