"""Publishing and rolling back, as the tests of several files do it."""

from __future__ import annotations

from datetime import date
from typing import Any

from include.staging.publish.publish_result import PublishResult
from include.staging.publish.publisher import Publisher


def publish(publisher: Publisher, day: date, **options: Any) -> PublishResult:
    return publisher.publish(day, run_id="run", code_version="abc", **options)


def roll_back(publisher: Publisher, day: date) -> PublishResult:
    return publisher.roll_back(day, run_id="a person", code_version="abc")
