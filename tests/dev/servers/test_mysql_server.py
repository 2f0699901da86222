"""The private MySQL server behaves as production's, leaves nothing behind and survives being killed."""

from __future__ import annotations

import platform
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from dev.servers.mysql_server import MySqlServer
from dev.servers.ports import LOOPBACK
from include.exceptions import LocalStackError
from include.mysql.target import WarehouseTarget
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.mysql


def _rows(target: WarehouseTarget, sql: str) -> list[tuple[object, ...]]:
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return [tuple(row) for row in cursor.fetchall()]


def _ask(target: WarehouseTarget, expression: str) -> object:
    return _rows(target, f"SELECT {expression}")[0][0]


@pytest.fixture
def server(tmp_path: Path) -> MySqlServer:
    return MySqlServer(tmp_path / "server", die_with_parent=True)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("@@collation_server", "utf8mb4_0900_ai_ci"),
        ("@@time_zone", "+00:00"),
        ("@@local_infile", 1),
        ("@@log_bin", 0),
        ("@@max_allowed_packet", 64 * 1024 * 1024),
        ("MD5('a')", "0cc175b9c0f1b6a831c399e269772661"),
        ("CAST(CONVERT_TZ('2026-02-09 22:30:00', 'UTC', 'Asia/Tokyo') AS CHAR)", "2026-02-10 07:30:00"),
        ("@@sql_mode LIKE '%STRICT_TRANS_TABLES%' AND @@sql_mode LIKE '%NO_ZERO_DATE%'", 1),
    ],
)
def test_server_has_the_settings_of_aurora_mysql_8(
    mysql_server: MySqlServer, expression: str, expected: object
) -> None:
    assert _ask(mysql_server.target, expression) == expected


def test_table_names_differ_by_case(
    mysql_server: MySqlServer, new_schema: Callable[..., WarehouseTarget]
) -> None:
    target = new_schema()
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE Costs (id INT)")
        cursor.execute("CREATE TABLE costs (id INT, extra INT)")
    assert {row[0] for row in _rows(target, "SHOW TABLES")} == {"Costs", "costs"}


def test_only_the_loopback_interface_listens(mysql_server: MySqlServer) -> None:
    assert mysql_server.identity is not None
    listening = psutil.Process(mysql_server.identity.pid).net_connections(kind="tcp")
    assert {each.laddr.ip for each in listening if each.status == psutil.CONN_LISTEN} == {LOOPBACK}


def test_password_is_random_and_readable_by_its_owner_only(mysql_server: MySqlServer) -> None:
    assert stat.S_IMODE(mysql_server.client_file.stat().st_mode) == 0o600
    assert len(mysql_server.target.password) >= 24
    assert mysql_server.target.password not in " ".join(psutil.Process().cmdline())
    assert mysql_server.target.password not in repr(mysql_server.target)


def test_mysqldump_and_mysql_run_with_the_option_file(
    mysql_server: MySqlServer, new_schema: Callable[..., WarehouseTarget]
) -> None:
    target = new_schema()
    assert target.schema
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))")
        cursor.execute("INSERT INTO t VALUES (1, '東京')")
    dump = subprocess.run(
        mysql_server.client_command("mysqldump", "--single-transaction", target.schema, "t"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "INSERT INTO `t` VALUES (1,'東京');" in dump.stdout
    copy = new_schema("copy")
    assert copy.schema
    subprocess.run(
        mysql_server.client_command("mysql", copy.schema), input=dump.stdout, text=True, check=True
    )
    assert _rows(copy, "SELECT id, name FROM t") == [(1, "東京")]


def test_wrapper_scripts_run_the_clients_from_anywhere(mysql_server: MySqlServer, tmp_path: Path) -> None:
    mysql_server.programs.write_wrappers(tmp_path / "bin")
    done = subprocess.run(
        [tmp_path / "bin" / "mysqldump", "--version"], capture_output=True, text=True, check=True
    )
    assert "mysqldump" in done.stdout


def test_second_start_finds_the_first(server: MySqlServer) -> None:
    assert server.start() is True
    first = server.identity
    try:
        assert MySqlServer(server.folder).start() is False
        assert MySqlServer(server.folder).identity == first
    finally:
        server.destroy()
    assert not server.folder.exists()


def test_data_port_and_password_survive_a_restart(server: MySqlServer) -> None:
    server.start()
    try:
        target = server.target
        with target.connect() as connection, connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE kept")
        server.stop()
        assert not server.is_running()
        server.start()
        assert server.target == target
        assert ("kept",) in _rows(target, "SHOW DATABASES")
    finally:
        server.destroy()


def test_killed_server_starts_again_with_its_committed_data(server: MySqlServer) -> None:
    server.start()
    try:
        with server.target.connect() as connection, connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE kept")
            cursor.execute("CREATE TABLE kept.t (id INT PRIMARY KEY)")
            cursor.execute("INSERT INTO kept.t VALUES (1), (2)")
        assert server.identity is not None
        process = psutil.Process(server.identity.pid)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=PATIENCE_SECONDS)
        assert not server.is_running()
        assert server.start() is True
        assert _ask(server.target.with_schema("kept"), "COUNT(*) FROM t") == 2
    finally:
        server.destroy()


def test_killed_server_starts_although_another_process_has_its_number_by_now(server: MySqlServer) -> None:
    """MySQL takes any process with the number in the lock of its socket for the server itself."""
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    server.start()
    try:
        assert server.identity is not None
        process = psutil.Process(server.identity.pid)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=PATIENCE_SECONDS)
        lock = server.socket.with_name(server.socket.name + ".lock")
        assert lock.read_text().strip() == str(process.pid)
        lock.write_text(f"{other.pid}\n")
        assert server.start() is True
    finally:
        server.destroy()
        other.kill()
        other.wait()


def test_long_folder_names_get_a_short_socket(tmp_path: Path) -> None:
    server = MySqlServer(tmp_path / ("long" * 40), die_with_parent=True)
    try:
        server.start()
        assert len(str(server.socket)) < 100
        assert server.socket.exists()
    finally:
        server.destroy()
    assert not server.socket.parent.exists()


def test_taken_port_names_the_process_that_holds_it(server: MySqlServer, mysql_server: MySqlServer) -> None:
    taken = mysql_server.target.port
    assert mysql_server.identity is not None
    with pytest.raises(LocalStackError, match=f"Port {taken} .*process {mysql_server.identity.pid}"):
        MySqlServer(server.folder, port=taken).start()


def test_failing_start_tells_the_servers_own_error_and_leaves_no_process(server: MySqlServer) -> None:
    broken = MySqlServer(server.folder, options={"no-such-option": "1"}, die_with_parent=True)
    with pytest.raises(LocalStackError, match="no-such-option"):
        broken.start()
    assert not broken.is_running()


def test_reused_process_number_is_never_stopped(server: MySqlServer) -> None:
    server.folder.mkdir()
    sleeper = subprocess.Popen(["sleep", "600"])
    try:
        (server.folder / "server.json").write_text(f'{{"pid": {sleeper.pid}, "started": 1.0, "port": 1}}')
        assert not server.is_running()
        server.stop()
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_programs_run_where_airflows_image_preloads_its_own_cpp_library(
    server: MySqlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The image's entrypoint exports LD_PRELOAD; sample-data of docker-compose runs MySQL below it."""
    monkeypatch.setenv("LD_PRELOAD", f"/usr/lib/{platform.machine()}-linux-gnu/libstdc++.so.6")
    server.programs.write_wrappers(tmp_path / "bin")
    commands = [
        server.programs.server_command(),
        *(server.programs.client_command(name) for name in ("mysql", "mysqldump", "mysqladmin")),
        [str(tmp_path / "bin" / "mysqldump")],
    ]
    for command in commands:
        done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    with server:
        assert _ask(server.target, "1") == 1
