"""What the pages share."""

from __future__ import annotations

from include.health.day_status import DayStatus
from tokyobeta.web import pages


def test_each_status_can_be_told_without_its_colour():
    assert set(pages._MARKS) == {status.value for status in DayStatus}
    shown = [mark for mark in pages._MARKS.values() if mark]
    assert len(set(shown)) == len(shown)
