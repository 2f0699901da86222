"""The raw rows are read as mysqldump wrote them, by a reader of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.verification.dump_rows import read_tables

DUMP = r"""
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `t` (
  `id` int NOT NULL,
  `text` varchar(20) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `t` VALUES (1,'a,(b)\'\"\\\n;'),(-2,NULL),(3,'NULL'),(4,'');
INSERT INTO `t` VALUES (5,'レソト　');
CREATE TABLE `empty` (
  `id` int NOT NULL
);
"""


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.sql"
    path.write_text(DUMP, encoding="utf-8")
    return path


def test_text_null_and_numbers_are_told_apart(dump: Path) -> None:
    columns, rows = read_tables(dump, frozenset({"t"}))["t"]

    assert columns == ["id", "text"]
    assert rows == [("1", "a,(b)'\"\\\n;"), ("-2", None), ("3", "NULL"), ("4", ""), ("5", "レソト　")]


def test_an_empty_table_has_columns_and_no_rows(dump: Path) -> None:
    assert read_tables(dump, frozenset({"empty"})) == {"empty": (["id"], [])}


def test_a_table_that_the_dump_lacks_is_an_error(dump: Path) -> None:
    with pytest.raises(ValueError, match="rooms"):
        read_tables(dump, frozenset({"t", "rooms"}))


def test_a_row_with_a_value_too_few_is_an_error(dump: Path) -> None:
    dump.write_text(DUMP.replace("(4,'')", "(4)"), encoding="utf-8")

    with pytest.raises(ValueError, match="a row of 1 values for 2 columns"):
        read_tables(dump, frozenset({"t"}))
