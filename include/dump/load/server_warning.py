"""What the server warns of a statement that it nevertheless carried out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from include.dump.load.load_connection import LoadConnection
from include.mysql.errors import NOT_ALLOWED

_CUT = re.compile(r"Data truncated for column '(?P<column>.{1,64})' at row (?P<row>\d+)\Z")
_ROW = re.compile(r" at row (\d+)\Z")


@dataclass(frozen=True, slots=True)
class ServerWarning:
    """One line of SHOW WARNINGS.

    :param level: ``Note``, ``Warning`` or ``Error``.
    :param code: MySQL's number.
    :param message: the text, which may quote a value: it is never logged.
    """

    level: str
    code: int
    message: str

    @classmethod
    def of_last_statement(cls, connection: LoadConnection) -> list[ServerWarning]:
        """Return what the server warns of the last statement; it keeps at most ``max_error_count``."""
        if not connection.last_warning_count:
            return []
        with connection.cursor() as cursor:
            cursor.execute("SHOW WARNINGS")
            return [cls(str(row[0]), int(row[1]), str(row[2])) for row in cursor.fetchall()]

    @property
    def is_note(self) -> bool:
        """Whether it is of the lowest level, which may yet be about a value not stored as written."""
        return self.level == "Note"

    @property
    def row(self) -> int:
        """The row of the statement that it is about, from 1; 1 if it names none."""
        match = _ROW.search(self.message)
        return int(match[1]) if match else 1

    @property
    def cut_column(self) -> str | None:
        """The column whose value was not stored as written, or None if it is about something else."""
        match = _CUT.match(self.message)
        return match["column"] if match and self.code == NOT_ALLOWED else None


def note_of(warnings: list[ServerWarning]) -> list[str]:
    """Return one line about what the server warned of an INSERT; none if there was nothing."""
    codes = sorted({warning.code for warning in warnings})
    return [f"the server warned about an INSERT (codes {', '.join(map(str, codes))})"] if codes else []


# Key cut short, default dropped, other engine used (twice), value of a list that is there twice.
_DIFFERS = frozenset({1071, 1101, 1266, 1286, 1291})


def creation_warnings(warnings: list[ServerWarning]) -> list[str]:
    """Return what makes a new table differ from its definition, which holds no row that had to be hidden."""
    return [f"the server created the table otherwise: {w.message}" for w in warnings if w.code in _DIFFERS]
