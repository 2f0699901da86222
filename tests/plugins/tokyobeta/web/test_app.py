"""The pages ask Airflow who is there, change nothing, and say what to do where there is nothing to show."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from airflow.api_fastapi.app import init_auth_manager
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from airflow.models.dagrun import DagRun
from airflow.utils.db import initdb
from airflow.utils.session import create_session
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from include.clock import tokyo_today
from include.health.lineage_graph import lineage_rows
from include.settings import get_settings
from tests.include.health.ledger_days import LedgerDays
from tests.include.health.test_day_report import restatement
from tokyobeta.web.app import URL_PREFIX, create_app
from tokyobeta_web import TokyoBetaWebPlugin

pytestmark = [pytest.mark.aws, pytest.mark.slow]

PAGES = ("health", "trends", "numbers", "lineage")


@pytest.fixture(scope="module")
def auth() -> Any:
    initdb()
    return init_auth_manager()


@pytest.fixture
def app(auth: Any, connections: Any) -> FastAPI:
    get_settings.cache_clear()
    return create_app("")


def client(app: FastAPI, auth: Any, role: str | None = "viewer") -> TestClient:
    token = auth.generate_jwt(SimpleAuthManagerUser(username="somebody", role=role))
    return TestClient(app, cookies={"_token": token})


def store(data_bucket: Any, days: LedgerDays) -> None:
    body = days.document(datetime.now(UTC)).to_bytes()
    data_bucket.put_object(Bucket="jram-gghouse", Key="health/ledger.json.gz", Body=body)


def routes(app: FastAPI) -> list[APIRoute]:
    return [route for route in app.routes if isinstance(route, APIRoute)]


def test_no_route_takes_anything_but_a_question(app: FastAPI, auth: Any):
    """That each asks for a login and the right to read the DAG: test_access.py."""
    assert len(routes(app)) > 10
    assert all(route.methods == {"GET"} for route in routes(app))
    assert client(app, auth, "admin").post("/health").status_code == 405


def test_who_is_not_logged_in_reads_how_to_log_in(app: FastAPI):
    answer = TestClient(app).get("/health", headers={"accept": "text/html"})
    assert answer.status_code == 401
    assert "log in to Airflow" in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_before_the_first_run_each_page_says_how_to_begin(
    app: FastAPI, auth: Any, data_bucket: Any, page: str
):
    answer = client(app, auth).get(f"/{page}")
    assert answer.status_code == 200
    assert "tokyobeta_daily" in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_without_its_storage_a_page_says_what_to_check(app: FastAPI, auth: Any, empty_aws: str, page: str):
    answer = client(app, auth).get(f"/{page}", headers={"accept": "text/html"})
    assert answer.status_code == 503
    assert "Check the connection aws_default" in answer.text


def test_a_published_day_is_shown_with_its_dump_rules_and_tables(app: FastAPI, auth: Any, data_bucket: Any):
    today = tokyo_today()
    store(data_bucket, LedgerDays().good(today - timedelta(days=1)).good(today))
    viewer = client(app, auth)
    assert "all rules passed" in viewer.get("/health").text
    day = viewer.get(f"/days/{today}").text
    for shown in ("ab" * 32, "movings_row_count", "tenants", "tokyobeta-moveouts", "15.0 s"):
        assert shown in day, shown
    assert viewer.get(f"/days/{today}.json").json()["dump"]["version_id"] == "v1"
    lines = viewer.get(f"/days/{today}/tables.csv").text.splitlines()
    assert lines[0].startswith("\ufefftable_name,rows")
    assert len(lines) == 3
    assert len(viewer.get("/calendar.csv").text.splitlines()) == 61
    assert "movings" in viewer.get("/trends").text
    assert viewer.get("/days/soon").status_code == 404


def test_the_page_of_a_run_leads_to_its_day_in_data_health(app: FastAPI, auth: Any, data_bucket: Any):
    """The web UI puts the run's name into the address, encoded; one without a day leads to the verdict."""
    run_id = "manual__2026-02-11T22:00:00+00:00_tab"
    with create_session() as session:
        session.add(
            DagRun(
                dag_id="tokyobeta_daily",
                run_id=run_id,
                conf={"dump_date": "2026-02-10"},
                run_type="manual",
                run_after=datetime(2026, 2, 11, 22, tzinfo=UTC),
                state="failed",
            )
        )
    viewer = client(app, auth)
    [tab] = [view for view in TokyoBetaWebPlugin().external_views if view.get("destination") == "dag_run"]
    href = tab["href"].removeprefix(URL_PREFIX).replace("{DAG_ID}", "tokyobeta_daily")
    address = href.replace("{RUN_ID}", quote(run_id, safe=""))
    assert viewer.get(address, follow_redirects=False).headers["location"] == "health", "nothing is recorded"
    store(data_bucket, LedgerDays().good(date(2026, 2, 10)))
    answer = viewer.get(address)
    assert (answer.status_code, answer.url.path) == (200, "/days/2026-02-10")
    other = viewer.get(href.replace("{RUN_ID}", "no_such_run"), follow_redirects=False)
    assert other.headers["location"] == "health"


def test_a_page_fetches_nothing_from_outside_and_runs_no_script_of_its_own(
    app: FastAPI, auth: Any, data_bucket: Any
):
    store(data_bucket, LedgerDays().good(tokyo_today()))
    answer = client(app, auth).get("/health")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for page in (*PAGES, f"days/{tokyo_today()}"):
        text = client(app, auth).get(f"/{page}").text
        assert re.findall(r'(?:src|href)="(?!/)[^"#]*"', text) == []
        assert "style=" not in text
    static = Path(__file__).parents[4] / "plugins" / "tokyobeta" / "web" / "static"
    for file in static.iterdir():
        found = set(re.findall(r"https?://[^\"' ]+", file.read_text(encoding="utf-8")))
        assert found <= {"http://www.w3.org/2000/svg"}, file


def test_a_day_shows_what_was_restated_and_which_messages_went_out(app: FastAPI, auth: Any, data_bucket: Any):
    today = tokyo_today()
    days = LedgerDays().restore(today)
    days.publish(today, overrides=["rule x was waived"], warning_sent_at=datetime.now(UTC)).finish(today)
    days.tables["restatements"] = [restatement(today)]
    store(data_bucket, days)
    viewer = client(app, auth)
    page = viewer.get(f"/days/{today}").text
    for shown in ("daily_activity_summary.signings", "late entry", "rule x was waived"):
        assert shown in page, shown
    for part in ("alerts", "restatements"):
        assert len(viewer.get(f"/days/{today}/{part}.csv").text.splitlines()) == 2
    before = viewer.get(f"/days/{today - timedelta(days=1)}").text
    assert f"/tokyobeta/days/{today}#restatements" in before


def test_text_of_a_dump_is_shown_and_not_run(app: FastAPI, auth: Any, data_bucket: Any):
    days = LedgerDays().good(tokyo_today())
    days.tables["rules"][0]["detail"] = "<script>alert(1)</script> 神奈川県"
    store(data_bucket, days)
    text = client(app, auth).get(f"/days/{tokyo_today()}").text
    assert "<script>alert" not in text
    assert "神奈川県" in text


def test_a_dashboard_is_traced_back_to_its_dump_and_a_dump_forward(app: FastAPI, auth: Any, data_bucket: Any):
    today = tokyo_today()
    days = LedgerDays().good(today)
    days.tables["lineage"] = lineage_rows(get_settings().dbt_manifest)
    store(data_bucket, days)
    viewer = client(app, auth)
    assert "Begin at a dashboard" in viewer.get("/lineage").text
    page = viewer.get("/lineage", params={"of": "Tokyo Beta: map"}).text
    for shown in ("tokyobeta-rooms", "gold.bi_rooms", "staging.movings", "ab" * 32, f"r{today}"):
        assert shown in page, shown
    fed = viewer.get("/lineage.json", params={"of": "staging.movings"}).json()["forward"]
    assert {"tokyobeta-rooms", "Tokyo Beta: map"} <= {row["name"] for row in fed}
    lines = viewer.get("/lineage.csv", params={"of": "Tokyo Beta: map"}).text.splitlines()
    assert lines[0].startswith("\ufeffdirection,steps,name,kind")
    assert len(viewer.get("/lineage.csv").text.splitlines()) > 100
    assert viewer.get("/lineage", params={"of": "gold.nothing"}).status_code == 404
    assert "What this dump fed" in viewer.get(f"/days/{today}").text


def test_the_numbers_show_figures_of_others_with_their_explanation_and_how_to_enter_one(
    app: FastAPI, auth: Any, data_bucket: Any
):
    today = tokyo_today()
    days = LedgerDays().good(today)
    kpi = dict.fromkeys(("occupancy_rate_at_start", "rent_jpy", "revpar_jpy", "recpar_cash_jpy"), 0.5)
    days.tables["numbers_kpi"] = [{"metric_date": today, "as_of_date": today, **kpi}]
    store(data_bucket, days)
    viewer = client(app, auth)
    page = viewer.get("/numbers").text
    assert "Nobody has entered a figure" in page
    assert "dbt/seeds/external_figures.csv" in page
    entry = {
        "comparison": "differs",
        "month": "2026-01",
        "compared_figure": "Occupied rooms",
        "tenant_type": "all",
        "their_source": "Excel",
        "their_value": 760.0,
        "our_value": 740.0,
        "difference": -20.0,
        "explanation": "Step 4 of the bridge",
        "our_first_published_value": 739.0,
        "our_restatement_reason": "late entry",
        "our_definition": "Rooms occupied at the end of the day.",
        "note": None,
    }
    days.tables["numbers_external_figures"] = [entry]
    store(data_bucket, days)
    page = viewer.get("/numbers").text
    for shown in ("Occupied rooms", "Excel", "760", "740", "-20", "739", "late entry", "Step 4 of the"):
        assert shown in page, shown
    assert viewer.get("/numbers.json").json()["external_figures"] == [entry]
