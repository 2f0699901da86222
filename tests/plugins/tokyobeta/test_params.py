"""The trigger forms take what can be meant and refuse the rest before anything runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from airflow.sdk import Param
from airflow.sdk.exceptions import ParamValidationError

from include.clock import tokyo_today
from include.exceptions import ConfigurationError
from tokyobeta.params import daily_params, decision_params, require_possible
from tokyobeta.roll_back import roll_back_params

FORMS = (daily_params, decision_params, roll_back_params)


@pytest.mark.parametrize(
    "value", [None, "2026-02-10", "20260210", f"{tokyo_today()}", f"{tokyo_today():%Y%m%d}"]
)
def test_a_day_in_either_form_is_taken(value: str | None) -> None:
    assert daily_params()["dump_date"].resolve(value) == value


@pytest.mark.parametrize(
    "value",
    ["2062-02-10", "20620210", "1926-02-10", "2025-04-30", "10.02.2026", "2026-2-10", "2026-13-01",
     "2026-02-10T00:00", f"{tokyo_today() + timedelta(days=31)}"],
)  # fmt: skip
@pytest.mark.parametrize("form", [daily_params, roll_back_params])
def test_a_day_that_cannot_be_is_refused_in_the_form(
    form: Callable[[], dict[str, Param]], value: str
) -> None:
    with pytest.raises(ParamValidationError):
        form()["dump_date"].resolve(value)


@pytest.mark.parametrize("value", ["", "2026-02-31"])
def test_going_back_takes_a_day_of_the_calendar_alone(value: str) -> None:
    with pytest.raises(ParamValidationError):
        roll_back_params()["dump_date"].resolve(value)


@pytest.mark.parametrize("form", FORMS)
def test_every_field_is_explained_and_what_must_be_filled_in_is_not_folded(
    form: Callable[[], dict[str, Param]],
) -> None:
    for name, param in form().items():
        assert param.schema["title"], name
        assert len(param.schema["description_md"]) > 20, name
        if param.schema.get("type") == "string":
            assert "section" not in param.schema, name


def test_what_is_rarely_needed_is_folded_away() -> None:
    sections = {name: param.schema.get("section") for name, param in daily_params().items()}
    assert {name for name, section in sections.items() if section is None} == {
        "dump_date",
        "force_restore",
        "skip_spice",
    }
    assert set(sections.values()) == {None, "Failed quality rules", "Rebuild history"}


@pytest.mark.parametrize("form", FORMS)
def test_a_switch_is_not_marked_as_required_and_takes_on_and_off_only(
    form: Callable[[], dict[str, Param]],
) -> None:
    """The form marks every field with a type that is not "null" (FlexibleForm, isRequired)."""
    for name, param in form().items():
        if not isinstance(param.value, bool):
            continue
        assert "type" not in param.schema, name
        assert [param.resolve(value) for value in (True, False)] == [True, False]
        for value in ("yes", 1, 0, "true"):
            with pytest.raises(ParamValidationError):
                param.resolve(value)


def test_rules_are_chosen_from_those_that_stop_a_publish() -> None:
    rules = daily_params()["waive_rules"]
    assert "movings_row_count" in rules.schema["examples"]
    assert rules.resolve(["movings_row_count"]) == ["movings_row_count"]
    for wrong in (["movings_rowcount"], "movings_row_count"):
        with pytest.raises(ParamValidationError):
            rules.resolve(wrong)


def test_a_wrong_confirmation_is_refused_in_the_form() -> None:
    confirmation = daily_params()["rebuild_confirmation"]
    for right in (None, "", "rebuild history", " rebuild history "):
        assert confirmation.resolve(right) == right
    with pytest.raises(ParamValidationError):
        confirmation.resolve("yes")


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"full_refresh": True}, "without its confirmation"),
        ({"rebuild_confirmation": "rebuild history"}, "confirmed but not asked for"),
        ({"waive_rules": ["movings_row_count"]}, "nobody said why"),
        ({"waive_rules": ["movings_row_count"], "waive_reason": " "}, "nobody said why"),
        ({"waive_reason": "the source confirmed it"}, "no rule was chosen"),
    ],
)
def test_what_contradicts_itself_is_refused(params: dict[str, Any], problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        require_possible(params)


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"full_refresh": True, "rebuild_confirmation": "rebuild history"},
        {"waive_rules": ["movings_row_count"], "waive_reason": "the source confirmed it"},
    ],
)
def test_what_can_be_meant_is_let_through(params: dict[str, Any]) -> None:
    require_possible(params)
