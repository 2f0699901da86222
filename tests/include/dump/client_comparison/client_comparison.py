"""One generated dump, restored by the mysql client and by the engine."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pymysql

from dev.servers.mysql_server import MySqlServer
from include.dump.load.options import RestoreOptions
from include.dump.parse.inspection import inspect_dump
from include.dump.restore.restore import restore_dump
from include.dump.source.local_file import LocalFileSource
from include.exceptions import DumpError
from tests.include.dump.client_comparison.changed_dumps import ChangedDumps
from tests.include.dump.client_comparison.keys_behind_rows import keys_behind_rows
from tests.include.dump.client_comparison.source_generator import SourceGenerator
from tests.include.dump.contents import contents

_SHAPES = [[], ["--compact"], ["--compact", "-B"], ["--skip-comments"], ["-B", "--add-drop-database"]]
_OPTIONS = [
    "--skip-tz-utc",
    "--hex-blob",
    "--complete-insert",
    "--skip-extended-insert",
    "--replace",
    "--insert-ignore",
    "--order-by-primary",
    "--no-autocommit",
    "--skip-triggers",
    "--skip-add-locks",
    "--skip-set-charset",
    "--net-buffer-length=4096",
    "--skip-quote-names",
    "--compatible=ansi",
    "--no-data",
    "--default-character-set=latin1",
    "--default-character-set=cp932",
    "--default-character-set=utf8mb3",
    "--default-character-set=binary",
]
_MYSQL_ONLY = ["--column-statistics=0", "--set-gtid-purged=OFF"]
SAME_CONTENT, OTHER_CONTENT = "the same content", "other content"
REFUSED_LATE = "refused after a table was made"
_ZONES = ["+00:00", "+09:00", "-03:30"]


@dataclass(slots=True)
class Tally:
    """What came of many dumps.

    :param outcomes: how many had which outcome.
    :param differences: what differs, with the seed that makes it again.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counted = ", ".join(f"{number} {name}" for name, number in sorted(self.outcomes.items()))
        return f"{self.outcomes.total()} dumps tried ({counted}); {len(self.differences)} differences"


class ClientComparison:
    """Makes dumps of generated databases on a server and restores each twice.

    :param server: source and target.
    :param program: ``mysqldump``, or the path of mariadb-dump.
    """

    def __init__(self, server: MySqlServer, program: str = "mysqldump") -> None:
        self._server, self._program = server, program
        self.statements = self.left_out = 0

    def run(self, seeds: range) -> Tally:
        """Compare one dump for each seed."""
        tally = Tally()
        try:
            for seed in seeds:
                outcome, details = self._compare(seed)
                tally.outcomes[outcome] += 1
                if details:
                    tally.differences.append(f"seed {seed}: {outcome}: {details}")
        finally:
            self._execute(None, "SET GLOBAL time_zone = DEFAULT", *self._drops())
        return tally

    def options(self, seed: int) -> list[str]:
        """Return the options of the dump of a seed."""
        random = Random(f"options {seed}")
        chosen = random.choice(_SHAPES) + ["--routines", "--events"] * random.randint(0, 1)
        return chosen + random.sample(_OPTIONS, random.randint(0, 3))

    def dump(self, seed: int, random: Random) -> bytes | None:
        """Return the dump of a seed; None if the program refuses to make it."""
        self._execute(None, *self._drops(), "CREATE DATABASE cmp_source")
        self._execute(None, f"SET GLOBAL time_zone = '{random.choice(_ZONES)}'")
        self._make_source(SourceGenerator(seed).statements())
        own = _MYSQL_ONLY if self._program == "mysqldump" else []
        arguments = [*own, *self.options(seed), "cmp_source"]
        command = self._server.client_command("mysqldump", *arguments)
        if self._program != "mysqldump":
            command = [self._program, f"--defaults-file={self._server.client_file}", *arguments]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode != 0:
            return None
        return keys_behind_rows(done.stdout) if Random(f"keys {seed}").random() < 0.25 else done.stdout

    def _compare(self, seed: int) -> tuple[str, str]:
        random = Random(f"zones {seed}")
        text = self.dump(seed, random)
        if text is None:
            return "not made by the program", ""
        self._execute(None, f"SET GLOBAL time_zone = '{random.choice(_ZONES)}'")
        outcome, details = self.compare(text)
        return outcome, f"{self.options(seed)} {details}" if details else ""

    def compare(self, text: bytes) -> tuple[str, str]:
        """Restore a dump twice; return what came of it, and what differs or the engine's error.

        :param text: the dump, which names no database but that of :meth:`dump`.
        """
        self._execute(None, *self._drops())
        client_error = self._with_client(text)
        engine_error = self._with_engine(text)
        if engine_error and contents(self._server.target, "cmp_engine"):
            return REFUSED_LATE, engine_error
        if client_error and engine_error:
            return "refused by both, before a table was made", ""
        if client_error:
            return "restored by the engine alone", ""
        if engine_error:
            return "refused by the engine alone", engine_error
        expected, found = (contents(self._server.target, name) for name in ("cmp_client", "cmp_engine"))
        differing = sorted(n for n in expected.keys() | found.keys() if expected.get(n) != found.get(n))
        if differing:
            name = differing[0]
            return OTHER_CONTENT, f"{name}: {expected.get(name)} and {found.get(name)}"
        return SAME_CONTENT, ""

    def run_changed(self, seeds: range) -> Tally:
        """Compare one changed dump for each seed: the same content, or refused before a table is made."""
        tally, dumps = Tally(), ChangedDumps()
        for seed in seeds:
            outcome, details = self.compare(dumps.dump(seed))
            tally.outcomes[outcome] += 1
            if outcome in {REFUSED_LATE, OTHER_CONTENT}:
                tally.differences.append(f"changed dump {seed}: {outcome}: {details}")
        self._execute(None, *self._drops())
        return tally

    def _with_client(self, text: bytes) -> str:
        for quote in (b"`", b'"'):  # the latter with --compatible=ansi
            text = text.replace(quote + b"cmp_source" + quote, quote + b"cmp_client" + quote)
        self._execute(None, "CREATE DATABASE IF NOT EXISTS cmp_client")
        command = self._server.client_command("mysql", "cmp_client")
        done = subprocess.run(command, input=text, capture_output=True, check=False)
        return done.stderr.decode("utf-8", "replace") if done.returncode else ""

    def _with_engine(self, text: bytes) -> str:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "dump.sql"
            path.write_bytes(text)
            source = LocalFileSource(path)
            try:
                quick = inspect_dump(source)
                options = RestoreOptions(chunk_bytes=1 if len(text) % 2 else 1 << 20)
                summary = restore_dump(source, self._server.target, "cmp_engine", options, lambda _: None)
                full = inspect_dump(source, full=True)
            except DumpError as error:
                return str(error)
        loaded = {table.name: table.rows for table in summary.tables}
        if set(quick.table_names) != set(loaded) or {t.name: t.rows for t in full.tables} != loaded:
            return f"the inspections and the restore disagree on the tables: {sorted(loaded)}"
        return ""

    @staticmethod
    def _drops() -> list[str]:
        return [f"DROP DATABASE IF EXISTS cmp_{name}" for name in ("source", "client", "engine")]

    def _make_source(self, statements: list[str]) -> None:
        """Make the source; what MySQL does not take, such as a key that is too long, is left out."""
        target = self._server.target.with_schema("cmp_source")
        with closing(target.connect()) as connection, connection.cursor() as cursor:
            for statement in statements:
                try:
                    cursor.execute(statement)
                except pymysql.err.MySQLError:
                    self.left_out += 1
                self.statements += 1
            connection.commit()

    def _execute(self, schema: str | None, *statements: str) -> None:
        with closing(self._server.target.with_schema(schema).connect()) as connection:
            with connection.cursor() as cursor:
                for statement in statements:
                    try:
                        cursor.execute(statement)
                    except pymysql.err.MySQLError as error:
                        raise AssertionError(f"{error} in {statement[:2000]}") from error
            connection.commit()


def mariadb_dump() -> str | None:
    """Return the path of mariadb-dump, or None if it is not installed."""
    return shutil.which("mariadb-dump")
