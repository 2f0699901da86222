"""The page of definitions says what the models' own documentation says."""

from __future__ import annotations

from pathlib import Path

import pytest

from dev.definitions.documented_model import DocumentedModel
from dev.definitions.page import MODELS, PAGE, render
from include.exceptions import ConfigurationError


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run python -m dev.definitions"


def test_every_model_is_on_the_page() -> None:
    names = {model.name for model in DocumentedModel.read_all(MODELS)}
    assert names == {path.stem for layer in ("gold", "silver") for path in (MODELS / layer).rglob("*.sql")}


def test_a_file_with_two_models_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "two.yml"
    path.write_text("models: [{name: a}, {name: b}]", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="2 models"):
        DocumentedModel.read(path, "gold")
