"""Write docs/definitions.md and the texts of the dashboards."""

from __future__ import annotations

from dev.definitions.dashboard_texts import write_all
from dev.definitions.page import PAGE, render

if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
    write_all()
