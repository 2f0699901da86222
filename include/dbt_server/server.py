"""The fork server: imports dbt, parses the project unless that is kept, forks a process for each command.

Runs in dbt's own environment, so it imports nothing of the project. It is started by
:class:`include.dbt_server.client.DbtServer`, which also says what the two exchange.

The calls to dbt beyond ``dbtRunner`` are those of dbt-core 1.7, the last release of which is pinned.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Final

_LARGEST_REQUEST: Final = 1 << 20
_TICK_SECONDS: Final = 0.5
# What dbt may take to cancel its queries once nobody waits for it any more.
_CANCEL_SECONDS: Final = 30.0
_INTERRUPTED: Final = 130


class ForkServer:
    """Accepts commands on a Unix socket until nobody has needed it for a while.

    :param path: of the socket; removed at the end.
    :param script: whose ``verify_server`` makes dbt's connections verify the server.
    :param project: the dbt project's folder, of which each command's folder is a copy.
    :param parsed: where the parsed project is kept for the next server of the same path.
    :param owner: process without which the server ends: its tasks are gone as well.
    :param idle_seconds: how long the server waits for another command.
    :param at_most: commands at the same time; further ones wait for their turn.
    """

    def __init__(
        self,
        *,
        path: Path,
        script: Path,
        project: Path,
        parsed: Path,
        owner: int,
        idle_seconds: float,
        at_most: int,
    ) -> None:
        self.path = path
        self.script = script
        self.project = project
        self.parsed = parsed
        self.owner = owner
        self.idle_seconds = idle_seconds
        self.at_most = at_most
        self._manifest: Any = None
        self._running: set[int] = set()

    def serve(self) -> None:
        """Serve until idle for too long, or until the owner is gone."""
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.path))
            listener.listen(64)
            last_busy = time.monotonic()
            try:
                while self._is_wanted(last_busy):
                    self._reap()
                    if self._running:
                        last_busy = time.monotonic()
                    if self._accept(listener):
                        last_busy = time.monotonic()
            finally:
                self.path.unlink(missing_ok=True)

    def _is_wanted(self, last_busy: float) -> bool:
        try:
            os.kill(self.owner, 0)
        except ProcessLookupError:
            return False
        return time.monotonic() - last_busy < self.idle_seconds

    def _reap(self) -> None:
        while self._running:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self._running.discard(pid)

    def _accept(self, listener: socket.socket) -> bool:
        """Start the next command, if there is one and room for it."""
        if len(self._running) >= self.at_most:
            time.sleep(_TICK_SECONDS / 10)
            return False
        if not select.select([listener], [], [], _TICK_SECONDS)[0]:
            return False
        connection = listener.accept()[0]
        with connection:
            received, files, _, _ = socket.recv_fds(connection, _LARGEST_REQUEST, 1)
            try:
                # Large requests arrive in several pieces; the descriptor comes with the first.
                while received and not received.endswith(b"\n"):
                    piece = connection.recv(_LARGEST_REQUEST)
                    received = received + piece if piece else b""
                if received and files:
                    self._start(listener, connection, json.loads(received), files[0])
            finally:
                for file in files:
                    os.close(file)
        return True

    def _start(
        self, listener: socket.socket, connection: socket.socket, request: dict[str, Any], output: int
    ) -> None:
        if self._manifest is None:
            self._manifest = self._parsed(request)
        pid = os.fork()
        if pid:
            self._running.add(pid)
            return
        code = 2
        try:
            listener.close()
            code = run(self.script, connection, request, output, self._manifest)
        finally:
            os._exit(code)

    def _parsed(self, request: dict[str, Any]) -> Any:
        """Return the parsed project; None if dbt cannot parse it, which each command then reports itself."""
        from dbt.cli.main import dbtRunner

        options = [
            part
            for name in ("--profiles-dir", "--profile", "--target", "--vars")
            if name in request["arguments"]
            for part in (name, request["arguments"][request["arguments"].index(name) + 1])
        ]
        own = dict(os.environ)
        os.environ.update(request["environment"])
        kept = _kept(self.parsed)
        try:
            with tempfile.TemporaryDirectory() as folder:
                places = ["--project-dir", str(self.project), "--target-path", folder, "--log-path", folder]
                # dbt 1.7 loses macros that generic tests call when it parses only what has changed.
                command = ["--quiet", "parse", "--no-partial-parse", *places, *options]
                # With the project that is kept, this loads the adapter and what else each command needs.
                parsed = dbtRunner(manifest=kept).invoke(command)
        finally:
            os.environ.clear()
            os.environ.update(own)
        if not parsed.success:
            return None
        if kept is None:
            _keep(parsed.result, self.parsed)
        _keep_macros(parsed.result)
        # What stays for ever need not be looked through, and copied, by each process's collector.
        gc.collect()
        gc.freeze()
        return parsed.result


def _kept(path: Path) -> Any:
    """Return the project that an earlier server parsed from the same files, None if there is none."""
    from dbt.contracts.graph.manifest import Manifest

    try:
        manifest = Manifest.from_msgpack(path.read_bytes())
    except FileNotFoundError:
        return None
    except Exception as error:  # Whatever is wrong with it: the project itself is at hand.
        sys.stderr.write(f"{path} cannot be read, the project is parsed again: {error!r}\n")
        return None
    manifest.build_flat_graph()
    return manifest


def _keep(manifest: Any, path: Path) -> None:
    """Write the parsed project as dbt does for its partial parsing; those of older files are of no use."""
    for old in path.parent.glob("*.msgpack"):
        old.unlink(missing_ok=True)
    written = path.with_suffix(f".{os.getpid()}")
    written.write_bytes(manifest.to_msgpack())
    written.replace(path)


def _keep_macros(manifest: Any) -> None:
    """Let every forked process use the macros that are parsed here, each compiled once."""
    from dbt.adapters.base.impl import BaseAdapter
    from dbt.clients.jinja import template_cache
    from dbt.contracts.graph.manifest import MacroManifest

    macros = MacroManifest(manifest.macros)

    def load_macro_manifest(adapter: Any, base_macros_only: bool = False) -> Any:
        adapter._macro_manifest_lazy = macros
        return macros

    BaseAdapter.load_macro_manifest = load_macro_manifest
    for macro in manifest.macros.values():
        template_cache.get_node_template(macro)


def run(script: Path, connection: socket.socket, request: dict[str, Any], output: int, manifest: Any) -> int:
    """Run one dbt command in this process and report its exit code; dbt's own codes are 0, 1 and 2.

    :param script: how dbt's connections verify the server.
    :param connection: to the task; its end means that nobody waits any more.
    :param request: ``arguments``, ``environment`` and ``folder`` of the command.
    :param output: where dbt's lines go.
    :param manifest: the parsed project.
    """
    from dbt.cli.main import dbtRunner

    os.environ.clear()
    os.environ.update(request["environment"])
    # dbt reads the whole environment anew for each of its events until it has found a variable of this kind.
    os.environ["DBT_ENV_CUSTOM_ENV_PROCESS"] = str(os.getpid())
    os.chdir(request["folder"])
    runpy.run_path(str(script))["verify_server"]()
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stdout
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
    connection.sendall(json.dumps({"started": os.getpid()}).encode() + b"\n")
    result = dbtRunner(manifest=manifest).invoke(request["arguments"])
    code = 0 if result.success else 2 if result.exception else 1
    if result.exception:
        print(result.exception)  # noqa: T201
    sys.stdout.flush()
    with contextlib.suppress(BrokenPipeError):
        connection.sendall(json.dumps({"exit_code": code}).encode() + b"\n")
    return code


def _end_with(connection: socket.socket) -> None:
    """Interrupt dbt, which then cancels its queries, when the other end of the connection is closed."""
    with contextlib.suppress(ConnectionError):
        connection.recv(1)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(_CANCEL_SECONDS)
    os._exit(_INTERRUPTED)


def main() -> None:
    """Serve as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--path", type=Path, required=True)
    parser.add_argument("--script", type=Path, required=True)
    parser.add_argument("--project", type=Path, required=True)
    parser.add_argument("--parsed", type=Path, required=True)
    parser.add_argument("--owner", type=int, required=True)
    parser.add_argument("--idle-seconds", type=float, required=True)
    parser.add_argument("--at-most", type=int, required=True)
    ForkServer(**vars(parser.parse_args())).serve()


if __name__ == "__main__":
    main()
