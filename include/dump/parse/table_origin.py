"""Telling whether a CREATE TABLE statement is that of a table of its own, as SHOW CREATE TABLE prints it."""

from __future__ import annotations

import re
from functools import cache

from include.dump.parse.lexicon import EVERY_SERVER, lexicon


@cache
def _tokens(backslash_escapes: bool) -> re.Pattern[bytes]:
    string = lexicon("utf8mb4", backslash_escapes=backslash_escapes).string
    return re.compile(
        rb"(?P<quoted>" + string + rb"|" + string.replace(b"'", b'"') + rb"|`[^`]*+`)"
        rb"|(?P<begin>/\*M?!(?P<version>\d*+))|(?P<end>\*/)|(?P<comment>/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)"
        rb"|(?P<line>#|--(?=[\x00-\x20]|\Z))|(?P<statement>;)|(?P<open>\()|(?P<close>\))"
        rb"|(?P<plain>[^'\"`/*#;()\-]++|[\s\S])"
    )


# A table that takes its rows or files from elsewhere is not what SHOW CREATE TABLE of an own table prints.
_FOREIGN = re.compile(
    rb"\b(SELECT|UNION|LIKE|CONNECTION|TABLE|VALUES\s+ROW|(?:DATA|INDEX)\s+DIRECTORY)\b", re.IGNORECASE
)
_REFUSED = {
    "line": "has a comment up to the end of its line",
    "statement": "is followed by another statement",
}
_NOT_WHOLE = "has a versioned comment that is not whole"
_DEPTH = {"open": 1, "close": -1}


def foreign_part(statement: bytes, tail: int, *, backslash_escapes: bool) -> str | None:
    """Return what a statement has that is not of a table of its own, or None.

    What stands in a versioned comment runs, if the server is as new as it says, so such comments are looked
    into. They have to be of a form that leaves no doubt about what is inside and what is not: then it does
    not matter for the rest of the statement whether the server runs them.

    :param statement: a CREATE TABLE statement without its delimiter.
    :param tail: where the closing parenthesis of its columns is.
    :param backslash_escapes: whether a backslash in a string escapes what follows.
    """
    versioned, runs, depth = False, False, 0
    text: list[bytes] = []  # what runs, but for quoted things, of the versioned comments and of the tail
    for token in _tokens(backslash_escapes).finditer(statement):
        kind, content = token.lastgroup or "", token[0]
        kind = "begin" if kind == "version" else kind
        if refused := _REFUSED.get(kind):
            return refused
        if versioned and (
            kind in ("begin", "comment") or (kind == "quoted" and b"*/" in content and not runs)
        ):
            return "has a comment within a versioned comment"
        if kind in ("begin", "end"):
            if versioned is (kind == "begin") or depth:
                return _NOT_WHOLE
            versioned = kind == "begin"
            # A server that runs the comment reads quotes in it; one that does not looks for its end only.
            runs = versioned and int(token["version"] or 0) <= EVERY_SERVER
        elif versioned:
            depth += _DEPTH.get(kind, 0)
            if depth < 0:
                return _NOT_WHOLE
        plain = kind in ("plain", "open", "close") and (versioned or token.start() >= tail)
        text.append(content if plain else b" ")
    found = _FOREIGN.search(b"".join(text))
    if found is not None:
        return f"uses {b' '.join(found[1].split()).decode().upper()}"
    return _NOT_WHOLE if versioned else None
