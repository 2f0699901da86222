"""Who may see the pipeline's own pages: the one place that says it.

Airflow mounts a plugin's FastAPI application beside its own and adds no login to it (Airflow documentation,
"Plugins", FastAPI apps): what a plugin does not protect itself is public to whoever reaches the web server.
"""

from __future__ import annotations

from typing import Final

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.core_api.security import requires_access_dag
from fastapi import Depends, FastAPI

# The pages show SQL, columns and figures of this DAG: who may read its code may read them.
DAG_ID: Final = "tokyobeta_daily"


def protected_app(title: str) -> FastAPI:
    """Return an application whose every route needs a login and the right to read the code of the daily DAG.

    Without a valid login a route answers 401, without the right 403, as Airflow's own API does. Add routes
    with its decorators only: an application mounted below it would not inherit the check. FastAPI's own
    pages (``/docs``, ``/openapi.json``) do not inherit it either, so they are off.

    :param title: what the application is, for error pages and logs.
    """
    may_read = requires_access_dag("GET", DagAccessEntity.CODE, DAG_ID)
    return FastAPI(
        title=title, dependencies=[Depends(may_read)], docs_url=None, redoc_url=None, openapi_url=None
    )
