"""The style sheet, the script and the icons."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

from tokyobeta.web.pages import STATIC

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def static_router() -> APIRouter:
    """Return the route of the files in ``static/``."""
    router = APIRouter()

    @router.get("/static/{name}")
    def static(name: str) -> FileResponse:
        path = next((file for file in STATIC.iterdir() if file.name == name), None)
        if path is None:
            raise HTTPException(404, f"There is no file {name}.")
        return FileResponse(path, media_type=_TYPES[path.suffix], headers={"Cache-Control": "max-age=300"})

    return router
