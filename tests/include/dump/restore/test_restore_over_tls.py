"""With a bundle given, the server's certificate and name are verified, and the connection is encrypted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import certifi
import pytest

from dev.servers.mysql_server import MySqlServer
from dev.servers.ports import LOOPBACK
from include.dump.errors import RestoreTargetError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.restore.restore import DumpRestore
from include.dump.source.local_file import LocalFileSource
from include.mysql.target import WarehouseTarget
from tests.certificates import make_certificates
from tests.include.dump.contents import compact, schemas
from tests.sockets import closed_port

pytestmark = pytest.mark.mysql

TABLE = "CREATE TABLE `t` (`id` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls") / "certificates"


@pytest.fixture(scope="module")
def server(certificates: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MySqlServer]:
    options = make_certificates(certificates, LOOPBACK)
    server = MySqlServer(
        tmp_path_factory.mktemp("mysql") / "m", options=options, die_with_parent=True, announce=print
    )
    server.start()
    yield server
    server.destroy()


@pytest.fixture
def dump(tmp_path: Path) -> LocalFileSource:
    (tmp_path / "d.sql").write_bytes(compact(TABLE, "INSERT INTO `t` VALUES (1),(2);"))
    return LocalFileSource(tmp_path / "d.sql")


def verified(server: MySqlServer, bundle: str, host: str = LOOPBACK) -> WarehouseTarget:
    return replace(server.target, host=host, tls_ca=bundle)


def test_a_restore_over_a_verified_connection(
    server: MySqlServer, certificates: Path, dump: LocalFileSource
) -> None:
    target = verified(server, str(certificates / "ca.pem"))
    assert DumpRestore(dump, target, "restored", RestoreOptions(overwrite=True)).run().rows == 2
    connection = LoadConnection.to(target, None, RestoreOptions().sql_mode)
    with connection.cursor() as cursor:
        cursor.execute("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
        assert cursor.fetchone()[1]
    connection.close()


@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_a_server_that_is_not_the_one_gets_nothing(
    server: MySqlServer, certificates: Path, dump: LocalFileSource, wrong: str
) -> None:
    target = (
        verified(server, certifi.where())
        if wrong == "authority"
        else verified(server, str(certificates / "ca.pem"), "localhost")
    )
    with pytest.raises(RestoreTargetError, match="its certificate is not accepted") as refused:
        DumpRestore(dump, target, "never").run()
    assert ("Hostname mismatch" if wrong == "name" else "self-signed certificate") in str(refused.value)
    assert "never" not in schemas(server.target)


def test_a_server_that_is_not_there_is_told_from_one_that_refuses(
    server: MySqlServer, dump: LocalFileSource
) -> None:
    with closed_port() as port:
        nowhere = replace(server.target, port=port)
        with pytest.raises(RestoreTargetError, match="no connection: Connection refused"):
            DumpRestore(dump, nowhere, "never").run()
    unknown = replace(server.target, user="unknown")
    with pytest.raises(RestoreTargetError, match="the user name or password is refused"):
        DumpRestore(dump, unknown, "never").run()
