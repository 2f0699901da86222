"""Recognising a program's message that got into a dump, as with ``2>&1``."""

from __future__ import annotations

import re

from include.dump.errors import DumpStatementError
from include.dump.source.formats import MIXED_ACTION

# The words that a statement of a dump begins with, and many that none begins with: those are refused by name.
BEGINS_SQL = re.compile(
    rb"/\*|\(|(?:ALTER|ANALYZE|BEGIN|BINLOG|CACHE|CALL|CHANGE|CHECK|CHECKSUM|COMMIT|CREATE|DEALLOCATE|DELETE"
    rb"|DELIMITER|DESC|DESCRIBE|DO|DROP|END|EXECUTE|EXPLAIN|FLUSH|GRANT|HANDLER|IMPORT|INSERT|INSTALL|KILL|LOAD"
    rb"|LOCK|OPTIMIZE|PREPARE|PURGE|RELEASE|RENAME|REPAIR|REPLACE|RESET|RESTART|REVOKE|ROLLBACK|SAVEPOINT|SELECT"
    rb"|SET|SHOW|SHUTDOWN|START|STOP|TABLE|TRUNCATE|UNINSTALL|UNLOCK|UPDATE|USE|VALUES|WITH|XA)\b",
    re.IGNORECASE,
)
# Only these names are repeated in a message: other text may be part of a row.
_PROGRAM = re.compile(
    rb"\s*(mysqldump|mariadb-dump|mysqlpump|mysql|mariadb|nohup|Defaulted container|kubectl|docker|ssh|bash"
    rb"|sh|sudo|gzip|zstd|pigz|tee|pv|time|Enter password|Warning|Error|Note)\b",
    re.IGNORECASE,
)

# As its die(), DB_error() and the options write it, which no definition or value does outside of quotes.
_OF_A_DUMP = re.compile(
    rb"(mysqldump|mariadb-dump|mysqlpump): "
    rb"(?:\[\w{1,9}\]|Got |Couldn't |Can't |Error|Warning|Deprecated |unknown )"
)


def program_of(text: bytes) -> str | None:
    """Return the name with which a program's message begins, or None."""
    match = _PROGRAM.match(text)
    return match[1].decode("ascii") if match else None


def message_within(text: bytes, where: str) -> DumpStatementError | None:
    """Return the error of a message of mysqldump in the middle of a statement, or None if there is none.

    :param text: the statement, or what follows in it.
    :param where: where that is in the dump, for the message.
    """
    match = _OF_A_DUMP.search(text)
    if match is None:
        return None
    program = match[1].decode("ascii")
    return DumpStatementError(f"The dump holds a message of a program ({program}) {where}.", MIXED_ACTION)


def not_sql(text: bytes, offset: int) -> DumpStatementError:
    """Return the error of text that stands where a statement should.

    :param text: its beginning; nothing of it is repeated but a program's name.
    :param offset: where it begins in the uncompressed dump, in bytes.
    """
    program = program_of(text)
    what = f"a message of a program ({program})" if program else "text that is not SQL, such as a message,"
    return DumpStatementError(
        f"The dump holds {what} at byte {offset}, where a statement should begin.", MIXED_ACTION
    )
