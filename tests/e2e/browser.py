"""A real browser in front of the web UI, as a person uses it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import ConsoleMessage, Page, sync_playwright

from dev.local.airflow_config import PASSWORD, USER

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def web_ui(address: str, locale: str = "en-US") -> Iterator[Page]:
    """Open the web UI, logged in; skip the test where no Chromium is installed.

    :param address: of Airflow, such as ``http://127.0.0.1:8080``.
    :param locale: of the browser, which chooses the language of the web UI.
    """
    executable = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if executable is None:
        pytest.skip("no Chromium on the PATH: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 1200}, base_url=address, locale=locale)
        page.set_default_timeout(120_000)
        page.goto("/")
        page.fill("input[name=username]", USER)
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.locator("nav, [role=navigation], #root a[href$='/dags']").first.wait_for()
        yield page
        browser.close()


def console_problems(page: Page) -> list[str]:
    """Return a list that fills with what the browser's console calls an error."""
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(f"{message.text} ({message.location.get('url')})")

    page.on("console", note)
    page.on("pageerror", lambda error: problems.append(str(error)))
    return problems
