"""The web UI as analysts and the engineer on call use it: looked at, gone back, decided."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from dev.guide_pictures import answer, take
from dev.local.airflow_api import AirflowApi
from dev.local.dag_run import DagRun
from dev.local.stack import Stack
from dev.sample.fault import Fault
from dev.sample.sample_world import SampleWorld
from include.health.verdict import day_text
from tests.e2e.browser import console_problems, web_ui
from tests.e2e.conftest import DAG_ID, DAY, finish, query, upload
from tests.ui.accessibility import serious_violations
from tests.ui.conftest import SHOTS
from tests.ui.forms import newest, run_ids, trigger_in_browser
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.mysql,
    pytest.mark.aws,
    pytest.mark.timeout(2400),
]

ROLL_BACK = "tokyobeta_roll_back"
DECISION = "tokyobeta_failed_rules"
FIRE_DRILL = "tokyobeta_fire_drill"
SEND_SPICE = "tokyobeta_send_spice"
FORMS = (
    "tokyobeta_daily",
    ROLL_BACK,
    SEND_SPICE,
    "tokyobeta_reload_snapshot",
    FIRE_DRILL,
    "tokyobeta_tidy_up",
)
PAGES = ("health", "trends", "numbers", "lineage", f"lineage?of=dump&day={DAY}", f"days/{DAY}")


def published(stack: Stack) -> date:
    [(day,)] = query(stack.warehouse(), "SELECT dump_date FROM ops.current_publication")
    return day


def gold_day(stack: Stack) -> date:
    [(day,)] = query(stack.warehouse(), "SELECT MAX(as_of_date) FROM gold.daily_activity_summary")
    return day


def checksum(stack: Stack, table: str) -> int:
    [(_, found)] = query(stack.warehouse(), f"CHECKSUM TABLE {table}")
    return found


def waits_for_an_answer(airflow: AirflowApi) -> bool:
    for run_id in run_ids(airflow, ROLL_BACK):
        tasks = airflow.task_runs(ROLL_BACK, run_id)
        if any(task.task_id == "choose_day" and task.state == "awaiting_input" for task in tasks):
            return True
    return False


def spice_was_sent(airflow: AirflowApi, run: DagRun) -> bool:
    sent = [task for task in airflow.task_runs(ROLL_BACK, run.run_id) if task.task_id == "refresh_spice"]
    return bool(sent) and all(task.state == "success" for task in sent)


def at_once(page: Page, airflow: AirflowApi, fields: dict[str, str]) -> DagRun:
    """Go back without being asked, by the trigger form alone."""
    before = set(run_ids(airflow, ROLL_BACK))
    trigger_in_browser(page, ROLL_BACK, fields, "dry_run")
    return newest(airflow, ROLL_BACK, before)


@pytest.mark.parametrize(
    ("width", "theme", "locale"),
    [(1440, "light", "en-US"), (1440, "dark", "en-US"), (390, "light", "ja-JP"), (390, "dark", "en-US")],
)
def test_every_page_fits_can_be_used_by_everybody_and_logs_no_error(
    stack: Stack, run: DagRun, width: int, theme: str, locale: str
):
    SHOTS.mkdir(parents=True, exist_ok=True)
    with web_ui(stack.addresses().airflow, locale) as page:
        outside: list[str] = []
        page.on("request", lambda request: outside.append(request.url))
        problems = console_problems(page)
        page.set_viewport_size({"width": width, "height": 1000})
        page.emulate_media(color_scheme=theme)
        for name in PAGES:
            page.goto(f"/tokyobeta/{name}")
            page.get_by_role("heading", level=1).wait_for()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert serious_violations(page) == []
            file = name.partition("&")[0].replace("/", "_").replace("?of=", "_")
            page.screenshot(path=SHOTS / f"{file}-{width}-{theme}.png", full_page=True)
        page.evaluate("document.querySelector('main').append(document.createElement('button'))")
        assert len(serious_violations(page)) == 1, "axe does not see a button without a name"
        assert problems == []
        assert [url for url in outside if not url.startswith(stack.addresses().airflow)] == []


@pytest.mark.parametrize("dag_id", FORMS)
def test_a_form_is_ready_to_be_filled_in_on_a_japanese_telephone(stack: Stack, dag_id: str):
    SHOTS.mkdir(parents=True, exist_ok=True)
    with web_ui(stack.addresses().airflow, "ja-JP") as page:
        page.set_viewport_size({"width": 390, "height": 900})
        problems = console_problems(page)
        page.goto(f"/dags/{dag_id}")
        page.get_by_test_id("trigger-dag-button").first.click()
        form = page.get_by_role("dialog")
        # The fields without a section are open; what follows is folded.
        first = form.locator("[data-part=item-trigger]").first
        first.wait_for()
        assert first.get_attribute("aria-expanded") == "true"
        form.locator("[id^=element_]").first.wait_for()
        page.screenshot(path=SHOTS / f"form-{dag_id}-390-ja.png", full_page=True)
        assert problems == []


def test_a_fire_drill_sends_a_message_over_each_path(stack: Stack, airflow: AirflowApi):
    with web_ui(stack.addresses().airflow) as page:
        before = set(run_ids(airflow, FIRE_DRILL))
        trigger_in_browser(page, FIRE_DRILL, {"note": "the whole team"})
        assert newest(airflow, FIRE_DRILL, before).state == "success"
    subjects: set[str] = set()

    def all_there() -> bool:
        subjects.update(message["Subject"] for message in stack.aws().alerts())
        return {f"[Tokyo Beta local] fire drill {path} of 3" for path in (1, 2, 3)} <= subjects

    wait_until(all_there, "the three messages of the drill", pause=1)


def test_spice_is_sent_again_and_the_log_says_what_it_shows(
    stack: Stack, airflow: AirflowApi, next_day: date
):
    # Of a day that is built to its end: the tests of clears leave a staging that is newer than gold, which
    # is not sent.
    with web_ui(stack.addresses().airflow) as page:
        before = set(run_ids(airflow, SEND_SPICE))
        trigger_in_browser(page, SEND_SPICE, {})
        sent = newest(airflow, SEND_SPICE, before)
        assert sent.state == "success"
        page.goto(f"/dags/{SEND_SPICE}/runs/{sent.run_id}/tasks/report")
        page.get_by_text("data sets were sent again").first.wait_for()


def test_the_end_of_a_run_leads_to_its_day_in_data_health(stack: Stack, airflow: AirflowApi, run: DagRun):
    task = f"/dags/{DAG_ID}/dagRuns/{run.run_id}/taskInstances/record_run"
    links = airflow.call("GET", f"{task}/links")["extra_links"]
    assert links["Data health of the day"].endswith(f"/tokyobeta/days/{DAY}")
    with web_ui(stack.addresses().airflow) as page:
        page.goto(f"/dags/{DAG_ID}/runs/{run.run_id}/tasks/record_run")
        page.locator(f"a[href$='/tokyobeta/days/{DAY}']").first.wait_for()
        page.get_by_role("link", name="Details").click()
        page.get_by_role("link", name="Data health of the day").wait_for()


def test_the_page_of_a_run_shows_its_day_in_data_health(stack: Stack, run: DagRun):
    with web_ui(stack.addresses().airflow) as page:
        problems = console_problems(page)
        page.goto(f"/dags/{DAG_ID}/runs/{run.run_id}")
        page.get_by_role("link", name="Data health of the day").click()
        day = page.frame_locator("iframe[title='Data health of the day']")
        day.get_by_role("heading", level=1, name=day_text(DAY)).wait_for()
        page.screenshot(path=SHOTS / "run-page-day.png", full_page=True)
        # A link to another run leaves the frame.
        day.get_by_role("link", name=run.run_id).first.click()
        page.wait_for_url(f"**/dags/{DAG_ID}/runs/**")
        page.frame_locator("iframe").locator("body").wait_for(state="detached")
        assert problems == []


def test_the_pages_are_used_by_keyboard_alone(stack: Stack, run: DagRun):
    with web_ui(stack.addresses().airflow) as page:
        page.goto("/tokyobeta/health")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        for expected in ("Data health", "Trends", "Numbers preview"):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.textContent") == expected
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Numbers preview").wait_for()


def test_going_back_is_asked_then_done_and_undone_while_the_daily_dag_is_paused(
    stack: Stack, airflow: AirflowApi, next_day: date
):
    airflow.set_paused(DAG_ID, True)
    try:
        with web_ui(stack.addresses().airflow) as page:
            before = set(run_ids(airflow, ROLL_BACK))
            trigger_in_browser(page, ROLL_BACK, {})
            wait_until(lambda: waits_for_an_answer(airflow), "the question", pause=1)
            assert published(stack) == next_day, "it was only shown"
            take(page, "roll-back-choice", DAY, SHOTS)
            page.get_by_text("staging_backup_").first.wait_for()
            answer(page, f"Go back to {DAY}", "the rents of the newer dump are wrong")
            asked = newest(airflow, ROLL_BACK, before)
            assert asked.state == "success"
            done = newest(airflow, ROLL_BACK, before | {asked.run_id})
            assert done.state == "success"
            assert (published(stack), gold_day(stack)) == (DAY, DAY)
            assert spice_was_sent(airflow, done)
            page.goto("/tokyobeta/health")
            page.get_by_text("Rolled back: ").wait_for()
            page.get_by_text("admin: the rents of the newer dump are wrong").first.wait_for()
            page.screenshot(path=SHOTS / "rolled-back.png", full_page=True)

            fields = {"dump_date": f"{next_day}", "reason": "they were right after all"}
            back = at_once(page, airflow, fields)
            assert back.state == "success"
            assert (published(stack), gold_day(stack)) == (next_day, next_day)
    finally:
        airflow.set_paused(DAG_ID, False)


def test_one_table_alone_goes_back_and_the_page_says_so(stack: Stack, airflow: AirflowApi, next_day: date):
    with web_ui(stack.addresses().airflow) as page:
        before = set(run_ids(airflow, ROLL_BACK))
        conf = {
            "dry_run": False,
            "dump_date": f"{DAY}",
            "table": "inquiries",
            "reason": "the inquiries of the newer dump are cut off",
        }
        airflow.trigger(ROLL_BACK, conf)
        assert newest(airflow, ROLL_BACK, before).state == "success"
        assert (published(stack), gold_day(stack)) == (next_day, next_day)
        page.goto("/tokyobeta/health")
        page.get_by_text(f"table inquiries is of the dump of {DAY}, by admin").first.wait_for()
        assert checksum(stack, "staging.inquiries") == checksum(
            stack, f"staging_backup_{DAY:%Y%m%d}.inquiries"
        )
        page.screenshot(path=SHOTS / "one-table.png", full_page=True)


def test_a_person_publishes_a_dump_whose_rules_failed_and_the_ledger_says_who_and_why(
    stack: Stack, airflow: AirflowApi, next_day: date, sample: SampleWorld, tmp_path: Path
):
    built = sample.build_dump(server=stack.mysql_server(), out=tmp_path, day=2, fault=Fault.LOOKUP_EMPTIED)
    upload(stack, tmp_path)
    decisions, runs = set(run_ids(airflow, DECISION)), set(run_ids(airflow, DAG_ID))
    stack.aws().alerts()
    refused = airflow.trigger(DAG_ID, {"dump_date": built.day.isoformat()}, run_id="ui-refused")
    assert finish(airflow, refused.run_id).state == "failed"
    with web_ui(stack.addresses().airflow) as page:
        take(page, "decision", DAY, SHOTS)
        page.get_by_text("lookups_empty").first.wait_for()
        [alert] = stack.aws().alerts()  # the check and its run send none of their own
        assert "lookups_empty" in alert["Message"]
        assert f"/dags/{DECISION}/runs/" in alert["Message"]
        answer(page, "Publish all the same", "the source confirmed it")
    assert newest(airflow, DECISION, decisions).state == "success"
    assert newest(airflow, DAG_ID, runs | {"ui-refused"}).state == "success"
    [(overrides,)] = query(
        stack.warehouse(), "SELECT overrides FROM ops.publications ORDER BY publication_id DESC LIMIT 1"
    )
    assert "admin: the source confirmed it" in overrides
