"""How the bytes of a dump are cut into tokens, for each character set a dump may be written in."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final

# Characters of these sets may end in the byte of a backslash or a letter, so a string has to be read
# character by character. Lead and trail bytes: MySQL manual, "Supported Character Sets"; strings/ctype-*.c.
_DOUBLE_BYTE: dict[str, bytes] = {
    "sjis": rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]",
    "cp932": rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]",
    "big5": rb"[\xa1-\xf9][\x40-\x7e\xa1-\xfe]",
    "gbk": rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]",
    "gb18030": rb"(?:[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]|[\x81-\xfe][\x40-\x7e\x80-\xfe])",
}

UTF8 = frozenset({"utf8", "utf8mb3", "utf8mb4"})
BINARY: Final = "binary"
"""The character set of bytes that are no text, which the server reads and stores as they are."""

# LOAD DATA reads these exactly as INSERT does; rows in any other set go by INSERT.
_LOADABLE = frozenset(
    [
        *UTF8,
        BINARY,
        "latin1",
        "latin2",
        "latin5",
        "latin7",
        "ascii",
        "cp1250",
        "cp1251",
        "cp1256",
        "cp1257",
        "koi8r",
        "koi8u",
    ]
)

# The form with double quotes is that of the sql_mode ANSI_QUOTES.
QUOTED_IDENTIFIER: Final = rb"(?:`(?:[^`]|``)++`|\"(?:[^\"]|\"\")++\")"
IDENTIFIER: Final = rb"(?:" + QUOTED_IDENTIFIER + rb"|[0-9A-Za-z$_\x80-\xff]++)"
# The database before the name of a table, as mysqlpump writes it: one group, empty where there is none.
DATABASE: Final = rb"(?:(" + IDENTIFIER + rb")\s*+\.\s*+)?"
WORD_END: Final = rb"(?![0-9A-Za-z$_\x80-\xff])"
"""Where a key word ends: in a name without quotes more letters may follow than those of ASCII."""
EVERY_SERVER: Final = 80023
"""Every server that a restore goes to is of this version or newer: Aurora 3.01 is."""
EVERY_VERSION: Final = rb"(?:[0-7]\d{4}|800[01]\d|8002[0-3])(?!\d)"
"""The same as the digits with which a versioned comment begins that each of them runs."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The patterns of one character set.

    :param charset: MySQL's name of the character set.
    :param string: a complete quoted string.
    :param loadable: whether LOAD DATA may read text of this set.
    """

    charset: str
    string: bytes
    loadable: bool

    def skip(self, delimiter: bytes) -> re.Pattern[bytes]:
        """Return the pattern that matches all of a statement up to its delimiter."""
        return _skip_pattern(self.string, delimiter)

    @property
    def value(self) -> re.Pattern[bytes]:
        """The pattern of one value within a row without comments, up to the comma or parenthesis after it."""
        return _value_pattern(self.string)

    def unquoted(self, text: bytes) -> bytes:
        """Return text without what is quoted or a comment."""
        return _quoted_pattern(self.string).sub(b" ", text)

    def without_comments(self, text: bytes, *, opened: bool = False) -> bytes:
        """Return text with blanks in place of each plain comment: everything else stays where it is.

        :param opened: whether there are blanks, too, in place of the signs around a versioned comment that
            every server runs, and of one that no server of MySQL runs.
        """
        if _COMMENT_SIGN.search(text) is None:
            return text
        return self._blanked(text, {"comment", "other", "sign"} if opened else {"comment"})

    def has_newer_comment(self, text: bytes) -> bool:
        """Tell whether text has a versioned comment that not every server runs."""
        return b"/*!" in self.without_comments(text, opened=True)

    def without_quotes(self, text: bytes) -> bytes:
        """Return text with blanks in place of all that is quoted: everything else stays where it is."""
        return self._blanked(text, {"quoted"})

    def _blanked(self, text: bytes, kinds: Collection[str]) -> bytes:
        return _comment_pattern(self.string).sub(
            lambda found: _NO_BREAK.sub(b" ", found[0]) if found.lastgroup in kinds else found[0], text
        )

    def row(self, delimiter: bytes = b";") -> re.Pattern[bytes]:
        """Return the pattern of one row ``( ... )`` of any expressions, with what separates it from the next.

        Behind the last row comes the delimiter, or ``ON DUPLICATE KEY UPDATE``.
        """
        return _row_pattern(self.string, delimiter)

    @property
    def row_alone(self) -> re.Pattern[bytes]:
        """The pattern of one row, whatever follows it."""
        return _row_alone_pattern(self.string)


@cache
def lexicon(charset: str, *, backslash_escapes: bool = True) -> Lexicon:
    """Return the lexicon of a character set named as in ``SET NAMES``.

    :param charset: the character set.
    :param backslash_escapes: whether a backslash in a string escapes what follows, as it does unless the
        sql_mode has NO_BACKSLASH_ESCAPES. Without escapes LOAD DATA would need another form of statement, so
        such rows are loaded with INSERT.
    """
    name = charset.lower()
    if not backslash_escapes:
        inner = (
            rb"(?:[^'\x80-\xff]++|" + _DOUBLE_BYTE[name] + rb"|[\x80-\xff])*+"
            if name in _DOUBLE_BYTE
            else rb"[^']*+"
        )
        return Lexicon(name, b"'" + inner + b"'", loadable=False)
    if name in _DOUBLE_BYTE:
        inner = rb"(?:[^'\\\x80-\xff]++|" + _DOUBLE_BYTE[name] + rb"|\\[\s\S]|[\x80-\xff])*+"
        return Lexicon(name, b"'" + inner + b"'", loadable=False)
    return Lexicon(name, rb"'[^'\\]*+(?:\\[\s\S][^'\\]*+)*+'", loadable=name in _LOADABLE)


def _quoted(string: bytes) -> bytes:
    """Return the pattern of any quoted thing; the form with double quotes follows that of single ones."""
    return string + b"|" + string.replace(b"'", b'"') + rb"|`[^`]*+`"


# Dollar-quoted strings, in which routines and libraries in JavaScript are written (MySQL manual, "String
# Literals"). Within a name a dollar is a letter.
_DOLLAR_QUOTED = (
    rb"(?<![0-9A-Za-z_$\x80-\xff])\$(?P<tag>[A-Za-z_]*+)\$(?:[^$]++|\$(?!(?P=tag)\$))*+\$(?P=tag)\$|\$"
)


@cache
def _skip_pattern(string: bytes, delimiter: bytes) -> re.Pattern[bytes]:
    """Build the statement pattern; it stops at a backslash too, with which a command of the client begins.

    The delimiter counts neither in quotes nor in comments. What stands in a versioned comment is text like
    any other: quotes, comments and delimiters count in it (client/mysql.cc, ``add_line``).
    """
    first, rest = re.escape(delimiter[:1]), re.escape(delimiter[1:])
    dollar = delimiter[:1] != b"$"  # else it is that of the delimiter, as before there were quotes of dollars
    tokens = [
        rb"[^'\"`/\-#\\" + (rb"$" if dollar else b"") + first + rb"]++",
        _quoted(string),
        _DOLLAR_QUOTED if dollar else rb"(?!)",
        rb"/\*(?!!|M!)[^*]*+(?:\*(?!/)[^*]*+)*+\*/",
        rb"--(?=[\x00-\x20])[^\n]*+\n",
        rb"#[^\n]*+\n",
        rb"/(?!\*(?!!|M!))|-(?!-[\x00-\x20])" if delimiter[:1] not in b"/-" else rb"(?!)",
    ]
    if rest:
        tokens.append(first + b"(?!" + rest + b")")
    return re.compile(b"(?:" + b"|".join(tokens) + b")*+")


# What no server of MySQL runs, comments for MariaDB (versions from 100000 on) among it.
_BLOCK_COMMENT = rb"/\*(?!!(?!1\d{5}\D|9{6}))[^*]*+(?:\*(?!/)[^*]*+)*+\*/"
_OPENED = rb"/\*!(?:" + EVERY_VERSION + rb"|(?!\d))"
COMMENT: Final = _BLOCK_COMMENT + rb"|--(?=[\x00-\x20])[^\n]*+\n|#[^\n]*+\n"
_COMMENT_SIGN = re.compile(rb"/\*|--|#")
_NO_BREAK = re.compile(rb"[^\n]")


_COMMENTS: Final = b"|" + COMMENT + b"|" + _OPENED


def _expression(string: bytes, plain: bytes, comments: bytes) -> bytes:
    """Return the alternatives of which an expression is made; ``plain`` are the bytes that mean nothing."""
    return plain + b"|" + _quoted(string) + rb"|-(?!-[\x00-\x20])|/(?!\*)" + comments


def _brackets(string: bytes, comments: bytes = _COMMENTS) -> bytes:
    """Return the pattern of an expression in parentheses, to a depth of four."""
    atom = _expression(string, rb"[^'\"`();/#\-]++", comments)
    nested = rb"\((?:" + atom + rb")*+\)"
    for _ in range(3):
        nested = rb"\((?:" + atom + rb"|" + nested + rb")*+\)"
    return nested


@cache
def _quoted_pattern(string: bytes) -> re.Pattern[bytes]:
    return re.compile(_quoted(string) + b"|" + COMMENT)


@cache
def _comment_pattern(string: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb"(?P<quoted>" + _quoted(string) + rb")|(?P<other>(?=/\*M?!)" + _BLOCK_COMMENT + rb")"
        rb"|(?P<comment>" + COMMENT + rb")|(?P<sign>" + _OPENED + rb"|\*/)"
    )


@cache
def _row_alone_pattern(string: bytes) -> re.Pattern[bytes]:
    return re.compile(_brackets(string))


@cache
def _row_pattern(string: bytes, delimiter: bytes) -> re.Pattern[bytes]:
    blank = rb"(?:\s++|" + COMMENT + rb")*+"
    row = rb"(?P<row>" + _brackets(string) + rb")"
    last = rb"(?=" + re.escape(delimiter) + rb"|(?i:AS|ON)\s)"
    return re.compile(row + blank + rb"(?:,(?P<more>" + blank + rb"(?=\())|" + last + rb")")


@cache
def _value_pattern(string: bytes) -> re.Pattern[bytes]:
    atom = _expression(string, rb"[^'\"`(),;/#\-]++", b"")
    return re.compile(rb"(?:" + atom + rb"|" + _brackets(string, b"") + rb")*+")
