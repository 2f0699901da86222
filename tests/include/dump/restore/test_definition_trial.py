"""What the server says of a definition is known before anything is touched, in its own words."""

from __future__ import annotations

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import RestoreTargetError
from tests.include.dump.contents import compact, contents

pytestmark = pytest.mark.mysql

FAULTY = {
    "collation of MariaDB": ("`v` varchar(9) COLLATE utf8mb4_uca1400_ai_ci", "Unknown collation"),
    "list with a value twice in strict mode": ("`v` enum('yes','Yes')", "duplicated value 'yes'"),
    "key of more than 3072 bytes": ("`v` varchar(900), UNIQUE KEY `k` (`v`)", "key was too long"),
}


@pytest.mark.parametrize(
    "tail", ["", "\n/*!50100 PARTITION BY HASH (`id`)\nPARTITIONS 3 */"], ids=["whole", "parts"]
)
@pytest.mark.parametrize(("column", "text"), FAULTY.values(), ids=FAULTY)
def test_a_definition_that_the_server_refuses_leaves_the_schema_alone(
    mysql_server: MySqlServer, restore, schema: str, column: str, text: str, tail: str
) -> None:
    good = "CREATE TABLE `a` (`id` int NOT NULL, PRIMARY KEY (`id`))"
    restore(compact(good))
    faulty = f"CREATE TABLE `b` (`id` int, {column}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4{tail}"
    with pytest.raises(RestoreTargetError, match=f"table b of the dump: .*{text}"):
        restore(compact(good.replace("`a`", "`c`"), faulty))
    assert list(contents(mysql_server.target, schema)) == ["a"]
