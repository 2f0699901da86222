"""Telling what a statement of a dump is, from its first words."""

from __future__ import annotations

import re

from include.dump.errors import DumpStatementError
from include.dump.parse.lexicon import IDENTIFIER
from include.dump.parse.statement import StatementKind
from include.dump.source.formats import MIXED_ACTION
from include.mysql.identifiers import unquoted

_COMMENT = re.compile(rb"/\*(?:!\d{5,6}|M!\d{5,6}|!|M!)?")
_USER = rb"(?:`[^`]*`|'[^']*'|[^\s@]+)(?:@(?:`[^`]*`|'[^']*'|\S+))?"
_DEFINER = (
    rb"(?:OR\s+REPLACE\s+)?(?:ALGORITHM\s*=\s*\w+\s+)?(?:DEFINER\s*=\s*"
    + _USER
    + rb"\s+)?(?:SQL\s+SECURITY\s+\w+\s+)?"
)
_DATABASE = rb"(?:" + IDENTIFIER + rb"\s*\.\s*)?"
_NAME = rb"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?" + _DATABASE + rb"(" + IDENTIFIER + rb")?"


def _rule(words: bytes) -> re.Pattern[bytes]:
    return re.compile(words, re.IGNORECASE)


_OBJECTS = tuple(
    (
        kind,
        _rule(
            rb"CREATE\s+"
            + _DEFINER
            + (rb"(?:AGGREGATE\s+)?" if word == b"FUNCTION" else b"")
            + word
            + rb"\b\s*"
            + _NAME
        ),
    )
    for kind, word in (
        (StatementKind.VIEW, b"VIEW"),
        (StatementKind.TRIGGER, b"TRIGGER"),
        (StatementKind.PROCEDURE, b"PROCEDURE"),
        (StatementKind.FUNCTION, b"FUNCTION"),
        (StatementKind.EVENT, b"EVENT"),
        (StatementKind.SEQUENCE, b"SEQUENCE"),
        (StatementKind.LIBRARY, b"LIBRARY"),
    )
)
_NAMED = (
    *_OBJECTS,
    (StatementKind.DATABASE, _rule(rb"USE\s+(" + IDENTIFIER + rb")\s*\Z")),
    (StatementKind.DATABASE, _rule(rb"CREATE\s+(?:DATABASE|SCHEMA)\s+" + _NAME)),
    (
        StatementKind.ALTERATION,
        _rule(
            rb"ALTER\s+TABLE\b\s*"
            + _DATABASE
            + rb"("
            + IDENTIFIER
            + rb")(?!\s*+\.)\s*+(?!(?:DIS|EN)ABLE\s+KEYS\b)"
        ),
    ),
    (
        StatementKind.ALTERATION,
        _rule(
            rb"(?:CREATE\s+(?:(?:UNIQUE|FULLTEXT|SPATIAL)\s+)?|DROP\s+)INDEX\b\s*"
            + IDENTIFIER
            + rb"(?:\s*\bUSING\s+\w+)?\s*\bON\b\s*"
            + _DATABASE
            + rb"("
            + IDENTIFIER
            + rb")"
        ),
    ),
    # As HeidiSQL, Adminer and phpMyAdmin write it before the rows of a table if they are asked to.
    (
        StatementKind.EMPTYING,
        _rule(
            rb"(?:TRUNCATE\b\s*(?:TABLE\b\s*)?|DELETE\s+FROM\b\s*)"
            + _DATABASE
            + rb"("
            + IDENTIFIER
            + rb")\s*\Z"
        ),
    ),
)
_KEY_WORD = _rule(
    rb"(?:ALTER|BINLOG|CACHE|CALL|CHECK|CHECKSUM|CREATE|DELETE|DESC|DESCRIBE|DO|DROP|EXECUTE|EXPLAIN|GRANT|HANDLER"
    rb"|HELP|IMPORT|INSERT|INSTALL|KILL|LOAD|OPTIMIZE|PREPARE|PURGE|RELEASE|RENAME|REPAIR|REPLACE|RESET|RESTART"
    rb"|REVOKE|ROLLBACK|SAVEPOINT|SELECT|SHOW|SHUTDOWN|TABLE|TRUNCATE|UNINSTALL|UPDATE|USE|VALUES|WITH|XA)\b"
)
_TABLE = _rule(rb"CREATE\s+TABLE\b")
_SETTING = _rule(rb"SET\b")
# Everything else that mysqldump and mariadb-dump write and a restore of tables does not need.
_SKIPPED = _rule(
    rb"(?:DROP\s+(?:TABLE|VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT|DATABASE|SCHEMA|PACKAGE|SEQUENCE|LIBRARY|USER|ROLE)\b"
    rb"|(?:UN)?LOCK\s+(?:TABLES?|INSTANCE)\b|ALTER\s+TABLE\b\s*"
    + _DATABASE
    + IDENTIFIER
    + rb"\s*+(?:DIS|EN)ABLE\s+KEYS\b"
    rb"|ALTER\s+DATABASE\b|ANALYZE\s+TABLE\b|COMMIT\b|ROLLBACK(?:\s+WORK)?\s*\Z"
    rb"|BEGIN\b|START\s+TRANSACTION\b"
    rb"|CHANGE\s+(?:MASTER|REPLICATION)\b|(?:START|STOP)\s+(?:SLAVE|REPLICA)\b|FLUSH\b|DO\s+SETVAL\b|SELECT\s+SETVAL\b)"
)
_LITERAL = rb"(?:'(?:[^'\\]|\\.|'')*+'|\"(?:[^\"\\]|\\.|\"\")*+\"|\d++)"
_SELECTED = _LITERAL + rb"(?:\s+(?:AS\s+)?(?:" + _LITERAL + rb"|" + IDENTIFIER + rb"))?"
# What leaves tables and rows as they are and only prints something, such as SELECT 'loading' AS info.
_PRINTING = _rule(
    rb"(?:SHOW\s+(?:(?:(?:GLOBAL|SESSION)\s+)?(?:VARIABLES|STATUS)|(?:FULL\s+)?TABLES|TABLE\s+STATUS|DATABASES"
    rb"|WARNINGS|ERRORS)(?:\s+LIKE\s+'[^']*')?|(?:CHECK|CHECKSUM|OPTIMIZE)\s+TABLES?\s[^;()']*"
    rb"|(?:RELEASE\s+)?SAVEPOINT\s+"
    + IDENTIFIER
    + rb"|SELECT\s+"
    + _SELECTED
    + rb"(?:\s*,\s*"
    + _SELECTED
    + rb")*)\s*\Z"
)
# Accounts (--users of mysqldump 9.7, --system of mariadb-dump) are not part of a schema.
_ACCOUNT = _rule(
    rb"(?:GRANT|REVOKE|ALTER\s+USER|CREATE\s+(?:OR\s+REPLACE\s+)?(?:USER|ROLE)|SET\s+(?:DEFAULT\s+)?ROLE"
    rb"|SELECT\s+COALESCE\(CURRENT_ROLE|EXECUTE\s+IMMEDIATE\s+CONCAT\('SET\s+ROLE)\b"
)
# What the mysqldump of Percona Server asks the server for MyRocks' sake, always in versioned comments.
_ROCKSDB = _rule(
    rb"(?:SELECT\s+COUNT\(\*\)\s+INTO\s+@\w*rocksdb|PREPARE\s+s\s+FROM\s+@\w*(?:rocksdb|bulk_load)"
    rb"|EXECUTE\s+s\b|DEALLOCATE\s+PREPARE\s+s\b)"
)
# No statement of another kind holds such a line, whatever stands in the body of a routine: it would begin a
# statement of its own in the client too.
_SWALLOWED = re.compile(rb"\n(?:DELIMITER |-- (?:Table structure|Dumping data) for table )")
# Nor does one without a body of its own hold a line that begins so.
_BEGINNING = (
    rb"[\r\n]\s*+(?:/\*!\d{5,6}\s++(?:ALTER|DROP|SET)\b|(?:INSERT|REPLACE)\s++(?!ON\b)[\w`\"]"
    rb"|CREATE\s++(?:TABLE|DATABASE|SCHEMA)\b"
    rb"|ALTER\s++TABLE\b|DROP\s++(?:TABLE|VIEW|DATABASE)\b|DELETE\s++FROM\b"
)
_BEGINS_ANOTHER = _rule(_BEGINNING + rb"|SET\s++[\w@`])")
_BEGINS_ANOTHER_BUT_SET = _rule(_BEGINNING + rb")")  # LOAD DATA has a SET of its own
_WITH_BODY = frozenset(
    {
        StatementKind.TABLE,
        StatementKind.ALTERATION,
        StatementKind.TRIGGER,
        StatementKind.PROCEDURE,
        StatementKind.FUNCTION,
        StatementKind.EVENT,
        StatementKind.LIBRARY,
    }
)
_CODE = _WITH_BODY - {StatementKind.TABLE, StatementKind.ALTERATION}
_VIEW_PART = _rule(rb"(?:VIEW|CREATE\s+TABLE|CREATE\s+ALGORITHM|DEFINER)\b")


def classify(statement: bytes) -> tuple[StatementKind, str]:
    """Return the kind of a statement and the name of the database or object it is about.

    A statement that stands in versioned comments never is a table: that is how placeholders of views look.
    """
    text = statement.strip()
    versioned = text.startswith((b"/*!", b"/*M!"))
    if not versioned and _TABLE.match(text):
        return StatementKind.TABLE, ""
    plain = b" ".join(_COMMENT.sub(b" ", text.replace(b"*/", b" ")).split(None, 40)).strip()
    if _ACCOUNT.match(plain):
        return StatementKind.USER, ""
    for kind, rule in _NAMED:
        if match := rule.match(plain):
            return kind, unquoted(match[1] or b"")
    if _SETTING.match(plain):
        return StatementKind.SETTING, ""
    view_part = versioned and (_VIEW_PART.match(plain) or _TABLE.match(plain))
    passed_over = _SKIPPED.match(plain) or _PRINTING.match(plain) or (versioned and _ROCKSDB.match(plain))
    if not plain or view_part or passed_over:
        return StatementKind.SKIPPED, ""
    return StatementKind.FOREIGN, first_word(plain)


def refuse_swallowed(statement: bytes, bare: bytes, kind: StatementKind, offset: int) -> None:
    """Refuse a statement in which others stand.

    :param statement: as written.
    :param bare: the same without comments, in which a routine may say anything, and without texts that it
        sets.
    :param kind: what it is.
    :param offset: where it begins in the dump, in bytes.
    :raises DumpStatementError: if a line of it begins another statement.
    """
    if kind is not StatementKind.TABLE and _SWALLOWED.search(bare if kind in _CODE else statement):
        raise DumpStatementError(
            f"The statement at byte {offset} holds lines that begin other statements: its quotes do "
            "not match in the sql_mode that the dump sets, or it is a message of a program.",
            f"Have the dump made again, with mysqldump or mariadb-dump. {MIXED_ACTION}",
        )
    begins_another = _BEGINS_ANOTHER_BUT_SET if kind is StatementKind.FOREIGN else _BEGINS_ANOTHER
    if kind not in _WITH_BODY and begins_another.search(bare):
        raise DumpStatementError(
            f"The statement at byte {offset} has no end before the next statement begins: it lacks its "
            "semicolon, or it is a message of a program that begins with a word of SQL.",
            MIXED_ACTION,
        )


def first_word(statement: bytes) -> str:
    """Return the key word a statement begins with; any other word may be data and is not repeated."""
    match = _KEY_WORD.match(statement.lstrip(b"( "))
    return match[0].decode("ascii").upper() if match else "of no known kind"
