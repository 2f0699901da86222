"""Taking SET statements apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from include.dump.errors import DumpStatementError
from include.dump.parse.lexicon import EVERY_VERSION
from include.dump.source.formats import MIXED_ACTION

_STRING = rb"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\""
# What only MariaDB runs: its versions begin at 100000. MySQL takes such comments for comments.
_NOT_MYSQL = re.compile(rb"/\*(?:M!|!(?=1\d{5}\D|9{6}))[^*]*(?:\*(?!/)[^*]*)*\*/")
_VERSION = re.compile(rb"/\*!(?:\d{5,6})?|\*/")
# A comment that no server runs; strings, which may look alike, are matched first.
_COMMENT = re.compile(
    rb"(" + _STRING + rb")|/\*(?!M?!)[^*]*(?:\*(?!/)[^*]*)*\*/|(?:--(?=[\x00-\x20])|#)[^\n]*", re.DOTALL
)
_NEWER_SERVERS = re.compile(rb"/\*!(?!" + EVERY_VERSION + rb"|1\d{5}\D|9{6})\d{5,6}\D")
_ITEM = re.compile(
    rb"(?:[^,'\"()`]|" + _STRING + rb"|`[^`]*`|\((?:[^()'\"]|" + _STRING + rb"|\([^()]*\))*\))+"
)
_NAMES = re.compile(rb"\s*(NAMES|CHARACTER\s+SET|CHARSET)\s+['\"]?(\w+)['\"]?", re.IGNORECASE)
_ASSIGNMENT = re.compile(
    rb"\s*(?:(?P<scope>GLOBAL|PERSIST_ONLY|PERSIST|SESSION|LOCAL)\s+|(?P<system>@@)(?:(?P<part>\w+)\s*\.\s*)?)?"
    rb"(?P<user>@)?`?(?P<name>[\w$.]+)`?\s*:?=\s*(?P<value>.*?)\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
# Those that set no variable (MySQL manual, "SET Statements").
_NO_VARIABLE = re.compile(
    rb"\s*(?:(?:(?:GLOBAL|SESSION|LOCAL)\s+)?TRANSACTION|PASSWORD|(?:DEFAULT\s+)?ROLE|RESOURCE\s+GROUP)\b",
    re.IGNORECASE,
)
_SESSION = frozenset({b"SESSION", b"LOCAL"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable that a SET statement sets.

    :param name: of the variable, in lower case, without ``@``.
    :param value: the expression, as written.
    :param is_user: whether it is one of the user's (``@x``) instead of the server's.
    :param of_session: whether it holds for the session; ``SET GLOBAL`` leaves the session as it is.
    """

    name: str
    value: bytes
    is_user: bool = False
    of_session: bool = True


def without_comments(text: bytes) -> bytes:
    """Return text without comments that MySQL does not run; strings stay as they are."""
    return _COMMENT.sub(lambda match: match[1] or b" ", _NOT_MYSQL.sub(b" ", text))


def is_for_newer_servers(statement: bytes) -> bool:
    """Tell whether part of a statement is in a comment that only some of the supported servers run."""
    return _NEWER_SERVERS.search(statement) is not None


def arguments_of(text: bytes) -> list[bytes]:
    """Return what stands between commas, outside of quotes and brackets."""
    return [item[0] for item in _ITEM.finditer(text)]


def settings_of(statement: bytes) -> Iterator[Setting]:
    """Yield what a SET statement sets, in order; ``SET NAMES`` as the two variables that it stands for.

    :param statement: with or without the versioned comment around it, without its delimiter.
    :raises DumpStatementError: if it sets nothing that MySQL knows.
    """
    text = _VERSION.sub(b" ", without_comments(statement)).strip().rstrip(b";").strip()
    if text[:3].upper() != b"SET" or _NO_VARIABLE.match(text, 3):
        return
    scope = b"SESSION"
    for item in arguments_of(text[3:]):
        if names := _NAMES.match(item):
            yield from _names(names)
            continue
        match = _ASSIGNMENT.match(item)
        if match is None:
            raise DumpStatementError(
                "The dump holds a statement that begins with SET and sets nothing, as a message of a program "
                "or a comment without its sign may.",
                MIXED_ACTION,
            )
        # A word holds for all that follows it in the statement, @@ for its own variable alone.
        scope = match["scope"] or scope
        own = (match["part"] or b"SESSION") if match["system"] else scope
        yield Setting(
            match["name"].decode("ascii", "replace").lower(),
            match["value"],
            is_user=match["user"] is not None,
            of_session=own.upper() in _SESSION,
        )


def _names(names: re.Match[bytes]) -> Iterator[Setting]:
    value = names[2] if names[2].upper() == b"DEFAULT" else b"'" + names[2] + b"'"
    yield Setting("character_set_client", value)
    # SET CHARACTER SET makes it that of the schema (MySQL manual), which is utf8mb4 here.
    yield Setting("character_set_connection", value if names[1].upper() == b"NAMES" else b"DEFAULT")
