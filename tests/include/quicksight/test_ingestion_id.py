from __future__ import annotations

import re

import pytest

from include.quicksight.ingestion_id import new_ingestion_id, run_prefix

RUN_IDS = [
    "scheduled__2026-02-10T07:00:00+09:00",
    "manual__2026-02-10T07:00:00.123456+00:00_Ab3/é 日本",
    "日本",
    "",
    "x" * 400,
]


@pytest.mark.parametrize("run_key", RUN_IDS)
def test_any_run_id_becomes_an_identifier_that_the_api_accepts(run_key: str) -> None:
    assert re.fullmatch(r"[a-zA-Z0-9-_]{1,128}", new_ingestion_id(run_key))


def test_every_try_gets_an_identifier_of_its_own() -> None:
    assert len({new_ingestion_id("run") for _ in range(100)}) == 100


def test_the_run_of_an_ingestion_is_recognised_and_not_confused_with_another() -> None:
    assert new_ingestion_id("a:b").startswith(run_prefix("a:b"))
    assert not new_ingestion_id("a+b").startswith(run_prefix("a:b"))
    assert not new_ingestion_id("run-10").startswith(run_prefix("run-1"))
