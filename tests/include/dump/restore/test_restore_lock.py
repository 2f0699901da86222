"""Who holds the lock is told as far as the user may see it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import RestoreBusyError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.load.restore_state import RestoreState
from include.dump.restore.restore_lock import RestoreLock


@pytest.mark.mysql
def test_a_holder_that_the_user_may_not_see_is_another_connection(
    mysql_server: MySqlServer, schema: str
) -> None:
    mode = RestoreOptions().sql_mode
    lock = RestoreLock(schema, RestoreState("ops", schema))
    user = f"u_{schema}"[:32]
    with closing(LoadConnection.to(mysql_server.target, None, mode)) as holder:
        RestoreState("ops", schema).prepare(holder)
        holder.query(f"CREATE USER {user} IDENTIFIED BY 'lock-test-password'")
        try:
            holder.query(f"GRANT SELECT ON ops.* TO {user}")
            lock.acquire(holder)
            target = replace(mysql_server.target, user=user, password="lock-test-password")
            with (
                closing(LoadConnection.to(target, None, mode)) as other,
                pytest.raises(RestoreBusyError, match=r"\(another connection\)"),
            ):
                lock.acquire(other, wait_seconds=0)
            lock.release(holder)
        finally:
            holder.query(f"DROP USER {user}")
