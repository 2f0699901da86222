"""The FastAPI app of the pages, mounted by the plugin under ``/tokyobeta``."""

from __future__ import annotations

import html
from typing import Final

from fastapi import FastAPI, HTTPException, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import HTMLResponse, JSONResponse, Response

from include.exceptions import HealthError
from tokyobeta.web.access import DAG_ID, protected_app
from tokyobeta.web.health_routes import health_router
from tokyobeta.web.health_source import HealthSource
from tokyobeta.web.lineage_routes import lineage_router
from tokyobeta.web.numbers_routes import numbers_router
from tokyobeta.web.pages import Pages
from tokyobeta.web.static_routes import static_router
from tokyobeta.web.trends_routes import trends_router

URL_PREFIX: Final = "/tokyobeta"
# Nothing from outside, no script or style but the app's own files.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


def create_app(root: str) -> FastAPI:
    """Return the app; every route of it asks Airflow who is there and what they may see.

    :param root: path of the web UI below its host, without a slash at the end.
    """
    app = protected_app("data health")
    pages, source = Pages(root), HealthSource()
    app.include_router(health_router(pages, source))
    app.include_router(trends_router(pages, source))
    app.include_router(numbers_router(pages, source))
    app.include_router(lineage_router(pages, source))
    app.include_router(static_router())

    @app.middleware("http")
    async def restrict(request: Request, call_next):  # type: ignore[no-untyped-def]
        answer: Response = await call_next(request)
        answer.headers["Content-Security-Policy"] = _POLICY
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "same-origin"
        return answer

    @app.exception_handler(HealthError)
    async def unreadable(request: Request, error: HealthError) -> Response:
        if not _wants_page(request):
            return JSONResponse({"detail": error.problem, "next": error.action}, status_code=503)
        return HTMLResponse(pages.render("unreadable", {"error": error}), status_code=503)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        if not _wants_page(request):
            return await http_exception_handler(request, error)
        return HTMLResponse(_refusal(root, error), status_code=error.status_code)

    return app


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _refusal(root: str, error: HTTPException) -> str:
    """Return a page without any file beside it: those need a login as well."""
    steps = {
        401: f'Next: <a href="{html.escape(root)}/">log in to Airflow</a>, then open Data health again.',
        403: f"Next: ask an administrator for the right to read the DAG {DAG_ID}.",
        404: f'Next: go back to <a href="{html.escape(root)}/tokyobeta/health">Data health</a>.',
    }
    title = {401: "You are not logged in.", 403: "You may not see this page."}.get(
        error.status_code, str(error.detail)
    )
    return (
        '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
        f"<title>Data health</title><h1>{html.escape(title)}</h1>"
        f"<p>{steps.get(error.status_code, '')}</p></html>"
    )
