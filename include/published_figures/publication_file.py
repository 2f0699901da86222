"""Names of the files of published figures: one for each publication of an as-of date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from include.clock import parse_day
from include.exceptions import ConfigurationError
from include.settings import Settings

_NAME: Final = re.compile(r"(?P<day>\d{8})_(?P<number>\d{3,})\.csv")


@dataclass(frozen=True, slots=True, order=True)
class PublicationFile:
    """One publication and its file.

    :param as_of_date: dump date from which its figures were computed.
    :param number: counts the publications of that date from 1.
    """

    as_of_date: date
    number: int

    def key(self, settings: Settings) -> str:
        """Return its key, such as ``snapshots/published_figures/20260210_001.csv``."""
        return f"{settings.figures_prefix}{self.as_of_date:%Y%m%d}_{self.number:03d}.csv"

    @classmethod
    def of_key(cls, settings: Settings, key: str) -> PublicationFile | None:
        """Return the publication that a key is the file of; None if it is not the name of one."""
        match = _NAME.fullmatch(key.removeprefix(settings.figures_prefix))
        if match is None:
            return None
        try:
            file = cls(parse_day(match["day"]), int(match["number"]))
        except ConfigurationError:
            return None
        return file if file.key(settings) == key else None
