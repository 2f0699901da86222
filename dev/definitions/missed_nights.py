"""How old the figures on a dashboard are: the one field that it calculates, as it depends on the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from include.settings import get_settings

_TOKYO_MINUTES = 9 * 60


@dataclass(frozen=True, slots=True)
class MissedNights:
    """The nights whose dump should be shown by now and is not.

    QuickSight's ``now()`` is UTC in SPICE, so that until 09:00 in Tokyo its day is yesterday. The dump that
    should be shown is that of the Tokyo day ``due`` hours ago: today's from ``due`` on, yesterday's before.

    :param due: Tokyo time by which the run of a day is done.
    """

    due: time

    name = "missed_nights"
    title = "Missed nights"

    @classmethod
    def of_settings(cls) -> MissedNights:
        """Return it for the time in the settings."""
        return cls(get_settings().run_due_time)

    @property
    def expression(self) -> str:
        """The calculated field, in QuickSight's words.

        :returns: 0 if the newest dump that is due is shown, else by how many days it is newer.
        """
        minutes = _TOKYO_MINUTES - (self.due.hour * 60 + self.due.minute)
        return f"dateDiff({{as_of_date}}, truncDate('DD', addDateTime({minutes}, 'MI', now())), 'DD')"

    @property
    def description(self) -> str:
        """Its definition in words."""
        return (
            f"0 is normal: the newest dump that is due is shown. From {self.due:%H:%M} in Tokyo that is the "
            "dump of the day, before it the dump of the day before; one shown before it is due gives -1. "
            "Anything above 0 is the number of nights that are missing."
        )
