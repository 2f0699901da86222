"""One column of a table definition."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ValueKind(StrEnum):
    """How mysqldump writes the values of a column."""

    INTEGER = "integer"
    YEAR = "year"
    DECIMAL = "decimal"
    FLOAT = "float"
    TEXT = "text"
    BINARY = "binary"
    OTHER = "other"  # geometry and unknown types: only an INSERT restores them exactly


_TEXTS = frozenset(["char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "json"])
_KINDS = {
    **dict.fromkeys(
        ["tinyint", "smallint", "mediumint", "int", "integer", "bigint", "bool", "boolean"], ValueKind.INTEGER
    ),
    "year": ValueKind.YEAR,
    **dict.fromkeys(["decimal", "numeric", "dec", "fixed"], ValueKind.DECIMAL),
    **dict.fromkeys(["float", "double", "real"], ValueKind.FLOAT),
    **dict.fromkeys(_TEXTS, ValueKind.TEXT),
    **dict.fromkeys(["date", "datetime", "timestamp", "time"], ValueKind.TEXT),
    **dict.fromkeys(
        ["binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bit"], ValueKind.BINARY
    ),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    :param name: its name, unquoted.
    :param type_name: the first word of its type in lower case, such as ``varchar``.
    :param nullable: whether NULL is allowed.
    :param generated: whether the server computes it, so that a dump leaves it out.
    :param auto_increment: whether it numbers itself.
    :param required: whether it takes neither NULL nor a default.
    :param invisible: whether an INSERT without a column list leaves it out.
    """

    name: str
    type_name: str
    nullable: bool
    generated: bool = False
    auto_increment: bool = False
    required: bool = False
    invisible: bool = False

    @property
    def kind(self) -> ValueKind:
        """How its values are written."""
        return _KINDS.get(self.type_name, ValueKind.OTHER)

    @property
    def has_charset(self) -> bool:
        """Whether its values are texts, which are stored in a character set."""
        return self.type_name in _TEXTS

    @property
    def is_enum(self) -> bool:
        """Whether its values are one of a list, or the error value, written as the empty string."""
        return self.type_name == "enum"

    @property
    def has_days(self) -> bool:
        """Whether its values are calendar days, which may be zero or impossible."""
        return self.type_name in {"date", "datetime", "timestamp"}
