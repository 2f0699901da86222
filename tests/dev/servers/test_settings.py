"""Every setting of the local stack is documented."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from dev.servers.settings import LocalSettings

PAGE = Path(__file__).parents[3] / "docs" / "local-stack.md"


@pytest.mark.parametrize("name", sorted(LocalSettings.model_fields))
def test_setting_is_documented(name: str) -> None:
    assert f"`TOKYOBETA_LOCAL_{name.upper()}`" in PAGE.read_text(encoding="utf-8")
    assert LocalSettings.model_fields[name].description


def test_unacceptable_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKYOBETA_LOCAL_AIRFLOW_PORT", "80")
    with pytest.raises(ValidationError, match="airflow_port"):
        LocalSettings()


def test_cache_follows_the_xdg_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TOKYOBETA_LOCAL_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert LocalSettings().cache == tmp_path / "tokyobeta"
