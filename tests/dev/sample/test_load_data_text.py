"""Rows become text that LOAD DATA reads back as the same values."""

from __future__ import annotations

from dev.sample.load_data_text import chunks, load_statement
from dev.sample.schema import parse_table

TABLE = parse_table(
    "t",
    "CREATE TABLE `t` (\n"
    "  `id` int unsigned NOT NULL AUTO_INCREMENT,\n"
    "  `name` varchar(10) DEFAULT NULL,\n"
    "  `flag` bit(1) NOT NULL DEFAULT b'0',\n"
    "  `content` blob,\n"
    "  PRIMARY KEY (`id`)\n"
    ")",
)


def test_special_characters_are_escaped_and_null_differs_from_the_text() -> None:
    rows = [(0, "a\tb\nc\\d\0e\r", 1, None), (1, None, 0, b"\x00'"), (2, "NULL", 0, b"")]
    ((content, count),) = chunks(TABLE, rows, 1000)
    assert content.decode() == "0\ta\\tb\\nc\\\\d\\0e\\r\t1\t\\N\n1\t\\N\t0\t0027\n2\tNULL\t0\t\n"
    assert count == 3


def test_bytes_and_bits_travel_in_variables() -> None:
    assert load_statement(TABLE).endswith(
        "(`id`, `name`, @c2, @c3) SET `flag` = CAST(@c2 AS UNSIGNED), `content` = UNHEX(@c3)"
    )


def test_pieces_hold_whole_rows_and_no_piece_is_empty() -> None:
    rows = [(number, "x" * 8, 0, None) for number in range(10)]
    pieces = list(chunks(TABLE, rows, 30))
    assert sum(count for _, count in pieces) == 10
    assert all(content.endswith(b"\n") and count for content, count in pieces)
    assert len(pieces) > 3


def test_no_rows_make_no_piece() -> None:
    assert list(chunks(TABLE, [], 30)) == []
