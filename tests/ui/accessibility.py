"""What axe finds on a page (https://github.com/dequelabs/axe-core)."""

from __future__ import annotations

from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# axe's own words for what keeps people from using a page.
_IMPACTS: Final = ("serious", "critical")


def serious_violations(page: Page) -> list[str]:
    """Return what keeps people from using the page that is shown: rule, and where.

    :param page: a loaded page.
    """
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {found['id']} ({found['help']}): {node['html'][:200]}"
        for found in violations
        if found["impact"] in _IMPACTS
        for node in found["nodes"]
    ]
