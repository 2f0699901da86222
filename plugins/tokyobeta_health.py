"""The plugin that puts *Data health* into the navigation of the web UI."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

_ROOT = urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")


class DataHealthPlugin(AirflowPlugin):
    """Data health and the numbers preview: pages of a FastAPI app, shown inside the web UI."""

    name = "tokyobeta_health"
    external_views = [  # noqa: RUF012 (Airflow's own attribute)
        {
            "name": "Data health",
            "href": f"{_ROOT}/tokyobeta/health",
            "destination": "nav",
            "url_route": "data-health",
            "icon": f"{_ROOT}/tokyobeta/static/health.svg",
            "icon_dark_mode": f"{_ROOT}/tokyobeta/static/health-dark.svg",
            "nav_top_level": True,
        }
    ]

    @cached_property
    def fastapi_apps(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """The app; every process imports this file, and only the API server pays for FastAPI."""
        from tokyobeta.web.app import create_app  # noqa: PLC0415

        return [{"name": "tokyobeta_health", "app": create_app(_ROOT), "url_prefix": "/tokyobeta"}]
