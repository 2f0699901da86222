"""The limit: the server reads ready-made files from its own disk, with nothing to parse as SQL."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from dev.benchmarks.restore.bench_server import BenchServer
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.parse.column import Column
from include.dump.parse.report import DumpReport
from include.dump.parse.table_definition import TableDefinition
from include.mysql.identifiers import quoted


class Limit:
    """LOAD DATA INFILE (not LOCAL) of one file per table over several threads, indexes after the data.

    :param bench: the server.
    :param report: the dump's tables.
    :param threads: parallel connections.
    """

    def __init__(self, bench: BenchServer, report: DumpReport, threads: int = 2) -> None:
        self._bench, self._report, self._threads = bench, report, threads

    def make_files(self, schema: str) -> None:
        """Let the server write a file of each table, from a restored schema."""
        for number, name in enumerate(self._report.table_names):
            path = self._path(number)
            if not path.exists():
                columns = ", ".join(quoted(c.name) for c in self._stored(name))
                self._bench.query(
                    f"SELECT {columns} FROM {quoted(schema)}.{quoted(name)} INTO OUTFILE '{path}'"  # noqa: S608 (quoted names)
                )

    def files(self) -> list[Path]:
        """Return the files that it reads."""
        return [self._path(number) for number, _ in enumerate(self._report.table_names)]

    def run(self, schema: str) -> float:
        """Load all files into a new schema; returns the seconds."""
        sizes = {t.name: t.text_bytes for t in self._report.tables}
        waiting = sorted(self._report.table_names, key=lambda name: sizes[name])
        numbers = {name: number for number, name in enumerate(self._report.table_names)}
        errors: list[BaseException] = []
        lock = threading.Lock()

        def work() -> None:
            try:
                connection = LoadConnection.to(self._bench.target, schema, RestoreOptions().sql_mode)
                while True:
                    with lock:
                        if not waiting:
                            break
                        name = waiting.pop()
                    self._load(connection, name, self._path(numbers[name]))
                connection.close()
            except BaseException as error:
                errors.append(error)

        started = time.monotonic()
        self._bench.query(f"CREATE DATABASE {quoted(schema)}")
        threads = [threading.Thread(target=work) for _ in range(self._threads)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]
        return time.monotonic() - started

    def _load(self, connection: LoadConnection, name: str, path: Path) -> None:
        definition = self._report.definitions[name]
        connection.query(definition.create_statement(defer_indexes=True))
        stored = self._stored(name)
        # Bytes go in as they came out; only a JSON value has to be marked as text.
        names = ", ".join(f"@v{i}" if c.type_name == "json" else quoted(c.name) for i, c in enumerate(stored))
        texts = [
            f"{quoted(c.name)} = CONVERT(@v{i} USING utf8mb4)"
            for i, c in enumerate(stored)
            if c.type_name == "json"
        ]
        connection.query(
            f"LOAD DATA INFILE '{path}' INTO TABLE {quoted(name)} CHARACTER SET binary ({names})"
            + (f" SET {', '.join(texts)}" if texts else "")
        )
        connection.commit()
        if statement := definition.index_statement():
            connection.query(statement)

    def _stored(self, name: str) -> list[Column]:
        definition: TableDefinition = self._report.definitions[name]
        return [column for column in definition.columns if not column.generated]

    def _path(self, number: int) -> Path:
        return self._bench.files.absolute() / f"{number:03}.tsv"
