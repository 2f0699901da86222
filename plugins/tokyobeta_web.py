"""The Airflow plugin of the pipeline: its pages in the web UI."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin


class TokyoBetaWebPlugin(AirflowPlugin):
    """Pages of the pipeline: dbt's documentation, under *Browse*."""

    name = "tokyobeta_web"

    @property
    def fastapi_apps(self) -> list[dict[str, Any]]:  # type: ignore[override]  # a list in the base class
        """Return the applications; only the web server asks, so that only it imports Airflow's API."""
        from tokyobeta.web import dbt_docs  # noqa: PLC0415

        return [{"name": "dbt docs", "app": dbt_docs.dbt_docs_app(), "url_prefix": dbt_docs.URL_PREFIX}]

    @property
    def external_views(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """Return the links in the menu."""
        from tokyobeta.web import dbt_docs  # noqa: PLC0415

        base = urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")
        page = f"{base}{dbt_docs.URL_PREFIX}/{dbt_docs.PAGE}"
        return [{"name": "dbt docs", "category": "Browse", "href": page}]
