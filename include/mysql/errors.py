"""MySQL's errors: which are worth another try, and what may be shown of them."""

from __future__ import annotations

import re
import ssl

import pymysql

# The connection is gone: server restart, network, timeout, or the thread was killed.
LOST = frozenset(
    {0, 1053, 1077, 1079, 1080, 1152, 1158, 1159, 1160, 1161, 1927, 2003, 2006, 2013, 2055, 3169, 4031}
)
# Another transaction was in the way.
CONTENDED = frozenset({1205, 1213})
INTERRUPTED = frozenset({1317})
# Worth another try, on a new connection or on the same one.
RETRIED = LOST | CONTENDED | INTERRUPTED
# What lies with the server, whatever is asked of it: disk, memory, number of connections, read-only.
OF_SERVER = RETRIED | {1021, 1037, 1040, 1041, 1114, 1203, 1290}
# What lies with the user's rights.
OF_RIGHTS = frozenset({1044, 1045, 1142, 1143, 1370})
# "Data truncated for column": also a value that is none of an ENUM's list.
NOT_ALLOWED = 1265
LOCAL_INFILE_OFF = frozenset({1148, 3948, 3950})
NO_RIGHTS = 1044
DUPLICATE_ENTRY = 1062
NULL_REFUSED = 1048
UNKNOWN_TIME_ZONE = 1298

_REASONS = {
    1048: "NULL in a NOT NULL column",
    1062: "duplicate value of a unique key",
    1064: "not valid SQL",
    1110: "a column named twice",
    1136: "number of values differs from number of columns",
    1263: "NULL in a NOT NULL column",
    1264: "number out of range",
    1265: "value cut short or not allowed",
    1292: "value impossible for the type",
    1300: "bytes that are no text in the character set",
    1364: "no value for a column without a default",
    1366: "value impossible for the type or character set",
    1406: "value too long",
    1416: "not a geometry",
    1526: "no partition for the row",
    3105: "a value for a generated column",
    3140: "not valid JSON",
    3673: "NULL in a NOT NULL column",
    3819: "a CHECK constraint is violated",
    1044: "the user has no rights on the schema",
    1045: "the user name or password is refused",
    1114: "the table or the disk is full",
    1153: "a statement is longer than max_allowed_packet",
    1142: "the user lacks a privilege",
    1227: "the user lacks a privilege",
    1054: "a name that no column has",
    1242: "a subquery with more than one row",
    1305: "a function that the server does not have",
    1365: "division by zero",
    1411: "value impossible for a function",
    1452: "a foreign key without a row that it refers to",
    1690: "a computed number out of range",
    3037: "not valid data of a geometry",
    3141: "not valid JSON for a function",
    3143: "not a valid path in JSON",
    3616: "a longitude out of range",
    3617: "a latitude out of range",
    3643: "a geometry of another SRID than the column's",
    3691: "not a valid regular expression",
    3751: "value too long for a functional index",
    3752: "number out of range for a functional index",
    3903: "a value in JSON that a functional index does not take",
    6136: "not a vector",
}
# Where the server itself names a column. What it quotes of a row stands before that and may look the same.
_COLUMN = re.compile(
    r"\AColumn '([^']{1,64})' cannot be null\Z|\AField '([^']{1,64})' doesn't have a default value\Z"
    r"|for column '([^']{1,64})' at row \d+\Z|NOT NULL column '([^']{1,64})' at row \d+\Z"
    r"|in value for column '([^']{1,130})'\.\Z"
    r"|\AThe value specified for generated column '([^']{1,64})' in table "
)
_KEY = re.compile(r"for key '([^']{1,130})'\Z")


def error_code(error: BaseException) -> int:
    """Return MySQL's number of an error, or -1 if it has none."""
    if isinstance(error, pymysql.err.MySQLError) and error.args and isinstance(error.args[0], int):
        return error.args[0]
    return -1


def reason(error: BaseException) -> str:
    """Return what is wrong, with column or key by name but without any value of a row."""
    code = error_code(error)
    text = str(error.args[1]) if len(error.args) > 1 else ""
    known = _REASONS.get(code) or _no_connection(error)
    if known is None:  # what an unknown message quotes may be a value
        return f"MySQL error (error {code})"
    column, key = _COLUMN.search(text), _KEY.search(text)
    where = f", column {column[column.lastindex or 0]}" if column else f", key {key[1]}" if key else ""
    return f"{known}{where} (error {code})"


def _no_connection(error: BaseException) -> str | None:
    """Return why no connection came about; before there is one, no value of a row can be in the text."""
    cause = getattr(error, "original_exception", error)  # pymysql keeps what the socket said there
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {cause.verify_message}"
    if isinstance(cause, ssl.SSLError):
        return f"no encrypted connection: {cause.reason or 'TLS failed'}"
    if isinstance(cause, OSError):
        return f"no connection: {cause.strerror or type(cause).__name__}"
    return None
