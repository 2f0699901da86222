"""Settings: one module, every one documented, wrong values named."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from dev.settings_table import settings_table
from include.settings import PROJECT_DIR, Settings

PAGE = PROJECT_DIR / "docs" / "settings.md"


def test_a_setting_is_read_from_its_environment_variable(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TOKYOBETA_BACKUP_DAYS", "5")
    assert Settings().backup_days == 5


def test_a_wrong_value_is_refused_and_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TOKYOBETA_BACKUP_DAYS", "none")
    with pytest.raises(ValidationError, match="backup_days"):
        Settings()


def test_settings_cannot_be_changed_while_running():
    with pytest.raises(ValidationError, match="frozen"):
        Settings().backup_days = 1  # type: ignore[misc]


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_gives_its_reason(name: str):
    assert Settings.model_fields[name].description


def test_the_documented_settings_are_the_settings():
    assert PAGE.read_text(encoding="utf-8") == settings_table(), "run `make docs`"
