"""Data health: the verdict, the calendar, a day, the trends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from airflow.api_fastapi.common.db.common import SessionDep
from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from include.health.day_report import day_report
from include.health.history import History
from include.health.verdict import nothing_recorded, status_sentence, verdict
from tokyobeta.web.airflow_runs import day_of_run
from tokyobeta.web.answers import asked_day, csv_answer, json_answer
from tokyobeta.web.health_source import HealthSource
from tokyobeta.web.pages import Pages

CALENDAR_DAYS: Final = 60
_DAY_TABLES: Final = frozenset(
    {
        "tables",
        "rules",
        "publications",
        "runs",
        "airflow_runs",
        "freshness",
        "alerts",
        "restatements",
        "tidy_ups",
    }
)


def health_router(pages: Pages, source: HealthSource) -> APIRouter:
    """Return the routes of data health.

    :param pages: the templates.
    :param source: what they show.
    """
    router = APIRouter()

    @router.get("/health", response_class=HTMLResponse)
    def health(session: SessionDep, until: str = "") -> str:
        return pages.render("health", {"active": "health", **_health(source.history(session), until)})

    @router.get("/health.json")
    def health_json(session: SessionDep, until: str = "") -> Response:
        return json_answer(_health(source.history(session), until))

    @router.get("/calendar.csv")
    def calendar_csv(session: SessionDep, until: str = "") -> Response:
        return csv_answer("calendar", _health(source.history(session), until)["calendar"])

    @router.get("/days/{day}.json")
    def day_json(day: str, session: SessionDep) -> Response:
        return json_answer(day_report(_known(source.history(session)), asked_day(day)))

    @router.get("/days/{day}/{part}.csv")
    def day_csv(day: str, part: str, session: SessionDep) -> Response:
        if part not in _DAY_TABLES:
            raise HTTPException(404, f"A day has {', '.join(sorted(_DAY_TABLES))}, no {part}.")
        return csv_answer(f"{day}_{part}", day_report(_known(source.history(session)), asked_day(day))[part])

    @router.get("/days/{day}", response_class=HTMLResponse)
    def day_page(day: str, session: SessionDep) -> str:
        report = day_report(_known(source.history(session)), asked_day(day))
        return pages.render("day", {"active": "health", "report": report, **_neighbours(report["day"])})

    @router.get("/run")
    def run_page(dag_id: str, run_id: str, session: SessionDep) -> RedirectResponse:
        """Lead from the page of a run to the day that it is about; to the verdict where there is none."""
        day = day_of_run(session, dag_id, run_id)
        return RedirectResponse("health" if day is None or source.history(session) is None else f"days/{day}")

    return router


def _health(history: History | None, until: str) -> dict[str, Any]:
    if history is None:
        return {
            "verdict": nothing_recorded(),
            "calendar": [],
            "until": None,
            "shows_today": True,
            "read_at": None,
        }
    last = last_day(history, until)
    return {
        "verdict": verdict(history),
        "calendar": [
            {
                "day": day,
                "status": status.value,
                "level": status.level,
                "meaning": status_sentence(status),
            }
            for day, status in history.calendar(last, CALENDAR_DAYS)
        ],
        "until": last,
        "shows_today": last >= history.today,
        "read_at": history.document.written_at,
    }


def last_day(history: History, until: str) -> date:
    """Return the last day to show: the one asked for, or today; long after the last run, its day."""
    if until:
        return asked_day(until)
    newest = history.newest_day
    if newest and newest < history.today - timedelta(days=CALENDAR_DAYS):
        return newest
    return history.today


def _known(history: History | None) -> History:
    if history is None:
        raise HTTPException(404, "Nothing has been recorded yet.")
    return history


def _neighbours(day: date) -> dict[str, date]:
    return {"before": day - timedelta(days=1), "after": day + timedelta(days=1)}
