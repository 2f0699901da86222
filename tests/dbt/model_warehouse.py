"""One set of schemas on a real MySQL server, and dbt on top of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pymysql.connections import Connection

from include.mysql.target import WarehouseTarget
from include.settings import PROJECT_DIR, get_settings
from tests.waiting import PATIENCE_SECONDS

RAW_TABLES = PROJECT_DIR / "dev" / "sample" / "schema" / "tables"
LEDGER_SQL = PROJECT_DIR / "include" / "ledger" / "sql"
CORE = ("movings", "tenants", "apartments", "rooms", "inquiries", "m_nationalities", "payments")
SCHEMAS = ("staging", "silver", "gold", "seeds", "test_results", "ops")


@dataclass(frozen=True)
class DbtResult:
    """How a dbt command ended.

    :param success: whether all went well.
    :param output: what it printed.
    """

    success: bool
    output: str


@dataclass
class ModelWarehouse:
    """Schemas under a prefix of their own, so that several can share a server.

    :param target: the server, as a user who may create schemas.
    :param prefix: put before every schema's name.
    :param work: folder for dbt's target and logs.
    :param project: the dbt project.
    """

    target: WarehouseTarget
    prefix: str
    work: Path
    project: Path = field(default_factory=lambda: get_settings().dbt_project_dir)
    sessions: list[Connection[Any]] = field(default_factory=list)
    _dbt: subprocess.Popen[str] | None = None

    def create(self) -> None:
        """Make empty schemas and the raw tables that the models read."""
        for name in SCHEMAS:
            self.execute(f"drop schema if exists {self.prefix}{name}")
            self.execute(
                f"create schema {self.prefix}{name} character set utf8mb4 collate utf8mb4_0900_ai_ci"
            )
        self.execute(f"use {self.prefix}staging")
        for table in CORE:
            self.execute((RAW_TABLES / f"{table}.sql").read_text(encoding="utf-8"))
        for schema, file in (("staging", "own_tables.sql"), ("ops", "published_figures.sql")):
            self.execute(f"use {self.prefix}{schema}")
            for statement in re.split(r";\s*\n", (LEDGER_SQL / file).read_text(encoding="utf-8")):
                if "create table" in statement.lower():
                    self.execute(statement)
        self.execute(f"use {self.prefix}staging")

    def drop(self) -> None:
        """Remove the schemas, end dbt and close the connection."""
        if self._dbt is not None and self._dbt.stdin:
            self._dbt.stdin.close()
            self._dbt.wait(timeout=PATIENCE_SECONDS)
            self._dbt = None
        for name in SCHEMAS:
            self.execute(f"drop schema if exists {self.prefix}{name}")
        for session in self.sessions:
            session.close()
        self.sessions.clear()

    @cached_property
    def _connection(self) -> Connection[Any]:
        # Zero dates are part of the raw data, so the rows are written as the restore writes them.
        session = self.target.connect(init_command="set sql_mode = 'NO_AUTO_VALUE_ON_ZERO'")
        self.sessions.append(session)
        return session

    def execute(self, statement: str, arguments: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement, arguments)
            return list(cursor.fetchall())

    def rows(self, statement: str) -> list[dict[str, Any]]:
        """Return the rows of a query as dictionaries; ``{p}`` stands for the schema prefix."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement.replace("{p}", self.prefix))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add raw rows; columns that a row does not name take their default."""
        for row in rows:
            columns = ", ".join(f"`{name}`" for name in row)
            marks = ", ".join(["%s"] * len(row))
            self.execute(
                f"insert into {self.prefix}staging.`{table}` ({columns}) values ({marks})", list(row.values())
            )

    def insert_many(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add raw rows that all have the same columns."""
        columns = ", ".join(f"`{name}`" for name in rows[0])
        marks = ", ".join(["%s"] * len(rows[0]))
        with self._connection.cursor() as cursor:
            cursor.executemany(
                f"insert into {self.prefix}staging.`{table}` ({columns}) values ({marks})",
                [list(row.values()) for row in rows],
            )

    def dbt(self, *arguments: str, check: bool = True, **variables: Any) -> DbtResult:
        """Run dbt with the schemas' prefix and further variables.

        :raises AssertionError: if it fails and ``check`` is set, with the end of its output.
        """
        project = str(self.project)
        values = json.dumps({"schema_prefix": self.prefix, **variables})
        command = [
            *("--no-use-colors", *arguments[0].split()),
            *("--project-dir", project, "--profiles-dir", project, "--vars", values),
            *arguments[1:],
        ]
        done = self._answer(command)
        if check:
            assert done.success, done.output[-6000:]
        return done

    def _answer(self, command: list[str]) -> DbtResult:
        process = self._process()
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(command) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, "the dbt process ended"
        return DbtResult(**json.loads(answer))

    def _process(self) -> subprocess.Popen[str]:
        if self._dbt is None:
            environment = {
                **os.environ,
                "DBT_MYSQL_HOST": self.target.host,
                "DBT_MYSQL_PORT": str(self.target.port),
                "DBT_MYSQL_USER": self.target.user,
                "DBT_MYSQL_PASSWORD": self.target.password,
                "DBT_TARGET_PATH": str(self.work / "target"),
                "DBT_LOG_PATH": str(self.work / "logs"),
                # As the fork server of the pipeline does (ADR 0036): dbt does not look through the
                # environment for each of its events.
                "DBT_ENV_CUSTOM_ENV_TESTS": "1",
            }
            settings = get_settings()
            python = Path(settings.dbt_executable).with_name("python")
            script = Path(__file__).with_name("run_commands.py")
            self._dbt = subprocess.Popen(
                [str(python), "-P", str(script), str(settings.dbt_project_dir / "verified_dbt.py")],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        return self._dbt

    @property
    def manifest(self) -> dict[str, Any]:
        """What dbt knew about the project when it last ran."""
        content = (self.work / "target" / "manifest.json").read_text(encoding="utf-8")
        manifest: dict[str, Any] = json.loads(content)
        return manifest
