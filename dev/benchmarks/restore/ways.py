"""The ways that are compared."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from dev.benchmarks.restore.bench_server import BenchServer
from dev.benchmarks.restore.child import run_child
from dev.benchmarks.restore.limit import Limit
from dev.benchmarks.restore.measurement import Measurement

CLIENT, LOCAL, S3, LIMIT = "mysql client", "engine, file", "engine, S3", "server limit"
BEFORE = "older engine"
SCHEMA = "restored"
SOURCE = "basis"  # the compact dump names it: the client restores into it whatever one says
_PIECE = 1024 * 1024
_CLIENT_SESSION = (
    "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+00:00', foreign_key_checks = 0"
)


class Ways:
    """Runs each way on one server.

    :param bench: the server.
    :param dump: the dump file.
    :param limit: the server-side way.
    :param s3_url: the same dump in S3.
    :param aws: environment in which boto3 finds it.
    :param older: folder of an older version of this project to compare with.
    """

    def __init__(
        self,
        bench: BenchServer,
        dump: Path,
        limit: Limit,
        s3_url: str,
        aws: dict[str, str],
        *,
        older: Path | None = None,
    ) -> None:
        self._bench, self._dump, self._limit = bench, dump, limit
        self._s3_url, self._aws, self._older = s3_url, aws, older
        self._expected: dict[str, tuple[str, int]] | None = None

    def measure(self, way: str) -> Measurement:
        """Run one way from a clean server and check what it restored."""
        schema = SOURCE if way == CLIENT else SCHEMA
        self._bench.settle(SOURCE, SCHEMA)
        read_through(self._limit.files() if way == LIMIT else [self._dump])
        before = self._bench.cpu_seconds()
        runs: dict[str, Callable[[], tuple[float, float, float]]] = {
            CLIENT: self._client,
            LOCAL: lambda: self.engine(str(self._dump)),
            S3: lambda: self.engine(self._s3_url),
            LIMIT: self._server_side,
            # The two versions write different tables of state.
            BEFORE: lambda: self.engine(str(self._dump), "--state-schema", "older_ops", version=self._older),
        }
        seconds, cpu, memory = runs[way]()
        server_cpu = self._bench.cpu_seconds() - before
        return Measurement(way, seconds, cpu, server_cpu, memory, self._wrong_tables(schema))

    def engine(self, source: str, *options: str, version: Path | None = None) -> tuple[float, float, float]:
        """Restore a dump by the command line of this version, or of another one in a folder of its own.

        :returns: seconds, CPU seconds and peak MiB.
        """
        command = [
            sys.executable,
            "-m",
            "include.dump",
            "restore",
            "--source",
            source,
            "--overwrite",
            "--fresh",
        ]
        command += ["--url", self._bench.target.url(), "--schema", SCHEMA]
        path = {"PYTHONPATH": str(version)} if version else {}
        return run_child([*command, *options], environment={**self._aws, **path}, folder=version)

    def _client(self) -> tuple[float, float, float]:
        command = self._bench.client(
            "mysql", "--default-character-set=utf8mb4", f"--init-command={_CLIENT_SESSION}"
        )
        return run_child(command, stdin=self._dump)

    def _server_side(self) -> tuple[float, float, float]:
        started = time.process_time()
        seconds = self._limit.run(SCHEMA)
        return seconds, time.process_time() - started, 0.0

    def _wrong_tables(self, schema: str) -> int:
        """Compare with the first restore by the client, which is the reference."""
        found = self._bench.contents(schema)
        if self._expected is None:
            self._expected = found
        names = self._expected.keys() | found.keys()
        return sum(self._expected.get(name) != found.get(name) for name in names)

    @property
    def reference_rows(self) -> str:
        """A digest of the reference for the log."""
        return json.dumps({"tables": len(self._expected or {})})


def read_through(files: Iterable[Path]) -> None:
    """Read files into the system's cache: it drops what it has not seen lately, and no way is to pay."""
    for path in files:
        with path.open("rb", buffering=0) as file:
            while file.read(_PIECE):
                pass
