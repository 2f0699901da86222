"""dbt, with the MySQL server's certificate and name verified: ``python verified_dbt.py ARGUMENTS OF DBT``.

dbt-mysql 1.7.0 hands no ``ssl_*`` argument to mysql.connector, whatever the profile says, and without one
that connector encrypts and verifies nothing (Connector/Python manual, "Connection Arguments":
``ssl_verify_cert``, ``ssl_verify_identity``). So the connect function that the adapter calls is given them
here. Runs in dbt's own environment, and can go with an adapter that takes them from the profile.
"""

from __future__ import annotations

import functools
import os

CA_VARIABLE = "DBT_MYSQL_TLS_CA"


def verify_server() -> None:
    """Let the adapter's connections verify the server, if there is a CA bundle to verify it with.

    With the path of a CA bundle in ``DBT_MYSQL_TLS_CA`` a connection is encrypted, and refused unless the
    bundle vouches for the server and its certificate names the host. Without it dbt connects as before.

    The connector would also trust the system's certificates, and reads them twice for each connection, which
    takes as long as a small model.
    """
    os.environ.update(dict.fromkeys(("SSL_CERT_FILE", "SSL_CERT_DIR"), os.devnull))
    import mysql.connector  # type: ignore[import-not-found]  # noqa: PLC0415 (of dbt's environment)

    bundle = os.environ.get(CA_VARIABLE)
    if bundle:
        mysql.connector.connect = functools.partial(
            mysql.connector.connect, ssl_ca=bundle, ssl_verify_cert=True, ssl_verify_identity=True
        )


def main() -> None:
    """Run dbt with the arguments of the command line."""
    from dbt.cli.main import cli

    verify_server()
    cli(prog_name="dbt")


if __name__ == "__main__":
    main()
