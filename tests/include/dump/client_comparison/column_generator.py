"""Columns of every type, with values that each of them can hold, as SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

CHARSETS = ("utf8mb4", "latin1", "cp932", "gbk", "ucs2", "utf16", "utf8mb3", "sjis", "koi8r", "ascii")
_LETTERS = {
    "latin1": "é ü ß",
    "cp932": "表示ソ十予 ",
    "sjis": "表示ソ十予",
    "gbk": "表 中文",
    "koi8r": "Привет",
    "ascii": "abc",
}
_TRICKY = [
    "",
    "plain",
    "it's",
    'say "no"',
    "back\\slash\\",
    "\\N",
    "NULL",
    "100% _x\\%\\_",
    "a\tb\nc\rd",
    "'),('",
    "; -- # /* */",
    "*/;\n-- Dump completed",
    "line\nCREATE TABLE `ghost` (`id` int);\n",
    "\x1a\x00\x08",
    "`tick`",
    "DELIMITER ;;",
    "$$",
]


@dataclass(frozen=True, slots=True)
class GeneratedColumn:
    """A column.

    :param definition: what stands behind its name in CREATE TABLE.
    :param value: returns one of its values as an SQL expression.
    :param key: what of it can be indexed, such as ``(10)``; None if nothing.
    """

    definition: str
    value: Callable[[], str]
    key: str | None = ""


def text_literal(text: str) -> str:
    """Return text as an expression that no sql_mode reads otherwise."""
    return f"CONVERT(0x{text.encode().hex()} USING utf8mb4)" if text else "''"


class ColumnGenerator:
    """Makes columns.

    :param random: decides.
    """

    def __init__(self, random: Random) -> None:
        self._random = random

    def column(self) -> GeneratedColumn:
        """Return a column of any type."""
        make = self._random.choice(
            [
                *[self._number, self._text, self._time] * 2,
                self._bytes,
                self._list,
                self._json,
                self._place,
                self._bits,
            ]
        )
        return make()

    def text(self, charset: str = "utf8mb4") -> str:
        """Return a text that the character set has."""
        random = self._random
        letters = _LETTERS.get(charset, "日本語 é 😀" if charset in ("utf8mb4", "utf16") else "日本語 é")
        text = random.choice([*_TRICKY, letters, letters + "\\", f"'{letters}\\'"]) + random.choice(
            ["", letters, "x"]
        )
        return text[:38]

    def _null(self) -> tuple[str, float]:
        return ("NOT NULL", 0.0) if self._random.random() < 0.4 else ("DEFAULT NULL", 0.2)

    def _often(self, value: Callable[[], str], nulls: float) -> Callable[[], str]:
        return lambda: "NULL" if self._random.random() < nulls else value()

    def _number(self) -> GeneratedColumn:
        random = self._random
        null, nulls = self._null()
        kind, values = random.choice(
            [
                ("tinyint", ["-128", "127", "0"]),
                ("tinyint(1)", ["0", "1"]),
                ("smallint unsigned", ["0", "65535"]),
                ("mediumint", ["-8388608", "8388607"]),
                ("int(10) unsigned zerofill", ["0", "4294967295", "42"]),
                ("bigint", ["-9223372036854775808", "9223372036854775807", "0"]),
                ("bigint unsigned", ["18446744073709551615", "0"]),
                ("decimal(20,6)", ["-12345678901234.123456", "0.000001", "-0.0"]),
                ("float", ["1.5", "-0.0", "3.40282e38", "1.17549e-38", "0.1"]),
                ("double", ["1e300", "-0.0", "0.1", "1.7976931348623157e308", "5e-324"]),
                ("float(10,2)", ["100000000.00", "0.01", "-1.50"]),
            ]
        )
        return GeneratedColumn(f"{kind} {null}", self._often(lambda: random.choice(values), nulls))

    def _text(self) -> GeneratedColumn:
        random = self._random
        null, nulls = self._null()
        charset = random.choice(CHARSETS)
        kind = random.choice(["char(40)", "varchar(60)", "varchar(60)", "tinytext", "text", "mediumtext"])
        literal = f"DEFAULT {random.choice(['(uuid())', repr('x'), repr('')])}"
        if "text" not in kind and random.random() < 0.3:
            null = f"NOT NULL {literal}"
            nulls = 0.0
        comment = f" COMMENT {random.choice(['x;y', '--', 'a*/b', 'said', ''])!r}"
        return GeneratedColumn(
            f"{kind} CHARACTER SET {charset} {null}{comment}",
            self._often(lambda: text_literal(self.text(charset)), nulls),
            "(10)" if "text" in kind else "",
        )

    def _bytes(self) -> GeneratedColumn:
        random = self._random
        null, nulls = self._null()
        kind = random.choice(["binary(8)", "varbinary(20)", "blob", "tinyblob"])

        def value() -> str:
            return f"0x{random.randbytes(random.randint(1, 8)).hex()}" if random.random() < 0.8 else "''"

        return GeneratedColumn(f"{kind} {null}", self._often(value, nulls), "(4)" if "blob" in kind else "")

    def _time(self) -> GeneratedColumn:
        random = self._random
        day = f"{random.randint(1971, 2037)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        moment = f"{day} {random.randint(0, 23):02}:{random.randint(0, 59):02}:59"
        kind, values = random.choice(
            [
                ("date", [day, "0000-00-00", "2024-02-29", "9999-12-31"]),
                ("datetime", [moment, "0000-00-00 00:00:00"]),
                ("datetime(6)", [f"{moment}.123456"]),
                ("timestamp", [moment, "0000-00-00 00:00:00", "2024-07-01 23:30:00"]),
                ("timestamp(3)", [f"{moment}.999", "2024-03-31 02:30:00.001"]),
                ("time", ["-838:59:59", "12:00:00"]),
                ("time(2)", ["12:34:56.78"]),
                ("year", ["0000", "1901", "2155"]),
            ]
        )
        default = {
            "timestamp": "NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
            "date": "NOT NULL DEFAULT '0000-00-00'",
            "timestamp(3)": "NULL DEFAULT '2020-01-01 00:00:00.000'",
        }.get(kind, "DEFAULT NULL")
        nullable = "NOT NULL" not in default
        null = default if random.random() < 0.6 else "NULL"
        nulls = 0.2 if nullable or null == "NULL" else 0.0
        return GeneratedColumn(f"{kind} {null}", self._often(lambda: f"'{random.choice(values)}'", nulls))

    def _list(self) -> GeneratedColumn:
        random = self._random
        if random.random() < 0.6:
            # ASCII only: for other letters in a list the client puts ? when the dump is in latin1.
            names = random.choice([["a", "b"], ["yes", "no", "Yes"], ["", "x"], ["it''s", "e;", "c,d"]])
            values = [*(f"'{name}'" for name in names), "NULL", "''"]
            return GeneratedColumn(
                f"enum({','.join(repr_list(names))}) DEFAULT NULL", lambda: random.choice(values)
            )
        return GeneratedColumn(
            "set('a','b','c d') DEFAULT NULL", lambda: random.choice(["'a,b'", "''", "NULL", "'c d'"])
        )

    def _json(self) -> GeneratedColumn:
        value = '{"a": "é\\\\\\"", "b": [1, null, 1.5e10]}'
        return GeneratedColumn(
            "json DEFAULT NULL",
            lambda: self._random.choice(
                ["NULL", "'[]'", text_literal(value.replace("\\\\", "\\")), "'\"x\"'"]
            ),
            None,
        )

    def _place(self) -> GeneratedColumn:
        return GeneratedColumn(
            self._random.choice(["point NOT NULL SRID 0", "geometry DEFAULT NULL"]),
            lambda: "ST_GeomFromText('POINT(1.5 -2)')",
            None,
        )

    def _bits(self) -> GeneratedColumn:
        return GeneratedColumn(
            "bit(11) DEFAULT b'101'", lambda: self._random.choice(["b'1'", "b'0'", "NULL", "b'11111111111'"])
        )


def repr_list(names: list[str]) -> list[str]:
    """Return names of a list in quotes; those within are doubled already."""
    return [f"'{name}'" for name in names]
