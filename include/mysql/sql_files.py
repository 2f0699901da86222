"""SQL kept in files beside the code that runs it: read once per process, split into statements."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)
_END_OF_STATEMENT = re.compile(r";\s*(?:\n|$)")
_NAME = re.compile(r"^-- name: (.+)$", re.MULTILINE)


class SqlFiles:
    """The folder ``sql/`` beside a module.

    Lines that begin with ``--`` are comments. A statement ends with a semicolon at the end of a line.

    :param module: the module's ``__file__``.
    """

    def __init__(self, module: str) -> None:
        self.folder = Path(module).resolve().with_name("sql")

    def text(self, name: str) -> str:
        """Return ``sql/<name>.sql`` without its comments and its last semicolon."""
        return _without_comments(_read(self.folder / f"{name}.sql")).rstrip(";")

    def statements(self, name: str) -> tuple[str, ...]:
        """Return the statements of ``sql/<name>.sql``."""
        parts = _END_OF_STATEMENT.split(self.text(name) + ";")
        return tuple(part.strip() for part in parts if part.strip())

    def named(self, file: str, name: str) -> str:
        """Return the statement below the line ``-- name: <name>`` of ``sql/<file>.sql``.

        :raises KeyError: if the file has no such line.
        """
        _, *parts = _NAME.split(_read(self.folder / f"{file}.sql"))
        return _without_comments(dict(zip(parts[::2], parts[1::2], strict=True))[name]).rstrip(";")


@cache
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _without_comments(text: str) -> str:
    return _COMMENT.sub("", text).strip()
