"""What rows that go by INSERT may not hold, and what they leave to the server."""

from __future__ import annotations

import re

from include.dump.errors import DumpStatementError
from include.dump.parse.column import Column
from include.dump.parse.lexicon import BINARY, Lexicon
from include.dump.parse.program_message import message_within
from include.dump.parse.row_values import values_of
from include.dump.parse.table_definition import TableDefinition

# What the client's session alone knows, or other tables: rows go in by several sessions here. It begins with
# a set of letters, for which Python looks several times as fast as for the beginning of a word.
_OF_THE_CLIENT = re.compile(
    rb"[@DSTLRFC](?:(?<=@)|(?<=D)UMP: |(?<=\bS)(?P<select>ELECT)\b|(?<=\bT)ABLE\b|(?<=\bL)AST_INSERT_ID\b"
    rb"|(?<=\bR)OW_COUNT\b|(?<=\bF)OUND_ROWS\b|(?<=\bC)ONNECTION_ID\b)",
    re.IGNORECASE,
)
_FROM = re.compile(rb"\bFROM\b", re.IGNORECASE)
_NUMBER = re.compile(rb"'?-?[0-9.]++'?\Z")
_FIRST_IS_NO_NUMBER = re.compile(rb"(?:\A|,)\s*+\(\s*+(?!'?-?[0-9])")
_FIRST_IS_NUMBER = re.compile(rb"\(\s*+'?-?[0-9.]++'?\s*+[,)]")
_COMMENT_BEFORE_ROW = re.compile(rb",\s*+(?:/\*|--[\x00-\x20]|#)")
_DEFAULT = re.compile(rb"DEFAULT\b(?!\s*+\()", re.IGNORECASE)


def check_generated(
    definition: TableDefinition, written: tuple[Column, ...], rows: bytes, lexicon: Lexicon, offset: int
) -> None:
    """Refuse rows with a value for a column that MySQL generates (error 3105); DEFAULT is none.

    :param definition: their table.
    :param written: the columns written, in order.
    :param rows: the rows, of which the first is looked at: a program writes all of them alike.
    :param lexicon: how they are cut into tokens.
    :param offset: where they begin in the dump, in bytes.
    :raises DumpStatementError: naming the column.
    """
    if not any(column.generated for column in written):
        return
    for column, value in zip(written, values_of(rows, lexicon), strict=False):
        if column.generated and not _DEFAULT.match(value):
            raise DumpStatementError(
                f"The rows of table {definition.name} at byte {offset} have values for the generated "
                f"column {column.name}, which MySQL refuses (error 3105). mariadb-dump writes them.",
                "Make the dump with mysqldump.",
            )


def takes_no_json(written: tuple[Column, ...], lexicon: Lexicon) -> bool:
    """Tell whether one of these columns is JSON and the rows are in binary, of which MySQL takes no JSON.

    :param written: the columns written.
    :param lexicon: how the rows are cut into tokens.
    """
    return lexicon.charset == BINARY and any(column.type_name == "json" for column in written)


def check_json(
    definition: TableDefinition, written: tuple[Column, ...], rows: bytes, lexicon: Lexicon, offset: int
) -> None:
    """Refuse a JSON value in a string of the character set binary.

    :param definition: their table.
    :param written: the columns written, in order.
    :param rows: the rows.
    :param lexicon: how they are cut into tokens.
    :param offset: where they begin in the dump, in bytes.
    :raises DumpStatementError: naming the option that made such a dump.
    """
    if not takes_no_json(written, lexicon):
        return
    for row in lexicon.row().finditer(rows + b";"):
        pairs = zip(written, values_of(row["row"], lexicon), strict=False)
        if any(column.type_name == "json" and value.startswith((b"'", b'"')) for column, value in pairs):
            raise DumpStatementError(
                f"The rows of table {definition.name} at byte {offset} are in the character set binary, from "
                "which MySQL takes no JSON (error 3144).",
                "Make the dump without --default-character-set=binary.",
            )


def check_values(table: str, rows: bytes, lexicon: Lexicon, offset: int) -> None:
    """Refuse values that only the session of the ``mysql`` client knows.

    :param table: name of their table.
    :param rows: the rows.
    :param lexicon: how they are cut into tokens.
    :param offset: where they begin in the dump, in bytes.
    :raises DumpStatementError: naming the table.
    """
    # Most of what looks like it is in a string, such as an e-mail address.
    if _OF_THE_CLIENT.search(rows) and _is_of_the_client(text := lexicon.unquoted(rows)):
        if message := message_within(text, f"in the rows of table {table} at byte {offset}"):
            raise message
        raise DumpStatementError(
            f"The rows of table {table} at byte {offset} have values that are not in the dump: variables "
            "(@), functions of the session such as LAST_INSERT_ID(), or a subquery.",
            "Make the dump with mysqldump or mariadb-dump, which write the values themselves.",
        )


def _is_of_the_client(text: bytes) -> bool:
    """Tell whether text without quotes has such a value; a SELECT is one with its FROM alone."""
    found = _OF_THE_CLIENT.finditer(text)
    match = next(found, None)
    if match is None or not match["select"] or _FROM.search(text, match.end()):
        return match is not None
    # Behind the first SELECT there is no FROM, so no other one has any.
    return any(not match["select"] for match in found)


def leave_numbers(written: tuple[Column, ...], rows: bytes, lexicon: Lexicon) -> bool:
    """Tell whether the server gives some rows their number: for NULL and DEFAULT it does.

    :param written: the columns written, in order.
    :param rows: the rows.
    :param lexicon: how they are cut into tokens.
    """
    place = next((n for n, column in enumerate(written) if column.auto_increment), None)
    if place is None or (place == 0 and not _may_leave_first(rows, lexicon)):
        return False
    pattern, position, text = lexicon.row(), 0, rows + b";"
    while match := pattern.match(text, position):
        position = match.end()
        if place == 0 and _FIRST_IS_NUMBER.match(match["row"]):
            continue  # to take the row apart takes ten times as long
        values = values_of(match["row"], lexicon)
        if place < len(values) and not _NUMBER.match(values[place]):
            return True
    return False


def _may_leave_first(rows: bytes, lexicon: Lexicon) -> bool:
    # A text may look like the beginning of a row, and a comment may stand before one.
    if not _FIRST_IS_NO_NUMBER.search(rows) and not _COMMENT_BEFORE_ROW.search(rows):
        return False
    return _FIRST_IS_NO_NUMBER.search(lexicon.unquoted(rows)) is not None


def first_leaves_number(written: tuple[Column, ...], rows: bytes) -> bool:
    """Tell whether the first row leaves its number to the server, if it is the first of its values.

    :param written: the columns written, in order.
    :param rows: text that begins with the rows.
    """
    return bool(written and written[0].auto_increment and _FIRST_IS_NO_NUMBER.match(rows))
