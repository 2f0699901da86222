"""A real browser in front of the web UI, as a person uses it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import ConsoleMessage, Page

from dev.local.browser import browser_page, installed_chromium


@contextmanager
def web_ui(address: str, locale: str = "en-US") -> Iterator[Page]:
    """Open the web UI, logged in; skip the test where no Chromium is installed.

    :param address: of Airflow, such as ``http://127.0.0.1:8080``.
    :param locale: of the browser, which chooses the language of the web UI.
    """
    executable = installed_chromium()
    if executable is None:
        pytest.skip("no Chromium on the PATH: apt install chromium")
    with browser_page(address, executable, locale=locale) as page:
        yield page


def console_problems(page: Page) -> list[str]:
    """Return a list that fills with what the browser's console calls an error."""
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(f"{message.text} ({message.location.get('url')})")

    page.on("console", note)
    page.on("pageerror", lambda error: problems.append(str(error)))
    return problems
