"""The trigger form takes the days that can be and refuses the others at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from airflow.sdk.exceptions import ParamValidationError

from include.clock import tokyo_today
from tokyobeta.params import daily_params


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
def test_a_day_that_cannot_be_is_refused_in_the_form(value: str) -> None:
    with pytest.raises(ParamValidationError):
        daily_params()["dump_date"].resolve(value)
