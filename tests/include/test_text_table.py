from __future__ import annotations

from include.text_table import text_table


def test_columns_are_aligned_also_behind_wide_characters() -> None:
    assert text_table(("name", "rows"), [("入居", "1"), ("a", "22")]).splitlines() == [
        "name  rows",
        "----  ----",
        "入居  1",
        "a     22",
    ]


def test_a_line_break_in_a_cell_does_not_break_the_table() -> None:
    assert len(text_table(("a",), [("two\nlines",)]).splitlines()) == 3


def test_a_table_without_rows_is_its_header() -> None:
    assert text_table(("a", "b"), []) == "a  b\n-  -"
