"""The last statement of a dump where its delimiter is missing: the ``mysql`` client runs it all the same."""

from __future__ import annotations

import re

from include.dump.parse.lexicon import Lexicon

_COMMENTS = re.compile(
    rb"(?:\s++|--(?:[\x00-\x20]|\Z)[^\n]*+|#[^\n]*+|/\*(?!!|M!)[^*]*+(?:\*(?!/)[^*]*+)*+\*/)++\Z"
)
_OPENED = re.compile(rb"/\*M?!")
_CODE = re.compile(rb"CREATE\b.*?\b(?:TRIGGER|PROCEDURE|FUNCTION|EVENT|PACKAGE|LIBRARY)\b", re.I | re.S)
_CODE_END = re.compile(rb"(?:\*/|\bEND)\Z", re.IGNORECASE)
_GOES_ON = re.compile(rb"(?:[,(=]|\bVALUES?)\Z", re.IGNORECASE)


def missing_delimiter(text: bytes, lexicon: Lexicon, delimiter: bytes) -> bytes:
    """Return what the last statement of a dump lacks at its end; empty if it may have been cut.

    Programs write the delimiter before the line break. So text that ends with a line break and no delimiter
    before it is none of theirs that was cut, unless the statement goes on in a further line: as code does,
    and what ends with a comma.

    :param text: the rest of the dump, from within the statement on.
    :param lexicon: how it is cut into tokens.
    :param delimiter: what would end it.
    """
    match = lexicon.skip(delimiter).match(text + b"\n")
    if match is None or match.end() != len(text) + 1:  # inside of quotes or a comment
        return b""
    comments = _COMMENTS.search(text)
    if comments is None or b"\n" not in comments[0]:
        return b""
    statement = text[: comments.start()]
    plain = lexicon.unquoted(statement)
    if len(_OPENED.findall(plain)) != plain.count(b"*/"):
        return b""  # inside of a versioned comment
    if plain.count(b"(") != plain.count(b")"):
        return b""
    is_code = _CODE.search(plain) is not None
    goes_on = not _CODE_END.search(statement) if is_code else _GOES_ON.search(statement)
    return b"" if goes_on else b"\n" + delimiter
