"""A few generated dumps are restored as by the client; ``make test-restore-client`` tries many more."""

from __future__ import annotations

import pytest

from dev.servers.mysql_server import MySqlServer
from tests.include.dump.client_comparison.client_comparison import (
    SAME_CONTENT,
    ClientComparison,
    mariadb_dump,
)

pytestmark = pytest.mark.mysql


def test_generated_dumps_are_restored_as_by_the_client(mysql_server: MySqlServer) -> None:
    tally = ClientComparison(mysql_server).run(range(1, 26))
    assert tally.differences == []
    assert tally.outcomes[SAME_CONTENT] >= 10


def test_dumps_that_somebody_has_changed_are_restored_as_by_the_client_or_refused_in_time(
    mysql_server: MySqlServer,
) -> None:
    tally = ClientComparison(mysql_server).run_changed(range(1, 121))
    assert tally.differences == []
    assert tally.outcomes[SAME_CONTENT] >= 15


@pytest.mark.skipif(mariadb_dump() is None, reason="mariadb-dump is not installed (Debian: mariadb-client)")
def test_dumps_of_mariadb_dump_are_restored_as_by_the_client(mysql_server: MySqlServer) -> None:
    tally = ClientComparison(mysql_server, mariadb_dump() or "").run(range(1, 11))
    assert tally.differences == []
