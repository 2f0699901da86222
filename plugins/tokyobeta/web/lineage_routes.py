"""Lineage: what a dashboard is made of, and what a dump has fed."""

from __future__ import annotations

from typing import Any

from airflow.api_fastapi.common.db.common import SessionDep
from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from include.health.history import History
from include.health.lineage import Lineage
from tokyobeta.web.answers import asked_day, csv_answer, json_answer
from tokyobeta.web.health_source import HealthSource
from tokyobeta.web.pages import Pages


def lineage_router(pages: Pages, source: HealthSource) -> APIRouter:
    """Return the routes of the lineage.

    :param pages: the templates.
    :param source: what they show.
    """
    router = APIRouter()

    @router.get("/lineage", response_class=HTMLResponse)
    def lineage(session: SessionDep, of: str = "", day: str = "") -> str:
        return pages.render("lineage", {"active": "lineage", **_shown(source.history(session), of, day)})

    @router.get("/lineage.json")
    def lineage_json(session: SessionDep, of: str = "", day: str = "") -> Response:
        return json_answer(_shown(source.history(session), of, day))

    @router.get("/lineage.csv")
    def lineage_csv(session: SessionDep, of: str = "", day: str = "") -> Response:
        shown = _shown(source.history(session), of, day)
        rows = [
            {"direction": direction, **{k: v for k, v in row.items() if k not in {"reads", "feeds"}}}
            for direction in ("back", "forward")
            for row in shown[direction]
        ]
        return csv_answer("lineage", rows if of else shown["edges"])

    return router


def _shown(history: History | None, of: str, day: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"of": None, "back": [], "forward": [], "edges": [], "names": {}, "origin": None}
    asked = asked_day(day) if day else None
    published = history.published if history else None
    if history is None or published is None or not history.document.rows("lineage"):
        return empty
    found = Lineage(history, asked or published["dump_date"])
    if of and of not in found:
        raise HTTPException(404, f"Nothing is called {of}.")
    return {
        "of": found.entry(of) if of else None,
        "back": found.back(of) if of else [],
        "forward": found.forward(of) if of else [],
        "edges": [] if of else found.edges(),
        "names": found.names(),
        "origin": found.origin(),
    }
