"""The quick look leaves to reading every statement what its lines do not show."""

from __future__ import annotations

import pytest

from include.dump.parse.survey import DumpSurvey
from include.dump.parse.table_comments import TableComments

TABLE = b"CREATE TABLE `t` (\n  `id` int NOT NULL\n) ENGINE=InnoDB;\n"
USUAL = (
    b"USE `basis`;\r\n",
    b"DROP TABLE IF EXISTS `t`; \n",
    TABLE,
    b"LOCK TABLES `t` WRITE; -- one at a time\n",
    b"/*!40000 ALTER TABLE `t` DISABLE KEYS */;\n",
    b"INSERT INTO `t` VALUES (1),(2);\nINSERT INTO `t` VALUES\n(3),\n(4);\r\n",
    b"\n \n\tUNLOCK TABLES;\n/*!50001 DROP VIEW IF EXISTS `v`*/;\n",
    b"/*!50001 VIEW `v` AS select 1 AS `id` */;\n",
    b"/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;\n",
)


def survey(text: bytes, size: int = 7) -> DumpSurvey:
    found = DumpSurvey(TableComments())
    for start in range(0, len(text), size):
        found.feed(text[start : start + size])
    found.finish()
    return found


def test_what_programs_write_needs_no_more() -> None:
    assert not survey(b"".join(USUAL)).needs_full_read


@pytest.mark.parametrize(
    "lines",
    [
        b"DROP TABLE IF EXISTS `y`; CREATE TABLE `y` (`id` int);\n",
        b"SET @x=1; CREATE TABLE `y` (`id` int);\n",
        b"LOCK TABLES `t` WRITE; DELETE FROM `t`;\n",
        b"/*!40000 ALTER TABLE `t` DISABLE KEYS */; DROP TABLE `t`;\n",
        b"/*!50001 VIEW `v` AS SELECT 1 */; DROP TABLE `t`;\n",
        b"USE `basis`; DROP TABLE `t`;\n",
        b"INSERT INTO `t` VALUES (5); TRUNCATE `t`;\n",
        b"SET AUTOCOMMIT=0;\nINSERT INTO `t` VALUES (5);\n",
        b"/*!40000 DROP DATABASE `basis`*/;\n",
        b"/*!50001 DROP TABLE `t`*/;\n",
        b"\n\n  DROP TABLE `t`;\n",
    ],
)
def test_what_follows_in_a_line_is_left_to_reading_all(lines: bytes) -> None:
    for size in (7, 1 << 20):
        assert survey(b"".join(USUAL) + lines, size).needs_full_read
