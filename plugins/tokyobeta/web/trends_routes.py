"""Trends: sizes, durations, freshness, snapshots and each quality rule over time."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Final

from airflow.api_fastapi.common.db.common import SessionDep
from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from include.health.history import History
from include.health.series import Series
from include.health.trends import rule_trends, snapshot_coverage, trend_charts
from tokyobeta.web.answers import csv_answer, json_answer
from tokyobeta.web.health_routes import last_day
from tokyobeta.web.health_source import HealthSource
from tokyobeta.web.pages import Pages

# What the page offers: two months, half a year, two years.
WINDOWS: Final = (60, 180, 730)
_Days = Annotated[int, Query(ge=7, le=731)]


def trends_router(pages: Pages, source: HealthSource) -> APIRouter:
    """Return the routes of the trends.

    :param pages: the templates.
    :param source: what they show.
    """
    router = APIRouter()

    @router.get("/trends", response_class=HTMLResponse)
    def trends(session: SessionDep, days: _Days = WINDOWS[0], until: str = "") -> str:
        return pages.render("trends", {"active": "trends", **_trends(source.history(session), days, until)})

    @router.get("/trends.json")
    def trends_json(session: SessionDep, days: _Days = WINDOWS[0], until: str = "") -> Response:
        return json_answer(_trends(source.history(session), days, until))

    @router.get("/trends.csv")
    def trends_csv(session: SessionDep, days: _Days = WINDOWS[0], until: str = "") -> Response:
        return csv_answer("trends", _points(_trends(source.history(session), days, until)))

    return router


def _trends(history: History | None, days: int, until: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"windows": WINDOWS, "days": days, "first": None, "last": None}
    if history is None:
        return {**empty, "groups": {}, "rules": [], "snapshots": {"days": [], "gaps": []}}
    last = last_day(history, until)
    first = last - timedelta(days=days - 1)
    if history.first_day:
        # A young pipeline must not be a dot at the right edge.
        first = min(max(first, history.first_day), last - timedelta(days=6))
    return {
        **empty,
        "first": first,
        "last": last,
        "groups": trend_charts(history, first, last),
        "rules": rule_trends(history, first, last),
        "snapshots": snapshot_coverage(history, first, last),
    }


def _points(shown: dict[str, Any]) -> list[dict[str, Any]]:
    series: list[Series] = [each for group in shown["groups"].values() for each in group]
    series += [rule.series for rule in shown["rules"]]
    return [
        {
            "series": each.name,
            "title": each.title,
            "unit": each.unit,
            "day": day,
            "value": value,
            "limit": each.limit,
        }
        for each in series
        for day, value in each.points
    ]
