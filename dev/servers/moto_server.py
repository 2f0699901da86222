"""The AWS stand-in, moto's server: the one place that knows how it is started."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil

from dev.servers.ports import LOOPBACK, free_port
from include.exceptions import LocalStackError

# Its start imports every service; on busy cores that takes long.
_START_SECONDS = 180.0
_STOP_SECONDS = 60.0


def moto_command(port: int) -> list[str]:
    """Return the command of moto's server on a port of this machine."""
    program = Path(__file__).with_name("moto_with_ranges.py")
    return [sys.executable, "-P", str(program), "-H", LOOPBACK, "-p", str(port)]


def moto_health_url(url: str) -> str:
    """Return the page that the server at ``url`` answers as soon as it works."""
    return f"{url}/moto-api/data.json"


@contextmanager
def started_moto() -> Iterator[str]:
    """Run the server in a process of its own, gone with all it holds afterwards; yields its URL.

    :raises LocalStackError: if it does not start.
    """
    with tempfile.TemporaryFile() as output:
        process, url = _spawn(output)
        try:
            yield url
        finally:
            process.terminate()
            try:
                process.wait(timeout=_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _spawn(output: IO[bytes]) -> tuple[subprocess.Popen[bytes], str]:
    """Start it, on another port if the first one was taken by another process before it got there."""
    for _ in range(5):
        port = free_port()
        url = f"http://{LOOPBACK}:{port}"
        process = subprocess.Popen(moto_command(port), stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            if _works(process, port, url):
                return process, url
        except BaseException:
            process.kill()
            raise
    raise LocalStackError(
        "moto's server ended at its start, five times.", "Run python -m moto.server to see why."
    )


def _works(process: subprocess.Popen[bytes], port: int, url: str) -> bool:
    """Wait until the server answers; return False if it ended.

    :raises LocalStackError: if it does not answer in time.
    """
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None:
        if _listens(process.pid, port) and _answers(moto_health_url(url)):
            return True
        if time.monotonic() > deadline:
            raise LocalStackError(
                f"moto's server does not answer after {_START_SECONDS:.0f} s.",
                "Free the machine and try again.",
            )
        time.sleep(0.1)
    return False


def _listens(pid: int, port: int) -> bool:
    """Ask the process, not the port: another one may answer there, such as that of other tests."""
    try:
        found = psutil.Process(pid).net_connections(kind="tcp")
    except psutil.Error:
        return False
    return any(each.status == psutil.CONN_LISTEN and each.laddr.port == port for each in found)


def _answers(url: str) -> bool:
    # No proxy for an address of this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=60):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
