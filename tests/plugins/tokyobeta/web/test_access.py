"""No page of a plugin answers without a login and the right to read the DAG (review of operations, A3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Mount

from include.settings import get_settings

PLUGINS = Path(__file__).resolve().parents[4] / "plugins"
# FastAPI's description of an application without routes: all that is left of Cosmos' own pages.
EMPTY_APP = {"/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"}
FILES = ("index.html", "manifest.json", "catalog.json")


@pytest.fixture(scope="module")
def application() -> Iterator[FastAPI]:
    """Airflow's web application with the plugins of this repository, on an empty database."""
    from airflow import plugins_manager
    from airflow.api_fastapi.app import create_app, purge_cached_app
    from airflow.utils.db import initdb

    initdb()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("airflow.settings.PLUGINS_FOLDER", str(PLUGINS))
        caches = [found for found in vars(plugins_manager).values() if hasattr(found, "cache_clear")]
        for cache in caches:
            cache.cache_clear()
        purge_cached_app()
        yield create_app(apps="core")
        assert plugins_manager.get_import_errors() == {}
    for cache in caches:
        cache.cache_clear()
    purge_cached_app()


@pytest.fixture
def browser(application: FastAPI) -> TestClient:
    return TestClient(application, raise_server_exceptions=False)


@pytest.fixture
def bucket(connections: Any, empty_aws: str) -> Any:
    """The bucket with the files that ``publish_docs`` leaves."""
    get_settings.cache_clear()
    s3 = boto3.client("s3", endpoint_url=empty_aws, region_name="ap-northeast-1")
    s3.create_bucket(
        Bucket=get_settings().bucket, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    for name in FILES:
        s3.put_object(Bucket=get_settings().bucket, Key=f"dbt-docs/{name}", Body=f"<{name}>".encode())
    return s3


def login(role: str | None) -> dict[str, str]:
    """Return the header of a person with a role of Airflow's simple auth manager."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    token = get_auth_manager().generate_jwt(SimpleAuthManagerUser(username="someone", role=role))
    return {"Authorization": f"Bearer {token}"}


def plugin_apps(application: FastAPI) -> dict[str, FastAPI]:
    """Return what plugins have mounted beside Airflow's own applications, by prefix."""
    from airflow import plugins_manager

    prefixes = {app["url_prefix"] for app in plugins_manager.get_fastapi_plugins()[0]}
    mounted = [route for route in application.routes if isinstance(route, Mount) and route.path in prefixes]
    return {route.path: route.app for route in mounted if isinstance(route.app, FastAPI)}


def plugin_routes(application: FastAPI) -> list[tuple[str, str]]:
    """Return method and path of every route of every plugin, parameters filled with a word."""
    found = []
    for prefix, app in plugin_apps(application).items():
        for route in app.routes:
            path = getattr(route, "path", "")
            if not isinstance(route, APIRoute):
                # Neither a mount nor a page of FastAPI: those would not ask for a login.
                assert prefix == "/cosmos", (prefix, path)
                assert path in EMPTY_APP, (prefix, path)
                continue
            found += [
                (method, prefix + path.replace("{name}", name))
                for method in route.methods
                for name in (FILES if "{name}" in path else ("",))
            ]
    return found


def test_the_plugins_are_there(application: FastAPI) -> None:
    # Should the search break, the tests below would pass for the wrong reason.
    assert {"/cosmos", "/tokyobeta/dbt-docs"} <= plugin_apps(application).keys()
    assert ("GET", "/tokyobeta/dbt-docs/manifest.json") in plugin_routes(application)


def test_cosmos_serves_none_of_its_own_pages(application: FastAPI, browser: TestClient) -> None:
    """They ask for no login: https://github.com/astronomer/astronomer-cosmos/pull/2972."""
    assert not [path for _, path in plugin_routes(application) if path.startswith("/cosmos")]
    assert browser.get("/cosmos/openapi.json").json()["paths"] == {}


def test_every_route_of_every_plugin_asks_for_a_login(application: FastAPI, browser: TestClient) -> None:
    answers = {route: browser.request(*route).status_code for route in plugin_routes(application)}
    assert set(answers.values()) == {401}, answers


def test_every_route_of_every_plugin_refuses_a_wrong_token(application: FastAPI, browser: TestClient) -> None:
    wrong = {"Authorization": "Bearer not-a-token"}
    answers = {
        route: browser.request(*route, headers=wrong).status_code for route in plugin_routes(application)
    }
    assert set(answers.values()) == {403}, answers


def test_every_route_of_every_plugin_refuses_a_person_without_rights(
    application: FastAPI, browser: TestClient
) -> None:
    answers = {
        route: browser.request(*route, headers=login(None)).status_code
        for route in plugin_routes(application)
    }
    assert set(answers.values()) == {403}, answers


@pytest.mark.aws
@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("name", FILES)
def test_who_may_read_the_dag_reads_the_documentation(browser: TestClient, name: str) -> None:
    answer = browser.get(f"/tokyobeta/dbt-docs/{name}", headers=login("viewer"))
    assert (answer.status_code, answer.text) == (200, f"<{name}>")
    assert answer.headers["content-security-policy"] == "frame-ancestors 'self'"


@pytest.mark.aws
def test_before_the_first_run_the_page_says_what_to_do(browser: TestClient, bucket: Any) -> None:
    bucket.delete_object(Bucket=get_settings().bucket, Key="dbt-docs/index.html")
    answer = browser.get("/tokyobeta/dbt-docs/index.html", headers=login("viewer"))
    assert answer.status_code == 404
    assert "publish_docs" in answer.text


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("name", ["graph.gpickle", "..%2Fsnapshots", "partial_parse.msgpack"])
def test_nothing_else_of_the_bucket_is_served(browser: TestClient, name: str) -> None:
    assert browser.get(f"/tokyobeta/dbt-docs/{name}", headers=login("admin")).status_code == 404


def test_the_menu_leads_to_the_page(application: FastAPI, browser: TestClient) -> None:
    views = [
        view
        for plugin in browser.get("/api/v2/plugins", headers=login("admin")).json()["plugins"]
        for view in plugin["external_views"]
    ]
    assert [(view["name"], view["category"], view["destination"]) for view in views] == [
        ("dbt docs", "Browse", "nav"),
        ("Data health", None, "nav"),
        ("Data health of the day", None, "dag_run"),
    ]
    for view in views:
        assert browser.get(view["href"]).status_code == 401
