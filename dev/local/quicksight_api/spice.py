"""Reads a data set's rows from the warehouse, as SPICE does: with the reader's rights and nothing more."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pymysql

from dev.local.quicksight_api.data_set import DataSet
from include.mysql.target import WarehouseTarget

# MySQL error numbers to ErrorInfo types of the API reference.
_ERROR_TYPES = {
    1044: "PERMISSION_DENIED",
    1045: "PASSWORD_AUTHENTICATION_FAILURE",
    1049: "SQL_TABLE_NOT_FOUND",
    1054: "SQL_SCHEMA_MISMATCH_ERROR",
    1060: "DUPLICATE_COLUMN_NAMES_FOUND",
    1142: "PERMISSION_DENIED",
    1143: "PERMISSION_DENIED",
    1146: "SQL_TABLE_NOT_FOUND",
    2003: "CONNECTION_FAILURE",
    2006: "CONNECTION_FAILURE",
    2013: "CONNECTION_FAILURE",
    3024: "QUERY_TIMEOUT",
}

# PyMySQL's type codes (MySQL protocol, column definition) to the API's column types.
_DECIMALS = frozenset({0, 4, 5, 246})
_INTEGERS = frozenset({1, 2, 3, 8, 9, 13})
_DATES = frozenset({7, 10, 12})


class SpiceError(Exception):
    """The rows could not be read.

    :param error_type: ErrorInfo type of the API reference.
    :param message: the warehouse's own words.
    """

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(message)
        self.error_type = error_type
        self.message = message


class Spice:
    """Counts and measures the rows of a data set; the rows themselves are not kept.

    :param reader: the warehouse as the read-only user.
    :param minimum_seconds: shortest ingestion, so that RUNNING can be observed.
    """

    def __init__(self, reader: WarehouseTarget, minimum_seconds: float = 0.0) -> None:
        self.reader = reader
        self.minimum_seconds = minimum_seconds

    def ingest(self, data_set: DataSet, cancelled: Callable[[], bool]) -> tuple[int, int]:
        """Have all rows read and return their number and size in bytes.

        :param cancelled: asked while there is time left of the shortest ingestion; True ends it.
        :raises SpiceError: if the warehouse refuses.
        """
        begun = time.monotonic()
        # The server adds up: reading all rows here took ten seconds of CPU, which AWS takes from nobody.
        lengths = " + ".join(f"coalesce(length(`{each['Name']}`), 0)" for each in self.columns(data_set))
        sums = f"SELECT count(*), coalesce(sum({lengths}), 0) FROM ({data_set.sql}) AS data_set"  # noqa: S608 (our own file)
        try:
            with self.reader.connect() as connection, connection.cursor() as cursor:
                cursor.execute(sums)
                rows, size = map(int, cursor.fetchone() or (0, 0))
        except pymysql.err.MySQLError as error:
            raise _spice_error(error) from error
        while time.monotonic() - begun < self.minimum_seconds and not cancelled():
            time.sleep(0.02)
        return rows, size

    def columns(self, data_set: DataSet) -> list[dict[str, str]]:
        """Return the columns of a data set as ``OutputColumns`` of the API reference.

        :raises SpiceError: if the warehouse refuses.
        """
        try:
            with self.reader.connect() as connection, connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM ({data_set.sql}) AS data_set LIMIT 0")  # noqa: S608 (our own file)
                return [{"Name": each[0], "Type": _column_type(each)} for each in cursor.description]
        except pymysql.err.MySQLError as error:
            raise _spice_error(error) from error


def _column_type(description: tuple[Any, ...]) -> str:
    code = description[1]
    if code in _INTEGERS:
        return "INTEGER"
    if code in _DECIMALS:
        return "DECIMAL"
    return "DATETIME" if code in _DATES else "STRING"


def _spice_error(error: pymysql.err.MySQLError) -> SpiceError:
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    text = str(error.args[-1]) if error.args else "unknown"
    return SpiceError(_ERROR_TYPES.get(number, "SQL_EXCEPTION"), f"MySQL error {number}: {text}")
