"""A real browser in front of the web UI of the local stack, logged in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Page, sync_playwright

from dev.local.airflow_config import PASSWORD, USER

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Patient: the first page after a start is read from disk, on a machine that has other work.
_TIMEOUT_MILLISECONDS: Final = 120_000


def installed_chromium() -> str | None:
    """Return the path of the machine's own Chromium, or None; nothing is fetched."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@contextmanager
def browser_page(
    address: str, executable: str, *, locale: str = "en-US", width: int = 1400, height: int = 1200
) -> Iterator[Page]:
    """Open the web UI and log in as the stack's administrator.

    :param address: of Airflow, such as ``http://127.0.0.1:8080``.
    :param executable: path of Chromium.
    :param locale: of the browser, which chooses the language of the web UI.
    :param width: of the window in pixels.
    :param height: of the window in pixels.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height}, base_url=address, locale=locale)
        page.set_default_timeout(_TIMEOUT_MILLISECONDS)
        page.goto("/")
        page.fill("input[name=username]", USER)
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.locator("nav, [role=navigation], #root a[href$='/dags']").first.wait_for()
        yield page
        browser.close()
