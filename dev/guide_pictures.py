"""Takes the pictures of docs/guide.md on the running local stack: ``python -m dev.guide_pictures``.

Before it: ``make run``, ``make run RUN_ARGS='--day 1'`` and
``make run RUN_ARGS='--day 2 --fault lookup_emptied'``, so that there is a good day, one to go back to, and a
decision that waits.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from playwright.sync_api import Page, expect

from dev.local.browser import browser_page, installed_chromium
from dev.local.stack import Stack
from include.exceptions import LocalStackError
from include.ledger.ledger import Ledger
from include.settings import PROJECT_DIR

FOLDER: Final = PROJECT_DIR / "docs" / "pictures"
ROLL_BACK: Final = "tokyobeta_roll_back"
QUESTION: Final = "Which dump shall readers see"
NOTHING: Final = "Change nothing"
_WIDTH: Final = 1200
_HEIGHT: Final = 800
_SETTLING_MILLISECONDS: Final = 2500
_ANSWER_MILLISECONDS: Final = 120_000


def take(page: Page, name: str, day: date, folder: Path = FOLDER) -> Path:
    """Take one picture and return its file.

    :param page: the web UI, logged in.
    :param name: of the picture, a key of :data:`PICTURES`.
    :param day: a published day that the pictures of a day show.
    :param folder: where it is put.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": _WIDTH, "height": _HEIGHT})
    PICTURES[name](page, day)
    # Airflow draws what is beside the page later than the page.
    page.wait_for_timeout(_SETTLING_MILLISECONDS)
    file = folder / f"{name}.png"
    page.screenshot(path=file, animations="disabled")
    return file


def open_trigger_form(page: Page, dag_id: str) -> None:
    """Open the form of a DAG.

    :param page: the web UI, logged in.
    :param dag_id: the DAG.
    """
    page.goto(f"/dags/{dag_id}")
    page.get_by_test_id("trigger-dag-button").first.click()
    page.get_by_role("dialog").locator("[id^=element_]").first.wait_for()


def open_required_action(page: Page, subject: str) -> None:
    """Open the newest question to a person.

    :param page: the web UI, logged in.
    :param subject: a part of its subject.
    """
    page.goto("/required_actions?response_received=false")
    page.get_by_text(subject).first.click()
    page.locator("[data-testid^=hitl-option-]").first.wait_for()


def answer(page: Page, option: str, reason: str) -> None:
    """Answer the question that is shown; Airflow leaves the buttons in place and disables them.

    :param page: with the question.
    :param option: the button.
    :param reason: for the ledger.
    """
    # Of the decision on failed rules, or of the roll-back.
    page.locator("input[name='element_reason'], input[name='element_why']").fill(reason)
    page.get_by_test_id(f"hitl-option-{option}").click()
    button = page.get_by_test_id(f"hitl-option-{option}")
    expect(button).to_be_disabled(timeout=_ANSWER_MILLISECONDS)


def _health(page: Page, day: date) -> None:
    page.goto("/plugin/data-health")
    page.frame_locator("iframe").get_by_role("heading", level=1).wait_for()


def _own(address: str) -> Callable[[Page, date], None]:
    def open_page(page: Page, day: date) -> None:
        page.goto(f"/tokyobeta/{address.format(day=day)}")
        page.get_by_role("heading", level=1).wait_for()

    return open_page


def _log(page: Page, day: date) -> None:
    page.goto(f"/tokyobeta/days/{day}")
    run = page.locator("a[data-airflow][href*='/tokyobeta_daily/']").first.get_attribute("href")
    page.goto(f"{run}/tasks/record_run")
    page.get_by_text("Data health of the day").first.wait_for()


def _form(page: Page, day: date) -> None:
    open_trigger_form(page, ROLL_BACK)


def _choice(page: Page, day: date) -> None:
    open_required_action(page, QUESTION)


def _decision(page: Page, day: date) -> None:
    open_required_action(page, "refuse it, or publish it all the same")


#: Name of the picture, without ``.png``, to what opens the page that it shows.
PICTURES: Final[Mapping[str, Callable[[Page, date], None]]] = MappingProxyType(
    {
        "data-health": _health,
        "day": _own("days/{day}"),
        "trends": _own("trends"),
        "numbers": _own("numbers"),
        "lineage": _own("lineage?of=Tokyo%20Beta%3A%20map&day={day}"),
        "log": _log,
        "roll-back-form": _form,
        "roll-back-choice": _choice,
        "decision": _decision,
    }
)


def main() -> int:
    """Take all pictures. Nothing is changed but for a question about a roll-back, which is answered with no.

    :raises LocalStackError: if there is no Chromium, or no published day.
    """
    executable = installed_chromium()
    if executable is None:
        raise LocalStackError("There is no Chromium on the PATH.", "apt install chromium")
    stack = Stack()
    published = Ledger(stack.warehouse()).published()
    if published is None:
        raise LocalStackError("The local stack has no published day to show.", f"First: {__doc__}")
    api = stack.airflow()
    api.trigger(ROLL_BACK)
    with browser_page(stack.addresses().airflow, executable) as page:
        for name in PICTURES:
            file = take(page, name, published.dump_date)
            sys.stdout.write(f"{file}: {file.stat().st_size:,} bytes\n")
        open_required_action(page, QUESTION)
        answer(page, NOTHING, "only for the pictures of the guide")
    return 0


if __name__ == "__main__":
    sys.exit(main())
