"""Numbers preview: the key figures of the dashboards, as users will see them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from airflow.api_fastapi.common.db.common import SessionDep
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from include.health.history import History
from include.health.numbers import figures, number_charts
from tokyobeta.web.answers import csv_answer, json_answer
from tokyobeta.web.health_source import HealthSource
from tokyobeta.web.pages import Pages


def numbers_router(pages: Pages, source: HealthSource) -> APIRouter:
    """Return the routes of the numbers preview.

    :param pages: the templates.
    :param source: what they show.
    """
    router = APIRouter()

    @router.get("/numbers", response_class=HTMLResponse)
    def numbers(session: SessionDep) -> str:
        return pages.render("numbers", {"active": "numbers", **_numbers(source.history(session))})

    @router.get("/numbers.json")
    def numbers_json(session: SessionDep) -> Response:
        return json_answer(_numbers(source.history(session)))

    @router.get("/numbers.csv")
    def numbers_csv(session: SessionDep) -> Response:
        return csv_answer(
            "numbers", [asdict(figure) for figure in _numbers(source.history(session))["figures"]]
        )

    return router


def _numbers(history: History | None) -> dict[str, Any]:
    if history is None:
        return {"figures": [], "charts": [], "municipalities": [], "external_figures": [], "read_at": None}
    document = history.document
    return {
        "figures": figures(document),
        "charts": number_charts(document),
        "municipalities": document.rows("numbers_municipalities"),
        "external_figures": document.rows("numbers_external_figures"),
        "read_at": document.written_at,
    }
