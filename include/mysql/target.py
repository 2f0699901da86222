"""Where the warehouse is and how to connect to it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from include.exceptions import ConfigurationError

if TYPE_CHECKING:
    from pymysql.connections import Connection


@dataclass(frozen=True, slots=True)
class WarehouseTarget:
    """One MySQL server and the user to connect as.

    :param host: host name or address.
    :param port: TCP port.
    :param user: MySQL user.
    :param password: its password; never part of ``repr``.
    :param schema: default schema of new connections, or None.
    :param tls_ca: path of a CA bundle; given, the server's certificate and name are verified.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    schema: str | None = None
    tls_ca: str | None = None

    @classmethod
    def from_url(cls, url: str) -> WarehouseTarget:
        """Return the target written as ``mysql://user:password@host:port[/schema][?tls_ca=FILE]``.

        :raises ConfigurationError: if the text is not such a URL. The message never repeats the URL.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port or 3306
        except ValueError:
            host = None
        if host is None or parts.scheme not in {"mysql", "mysql+pymysql"} or not parts.username:
            raise ConfigurationError(
                "The warehouse URL is not of the form mysql://user:password@host:port.",
                "Check the value; special characters in the password must be percent-encoded.",
            )
        query = parse_qs(parts.query)
        return cls(
            host=host,
            port=port,
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            schema=unquote(parts.path.strip("/")) or None,
            tls_ca=query["tls_ca"][0] if "tls_ca" in query else None,
        )

    def url(self) -> str:
        """Return the target as a URL, password included: for child processes, never for a log."""
        base = f"mysql://{quote(self.user, safe='')}:{quote(self.password, safe='')}@{self.host}:{self.port}"
        path = f"/{quote(self.schema, safe='')}" if self.schema else ""
        query = f"?tls_ca={quote(self.tls_ca)}" if self.tls_ca else ""
        return f"{base}{path}{query}"

    def with_schema(self, schema: str | None) -> WarehouseTarget:
        """Return the same target with another default schema."""
        return replace(self, schema=schema)

    def connect(self, **options: Any) -> Connection[Any]:
        """Open a connection: utf8mb4, autocommit on, UTC; ``options`` are PyMySQL's and win over these.

        :raises pymysql.err.OperationalError: if the server cannot be reached or refuses the user.
        """
        import pymysql  # noqa: PLC0415 (kept out of the import of DAG files)

        defaults: dict[str, Any] = {
            "charset": "utf8mb4",
            "autocommit": True,
            "connect_timeout": 10,
            "init_command": "SET time_zone = '+00:00'",
        }
        if self.tls_ca:
            defaults["ssl"] = ssl.create_default_context(cafile=self.tls_ca)
        return pymysql.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            database=self.schema,
            **{**defaults, **options},
        )
