"""SQL kept in files: read once per process, split into statements."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from include.exceptions import ConfigurationError

SQL_DIR = Path(__file__).resolve().parent / "sql"
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)
_IDENTIFIER = re.compile(r"[A-Za-z0-9_$]{1,64}\Z")


@cache
def sql(name: str, folder: Path = SQL_DIR) -> str:
    """Return the text of ``folder/name.sql`` without its comments and final semicolon."""
    text = (folder / f"{name}.sql").read_text(encoding="utf-8")
    return _COMMENT.sub("", text).strip().rstrip(";")


@cache
def statements(name: str, folder: Path = SQL_DIR) -> tuple[str, ...]:
    """Return the statements of ``folder/name.sql``; each ends with a semicolon at the end of a line."""
    parts = re.split(r";\s*(?:\n|$)", sql(name, folder) + ";")
    return tuple(part.strip() for part in parts if part.strip())


def quoted(identifier: str) -> str:
    """Return a schema, table or column name in back-ticks.

    Any name that MySQL accepts is possible in a dump, so a back-tick inside is doubled rather than refused.
    """
    return "`" + identifier.replace("`", "``") + "`"


def checked_schema(name: str) -> str:
    """Return the name of one of our schemas.

    :raises ConfigurationError: if it holds anything but letters, digits, ``_`` and ``$``.
    """
    if not _IDENTIFIER.match(name):
        raise ConfigurationError(
            f"{name!r} is no acceptable schema name.", "Correct the schema names in the settings."
        )
    return name
