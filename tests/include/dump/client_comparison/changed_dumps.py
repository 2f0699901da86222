"""Small dumps of many programs, each with a few changes at random that somebody may have made to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.include.dump.contents import DUMPS

# A dump that sets no sql_mode keeps ids of 0, which the client replaces (docs/adr/0030).
_FIRST = b"SET sql_mode = 'STRICT_TRANS_TABLES';\n"
# What reaches beyond the schema that it is restored into, and what has another value each time.
_LEFT_OUT = re.compile(
    rb"\b(?:homes|GLOBAL|DATABASE|USER|LIBRARY|NOW|CURRENT_TIMESTAMP|CURDATE|SYSDATE|RAND|UUID)\b|^USE\b",
    re.IGNORECASE | re.MULTILINE,
)
_CHANGES = Path(__file__).parent / "changes"
_LINES, _VALUES, _TYPES = (
    (_CHANGES / f"{name}.sql").read_bytes().splitlines() for name in ("lines", "values", "types")
)
# What no line of a file can hold: line breaks, bytes of cp932.
_OTHER_VALUES = [b"'line\nbreak'", b"'line\\\nbreak'", b"'\x95\x5c'", b"_latin1'\xe9'"]
_SIGNS = [bytes([code]) for code in b"`'\"();,\\-*/!# \n\r\t\0@.0\xe9\xa0"]
_PAIRS = [b"-- ", b"/*", b"*/", b"\r\n"]
_BLANKS = [b"\n", b"\t", b"  ", b"\r\n", b"/* x */", b" -- y\n", b" # z\n", b""]

_END = re.compile(rb"(?<=;)\n")
_INSERT = re.compile(rb"(?:INSERT|REPLACE)[^;]*;", re.IGNORECASE)
_VALUE = re.compile(rb"(?<=[(,])\s*(?:'(?:[^'\\]|\\.|'')*'|[-\w.]+)\s*(?=[,)])")
_TYPE = re.compile(
    rb"(?<=[`\w] )(?:int|bigint|varchar\(\d+\)|text|datetime|timestamp|date|decimal\(\d+,\d+\)|json|blob)"
    rb"(?=[ ,\n)])",
    re.IGNORECASE,
)
_WORD = re.compile(rb"[A-Za-z]{2,}")
_BLANK = re.compile(rb"[ \n]")


class ChangedDumps:
    """Makes dumps that nobody has thought of, out of the small ones that are compared anyway."""

    def __init__(self) -> None:
        texts = (path.read_bytes() for path in sorted((DUMPS / "client").glob("*.sql")))
        self._texts = [text for text in texts if not _LEFT_OUT.search(text)]

    def dump(self, seed: int) -> bytes:
        """Return the dump of a seed."""
        random = Random(f"changed {seed}")
        text = random.choice(self._texts)
        for _ in range(random.choice([1, 1, 1, 2, 2, 3])):
            text = self._change(random)(random, text)
        return _FIRST + text

    def _change(self, random: Random) -> Callable[[Random, bytes], bytes]:
        changes = [_value, _type, _line, self._statement, _character, _blank, _letter_case]
        return random.choices(changes, weights=[7, 5, 3, 3, 2, 1, 1])[0]

    def _statement(self, random: Random, text: bytes) -> bytes:
        """Repeat, move or leave out a statement, or add one of another dump."""
        statements = _END.split(text)
        other = random.choice(_END.split(random.choice(self._texts)))
        chosen = random.randrange(len(statements))
        kind = random.randrange(4)
        new = other if kind == 0 else statements[chosen]
        if kind in {1, 2}:
            del statements[chosen]
        if kind != 1:
            statements.insert(random.randint(0, len(statements)), new)
        return b"\n".join(statements)


def _value(random: Random, text: bytes) -> bytes:
    insert = _any(random, _INSERT, text)
    value = _any(random, _VALUE, text, *insert.span()) if insert else None
    return _with(text, value, random.choice([*_VALUES, *_OTHER_VALUES]))


def _type(random: Random, text: bytes) -> bytes:
    return _with(text, _any(random, _TYPE, text), random.choice(_TYPES))


def _line(random: Random, text: bytes) -> bytes:
    lines = text.split(b"\n")
    lines.insert(random.randint(0, len(lines)), random.choice(_LINES))
    return b"\n".join(lines)


def _character(random: Random, text: bytes) -> bytes:
    position = random.randrange(len(text))
    return text[:position] + random.choice([*_SIGNS, *_PAIRS]) + text[position + random.randint(0, 1) :]


def _blank(random: Random, text: bytes) -> bytes:
    return _with(text, _any(random, _BLANK, text), random.choice(_BLANKS))


def _letter_case(random: Random, text: bytes) -> bytes:
    word = _any(random, _WORD, text)
    return _with(text, word, word[0].swapcase() if word else b"")


def _any(
    random: Random, pattern: re.Pattern[bytes], text: bytes, start: int = 0, end: int | None = None
) -> re.Match[bytes] | None:
    found = list(pattern.finditer(text, start, len(text) if end is None else end))
    return random.choice(found) if found else None


def _with(text: bytes, match: re.Match[bytes] | None, new: bytes) -> bytes:
    return text[: match.start()] + new + text[match.end() :] if match else text
