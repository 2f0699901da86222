"""A few generated dumps are restored as by the client; ``make test-restore-client`` tries many more."""

from __future__ import annotations

import pytest

from dev.servers.mysql_server import MySqlServer
from tests.include.dump.client_comparison.client_comparison import ClientComparison, mariadb_dump

pytestmark = pytest.mark.mysql


def test_generated_dumps_are_restored_as_by_the_client(mysql_server: MySqlServer) -> None:
    tally = ClientComparison(mysql_server).run(range(1, 26))
    assert tally.differences == []
    assert tally.outcomes["the same content"] >= 10


@pytest.mark.skipif(mariadb_dump() is None, reason="mariadb-dump is not installed (Debian: mariadb-client)")
def test_dumps_of_mariadb_dump_are_restored_as_by_the_client(mysql_server: MySqlServer) -> None:
    tally = ClientComparison(mysql_server, mariadb_dump() or "").run(range(1, 11))
    assert tally.differences == []
