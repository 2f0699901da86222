"""A start of the stack that cannot succeed, or is cut short: it says why and leaves nothing behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from dev.local.process_group import marked_processes
from dev.local.stack import Stack
from dev.servers.mysql_server import MySqlServer
from dev.servers.ports import LOOPBACK
from dev.servers.settings import LocalSettings
from include.exceptions import LocalStackError
from tests.sockets import closed_port
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.mysql, pytest.mark.aws, pytest.mark.xdist_group("stack")]

ROOT = Path(__file__).parents[3]


def test_requested_port_that_is_taken_is_an_error_that_names_the_holder(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        stack = Stack(LocalSettings(folder=tmp_path, aws_port=port))
        try:
            with pytest.raises(LocalStackError, match=rf"Port {port} .*process {os.getpid()}") as caught:
                stack.up()
            assert "TOKYOBETA_LOCAL_AWS_PORT" in caught.value.action
        finally:
            stack.down()
        assert not (tmp_path / "mysql").exists()
    assert marked_processes(str(stack.folder)) == []


def test_down_after_a_killed_up_leaves_no_process(tmp_path: Path) -> None:
    stack = Stack(LocalSettings(folder=tmp_path))
    starting = subprocess.Popen(
        [sys.executable, "-m", "dev.local", "up"],
        cwd=ROOT,
        env={**os.environ, "TOKYOBETA_LOCAL_FOLDER": str(tmp_path)},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until(
            lambda: starting.poll() is not None or len(marked_processes(str(tmp_path))) >= 2,
            "the stack begins to start",
        )
        assert starting.poll() is None
    finally:
        starting.kill()
        starting.wait()
    stack.down()
    stack.mysql_server().destroy()
    assert marked_processes(str(tmp_path)) == []


def test_unreachable_mysql_url_is_an_error_without_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = Stack(LocalSettings(folder=tmp_path))
    try:
        with closed_port() as port:
            monkeypatch.setenv("MYSQL_URL", f"mysql://root:hush@{LOOPBACK}:{port}")
            with pytest.raises(LocalStackError, match="MYSQL_URL") as caught:
                stack.up()
        assert "hush" not in str(caught.value)
    finally:
        stack.down()


def test_given_mysql_url_is_used_instead_of_a_private_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mysql_server: MySqlServer
) -> None:
    monkeypatch.setenv("MYSQL_URL", mysql_server.target.url())
    stack = Stack(LocalSettings(folder=tmp_path))
    assert stack._given_mysql() == mysql_server.target
    assert stack.status()[0].state == "external"
    assert not (tmp_path / "mysql").exists()
