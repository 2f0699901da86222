"""The Airflow plugin of the pipeline: its pages in the web UI."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin


class TokyoBetaWebPlugin(AirflowPlugin):
    """Pages of the pipeline: *Data health* in the navigation and on each run's page, dbt's documentation."""

    name = "tokyobeta_web"

    @property
    def fastapi_apps(self) -> list[dict[str, Any]]:  # type: ignore[override]  # a list in the base class
        """Return the applications; only the web server asks, so that only it imports Airflow's API."""
        from tokyobeta.web import app, dbt_docs  # noqa: PLC0415

        return [
            # First: its prefix begins as the other's does.
            {"name": "dbt docs", "app": dbt_docs.dbt_docs_app(), "url_prefix": dbt_docs.URL_PREFIX},
            {"name": "data health", "app": app.create_app(_base()), "url_prefix": app.URL_PREFIX},
        ]

    @property
    def external_views(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """Return the links in the menu."""
        from tokyobeta.web import app, dbt_docs  # noqa: PLC0415

        health = f"{_base()}{app.URL_PREFIX}"
        icons = {
            "icon": f"{health}/static/health.svg",
            "icon_dark_mode": f"{health}/static/health-dark.svg",
        }
        return [
            {
                "name": "dbt docs",
                "category": "Browse",
                "href": f"{_base()}{dbt_docs.URL_PREFIX}/{dbt_docs.PAGE}",
            },
            {
                "name": "Data health",
                "href": f"{health}/health",
                "destination": "nav",
                "url_route": "data-health",
                **icons,
                "nav_top_level": True,
            },
            {
                # A tab on the page of each run. The web UI puts in which run it is.
                "name": "Data health of the day",
                "href": f"{health}/run?dag_id={{DAG_ID}}&run_id={{RUN_ID}}",
                "destination": "dag_run",
                "url_route": "data-health-of-the-day",
                **icons,
            },
        ]


def _base() -> str:
    """Return the path of the web UI below its host, without a slash at the end."""
    return urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")
