"""Reading a CREATE TABLE statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from include.dump.errors import OWN_PROGRAM_ACTION, DumpStatementError
from include.dump.parse.column import Column
from include.dump.parse.lexicon import DATABASE, EVERY_VERSION, IDENTIFIER, UTF8, WORD_END, Lexicon, lexicon
from include.dump.parse.program_message import message_within
from include.dump.parse.session import INITIAL, DumpSession
from include.dump.parse.table_definition import TableDefinition, engine_of
from include.dump.parse.table_origin import foreign_part
from include.mysql.identifiers import unquoted

_COMMENT = rb"/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/"


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The patterns of a definition.

    :param item: one column, key or constraint, up to the comma or parenthesis after it.
    :param noise: what is quoted or a comment.
    """

    item: re.Pattern[bytes]
    noise: re.Pattern[bytes]


@cache
def _grammar(backslash_escapes: bool) -> _Grammar:
    string = _strings(backslash_escapes).string
    quoted = string + b"|" + string.replace(b"'", b'"') + rb"|`[^`]*+`"
    atom = rb"[^'\"`(),/]++|" + quoted + rb"|" + _COMMENT + rb"|/"
    item = re.compile(rb"(?:" + atom + rb"|" + _parentheses(atom, 8) + rb")*+")
    return _Grammar(item, re.compile(quoted + b"|" + _COMMENT))


def _strings(backslash_escapes: bool) -> Lexicon:
    # Definitions are written in utf8 whatever the set of the data (client/mysqldump.cc, get_table_structure).
    return lexicon("utf8mb4", backslash_escapes=backslash_escapes)


def _parentheses(atom: bytes, depth: int) -> bytes:
    inner = rb"\((?:" + atom + rb"|,)*+\)"
    for _ in range(depth):
        inner = rb"\((?:" + atom + rb"|,|" + inner + rb")*+\)"
    return inner


_HEAD = re.compile(
    rb"\s*+CREATE\s++TABLE\b\s*+(?:IF\s++NOT\s++EXISTS\b\s*+)?+"
    + DATABASE
    + rb"("
    + IDENTIFIER
    + rb")\s*+\(",
    re.IGNORECASE,
)
_COLUMN = re.compile(rb"\s*+(" + IDENTIFIER + rb")\s*+(\w++)")
_TEXT_COLUMN = re.compile(
    rb"\s*+(" + IDENTIFIER + rb")\s*+((?:tiny|medium|long)?(?:text|blob)|json|geometry)\b",
    re.IGNORECASE,
)
# A column may be called PERIOD; that of a table of MariaDB is one FOR something.
_KEY = re.compile(
    rb"\s*+(PRIMARY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|CONSTRAINT|FOREIGN|CHECK|PERIOD(?=\s++FOR\b))"
    + WORD_END,
    re.IGNORECASE,
)
_NAMES_CHARSET = re.compile(rb"\b(?:CHARACTER\s++SET|CHARSET|COLLATE)\b", re.IGNORECASE)
_REFERENCES = re.compile(rb"(\bREFERENCES\b\s*+)" + DATABASE, re.IGNORECASE)
# SHOW CREATE TABLE prints none with quotes in the definition of a column.
_VERSIONED_WORDS = re.compile(rb"/\*!(?:" + EVERY_VERSION + rb")?+(?!\d)([^'\"`]*+)\*/\Z")
_INNERMOST = re.compile(rb"\([^()]*+\)")
_TEXT = re.compile(rb"['\"]")
_PRIMARY_KEY = re.compile(
    rb"\s*+(?:CONSTRAINT" + WORD_END + rb"\s*+(?:(?!PRIMARY\b)" + IDENTIFIER + rb"\s*+)?+)?+PRIMARY\s++KEY\b",
    re.IGNORECASE,
)
_MAKES_NOT_NULL = re.compile(rb"\bNOT\s++NULL\b|\bPRIMARY\b|(?<!UNIQUE)(?<!\s)\s++KEY\b")
_KEY_PART = re.compile(rb"[(,]\s*+(" + IDENTIFIER + rb")")
_FIRST_KEY_PART = re.compile(rb"\(\s*+(" + IDENTIFIER + rb")")


def parse_table(statement: bytes, session: DumpSession = INITIAL) -> TableDefinition:
    """Return the definition in a CREATE TABLE statement, given without its delimiter.

    :param statement: the statement.
    :param session: the session that the dump has set up for it.
    :raises DumpStatementError: if it is not of the form that SHOW CREATE TABLE prints.
    """
    # A default may hold a line break as it is, and the mysql client gives the server this one for that of
    # Windows (MySQL manual, "mysql Client Options", --binary-mode).
    statement = statement.replace(b"\r\n", b"\n")
    backslash_escapes = not session.no_backslash_escapes
    strings = _strings(backslash_escapes)
    statement = strings.without_comments(statement)
    head = _HEAD.match(statement)
    if head is None:  # IF NOT EXISTS may stand in a versioned comment
        head = _HEAD.match(strings.without_comments(statement, opened=True))
        statement = head[0] + statement[head.end() :] if head else statement
    if head is None:
        raise _refusal("is not of the form that mysqldump writes")
    name, database = unquoted(head[2]), unquoted(head[1]) if head[1] else None
    if head[2][:1] == b'"' and not session.ansi_quotes:
        raise DumpStatementError(
            f"Table {name} is in double quotes, and the dump does not set the sql_mode ANSI_QUOTES, without "
            "which MySQL takes no such name.",
            "Make the dump without --compatible=ansi, or without --compact.",
        )
    grammar = _grammar(backslash_escapes)
    where = f"within the definition of table {name}"
    if message_within(statement, where) and (m := message_within(grammar.noise.sub(b" ", statement), where)):
        raise m
    items, position = _items(grammar, statement, head.end(), name)
    tail, start = statement[position:], statement[: head.end()]
    if session.table_options and not _NAMES_CHARSET.search(grammar.noise.sub(b" ", tail)):
        tail = tail[:1] + session.table_options + tail[1:]  # behind the parenthesis
        statement = statement[:position] + tail
    if foreign := foreign_part(statement, position, backslash_escapes=backslash_escapes):
        raise _refusal(f"of table {name} {foreign}")
    primary = _primary_key(items)
    columns = tuple(_column(grammar, item, primary) for item in items if not _KEY.match(item))
    _refuse_names(session, name, database or "", *(column.name for column in columns))
    visible = tuple(column for column in columns if not column.invisible)
    for item in items:
        _refuse_text_default(grammar, name, item)
    if database is not None:
        items = tuple(without_database(item, database) if _KEY.match(item) else item for item in items)
        start = statement[: head.start(1)] + statement[head.start(2) : head.end()]
        statement = start + b",".join(items) + tail
    return TableDefinition(
        name=name,
        statement=statement,
        head=start,
        items=items,
        tail=tail,
        columns=columns,
        deferrable=_deferrable(items, columns, tail, session),
        session=session,
        database=database,
        visible_columns=visible if len(visible) < len(columns) else (),
    )


def without_database(key: bytes, database: str) -> bytes:
    """Return a foreign key that refers to a table of the target schema, as that of its table is meant to.

    :param key: the definition of any key or constraint.
    :param database: of which its table is in the dump; another one stays.
    """
    return _REFERENCES.sub(lambda match: match[1] if unquoted(match[2] or b"") == database else match[0], key)


def clauses_of(text: bytes, position: int, session: DumpSession) -> tuple[bytes, ...]:
    """Return what commas separate in a statement from a position on; none if its parentheses do not match.

    :param text: the statement, without its delimiter.
    :param position: where the first clause begins.
    :param session: the session that the dump has set up for it.
    """
    item = _grammar(not session.no_backslash_escapes).item
    found: list[bytes] = []
    while (match := item.match(text, position)) is not None and match[0]:
        found.append(match[0])
        if match.end() == len(text):
            return tuple(found)
        if text[match.end() : match.end() + 1] != b",":
            break
        position = match.end() + 1
    return ()


def _items(grammar: _Grammar, statement: bytes, position: int, name: str) -> tuple[tuple[bytes, ...], int]:
    items: list[bytes] = []
    while True:
        match = grammar.item.match(statement, position)
        assert match is not None
        items.append(match[0])
        position = match.end()
        following = statement[position : position + 1]
        if following == b")":
            return tuple(items), position
        if following != b",":
            raise _refusal(f"of table {name} has no closing parenthesis")
        position += 1


def _primary_key(items: tuple[bytes, ...]) -> frozenset[str]:
    """Return the columns that a PRIMARY KEY of its own item makes NOT NULL, in lower case."""
    keys = (item[match.end() :] for item in items if (match := _PRIMARY_KEY.match(item)))
    return frozenset(unquoted(name).lower() for key in keys for name in _KEY_PART.findall(key))


def _column(grammar: _Grammar, item: bytes, primary: frozenset[str]) -> Column:
    match = _COLUMN.match(item)
    if match is None:
        raise _refusal("has a column without a type")
    rest = grammar.noise.sub(_shown, item[match.end() :]).upper()
    generated = re.search(rb"\bAS\s*+\(", rest) is not None
    while (outside := _INNERMOST.sub(b" ", rest)) != rest:
        rest = outside
    name = unquoted(match[1])
    # KEY alone is PRIMARY KEY in other words.
    not_null = name.lower() in primary or _MAKES_NOT_NULL.search(rest) is not None
    auto_increment = b"AUTO_INCREMENT" in rest or match[2].upper() == b"SERIAL"
    return Column(
        name=name,
        type_name=match[2].decode("ascii", "replace").lower(),
        nullable=not not_null and not auto_increment,
        generated=generated,
        auto_increment=auto_increment,
        required=not_null and not generated and not auto_increment and b"DEFAULT" not in rest,
        invisible=re.search(rb"\bINVISIBLE\b", rest) is not None,
    )


def _shown(noise: re.Match[bytes]) -> bytes:
    """Return what counts of something quoted or of a comment: the words in a versioned one."""
    return _VERSIONED_WORDS.sub(rb" \1 ", noise[0]) if noise[0].startswith(b"/*!") else b" "


def _refuse_names(session: DumpSession, *names: str) -> None:
    """Refuse names that are read as UTF-8 here and in another character set by the server."""
    if session.charset not in {None, "binary", *UTF8} and not all(name.isascii() for name in names):
        raise DumpStatementError(
            "A CREATE TABLE statement has names with letters that are no ASCII, in the character set "
            f"{session.charset}.",
            "Make the dump with --default-character-set=utf8mb4.",
        )


def _refuse_text_default(grammar: _Grammar, table: str, item: bytes) -> None:
    """Refuse what MySQL refuses in every mode (error 1101), before anything is touched for it.

    Outside strict mode it takes the empty string, with a warning, for no default.
    """
    if (match := _TEXT_COLUMN.match(item)) is None:
        return
    rest = grammar.noise.sub(lambda quoted: b" '' " if quoted[0] == b"''" else b" 'x' ", item[match.end() :])
    if re.search(rb"\bDEFAULT\s++(?:_\w++\s*+)?(?:'x'|[0-9+\-])", rest, re.IGNORECASE):
        kind = match[2].decode("ascii").upper()
        raise DumpStatementError(
            f"Table {table}, column {unquoted(match[1])}: a {kind} column has a DEFAULT value, which MariaDB "
            "allows and MySQL refuses (error 1101).",
            "Drop that DEFAULT in the source, or make it an expression in parentheses, and have the dump "
            "made again.",
        )


def _deferrable(
    items: tuple[bytes, ...], columns: tuple[Column, ...], tail: bytes, session: DumpSession
) -> tuple[int, ...]:
    """Return the positions of the indexes that may be built after the data, the definition being the same.

    None where an index is needed during the load (foreign keys, an AUTO_INCREMENT column that is not the
    first of the primary key), cannot be added together with others (FULLTEXT, SPATIAL), or has a text in
    another character set than UTF-8.
    """
    kinds = [match[1].upper() if (match := _KEY.match(item)) else b"" for item in items]
    if {b"FULLTEXT", b"SPATIAL", b"FOREIGN", b"PERIOD"} & set(kinds):
        return ()
    if any(b"FOREIGN KEY" in item.upper() for i, item in enumerate(items) if kinds[i] == b"CONSTRAINT"):
        return ()
    if engine_of(tail, session) != "innodb":
        return ()
    primary = next((items[i] for i, kind in enumerate(kinds) if kind == b"PRIMARY"), None)
    first = _FIRST_KEY_PART.search(primary) if primary else None
    if any(c.auto_increment and (first is None or unquoted(first[1]) != c.name) for c in columns):
        return ()
    # Without a primary key the first UNIQUE one may be the clustered index: it stays.
    later = {b"KEY", b"INDEX"} | ({b"UNIQUE"} if primary else set())
    found = tuple(i for i, kind in enumerate(kinds) if kind in later)
    # A comment, or a text in an expression, is in the character sets of the session of the definition.
    own_charset = session.narrower_charset or session.charset not in {None, *UTF8}
    return () if own_charset and any(_TEXT.search(items[i]) for i in found) else found


def _refusal(what: str) -> DumpStatementError:
    return DumpStatementError(
        f"A CREATE TABLE statement {what}.",
        OWN_PROGRAM_ACTION,
    )
