"""The warehouse as Airflow knows it."""

from __future__ import annotations

from airflow.sdk import BaseHook

from include.exceptions import ConfigurationError
from include.mysql.target import WarehouseTarget


class WarehouseHook(BaseHook):
    """Give the library its warehouse from an Airflow connection of type ``mysql``.

    The MySQL provider is not needed: it compiles mysqlclient, and the library uses PyMySQL.

    :param conn_id: the connection. Its extra may hold ``tls_ca``, a CA bundle to verify the server against,
        and ``reader_host``, the endpoint for those who only read: ``host`` is always the writer, because the
        rotation of the password logs in there with what the secret says.
    """

    def __init__(self, conn_id: str) -> None:
        super().__init__()
        self.conn_id = conn_id

    def target(self, schema: str | None = None, *, reads_only: bool = False) -> WarehouseTarget:
        """Return the server and user of the connection, read now: a rotated password is seen at once.

        :param schema: default schema of new connections.
        :param reads_only: take the reader endpoint, if the connection has one.
        :raises ConfigurationError: if the connection has no host or no login.
        """
        connection = self.get_connection(self.conn_id)
        if not connection.host or not connection.login:
            raise ConfigurationError(
                f"The Airflow connection {self.conn_id!r} has no host or no login.",
                "Complete it in Secrets Manager (locally: the environment), clear the task with downstream.",
            )
        extra = connection.extra_dejson
        return WarehouseTarget(
            host=(extra.get("reader_host") if reads_only else None) or connection.host,
            port=connection.port or 3306,
            user=connection.login,
            password=connection.password or "",
            schema=schema,
            tls_ca=extra.get("tls_ca"),
        )
