"""Renders the pages from their templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from include.clock import TOKYO
from include.health.day_status import DayStatus
from include.health.verdict import day_text
from tokyobeta.web.line_chart import line_chart, number_text

_HERE: Final = Path(__file__).resolve().parent
STATIC: Final = _HERE / "static"
_KILO = 1000
# Beside the colours, for those who do not see them.
_MARKS: Final = {
    DayStatus.PUBLISHED.value: "✓",
    DayStatus.WAIVED.value: "!",
    DayStatus.LATE.value: "◷",
    DayStatus.ROLLED_BACK.value: "↶",
    DayStatus.REFUSED.value: "⊘",
    DayStatus.FAILED.value: "✕",
    DayStatus.MISSING.value: "∅",
    DayStatus.RUNNING.value: "…",
    DayStatus.NOT_DUE.value: "",
    DayStatus.NO_RECORD.value: "",
}


class Pages:
    """The templates with what they all need.

    :param root: path of the web UI below its host, without a slash at the end.
    """

    def __init__(self, root: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            day=day_text, jst=jst_text, number=number_text, size=size_text, seconds=seconds_text
        )
        self._environment.globals.update(root=root, base=f"{root}/tokyobeta", chart=line_chart, marks=_MARKS)

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Return a page.

        :param name: template without ``.html``.
        :param values: what it shows.
        """
        return self._environment.get_template(f"{name}.html").render(values)


def jst_text(moment: datetime | date | None) -> str:
    """Return a time as day and time in Tokyo; a dash for none."""
    if moment is None:
        return "–"
    return (
        f"{moment.astimezone(TOKYO):%d %b %Y, %H:%M:%S}"
        if isinstance(moment, datetime)
        else f"{moment:%d %b %Y}"
    )


def size_text(size: int | None) -> str:
    """Return bytes as people read them."""
    if size is None:
        return "–"
    value = float(size)
    for unit in ("bytes", "kB", "MB"):
        if value < _KILO:
            return f"{value:,.0f} {unit}" if unit == "bytes" else f"{value:,.1f} {unit}"
        value /= _KILO
    return f"{value:,.1f} GB"


def seconds_text(seconds: float | None) -> str:
    """Return a duration as people read it: 2.7 s, 3 min 56 s."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
