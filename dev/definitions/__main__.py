"""Write docs/definitions.md."""

from __future__ import annotations

from dev.definitions.page import PAGE, render

if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
