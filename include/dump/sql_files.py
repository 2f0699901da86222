"""The SQL files of this package."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "sql"


@cache
def sql(name: str) -> str:
    """Return the text of ``sql/<name>.sql``."""
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8").strip()


@cache
def statements(name: str) -> tuple[str, ...]:
    """Return the statements of ``sql/<name>.sql``, which has none with a semicolon inside."""
    text = re.sub(r"^--[^\n]*\n", "", sql(name), flags=re.MULTILINE)
    return tuple(part.strip() for part in text.split(";") if part.strip())


@cache
def named(file: str, name: str) -> str:
    """Return the statement under the line ``-- name: <name>`` of ``sql/<file>.sql``."""
    for part in re.split(r"^-- name: ", sql(file), flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        if heading.strip() == name:
            return text.strip()
    raise KeyError(name)
