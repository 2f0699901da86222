"""dbt's documentation in the web UI, read from where ``publish_docs`` has put it."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI, HTTPException, Response

from tokyobeta.web.access import protected_app

URL_PREFIX: Final = "/tokyobeta/dbt-docs"
PAGE: Final = "index.html"
# The page reads the two others by their relative names (dbt documentation, "dbt docs generate").
FILES: Final = {
    PAGE: "text/html; charset=utf-8",
    "manifest.json": "application/json",
    "catalog.json": "application/json",
}
# Only pages of this web server may show it in a frame, and a shared cache must not answer in its place.
HEADERS: Final = {"Content-Security-Policy": "frame-ancestors 'self'", "Cache-Control": "private, no-cache"}


def dbt_docs_app() -> FastAPI:
    """Return the application that serves the files of dbt's documentation to those who may read the DAG."""
    app = protected_app("dbt docs")

    @app.get("/{name}")
    def file(name: str) -> Response:
        if name not in FILES:
            raise HTTPException(404, f"dbt's documentation has no file {name!r}.")
        content = _read(name)
        if content is None:
            raise HTTPException(404, f"No {name} yet. Next: run publish_docs of the DAG tokyobeta_daily.")
        return Response(content, media_type=FILES[name], headers=HEADERS)

    return app


def _read(name: str) -> bytes | None:
    # Imported when a page is asked for: the web server starts without them.
    from include.s3.objects import read_object  # noqa: PLC0415
    from include.settings import get_settings  # noqa: PLC0415
    from tokyobeta.hooks.aws import s3_client  # noqa: PLC0415

    settings = get_settings()
    key = f"{settings.dbt_docs_prefix.strip('/')}/{name}"
    return read_object(s3_client(settings.aws_conn_id), settings.bucket, key)
