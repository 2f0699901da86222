"""One dbt command with what it cost."""

from __future__ import annotations

import json
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev.benchmarks.models.model_server import ModelServer
from include.exceptions import LocalStackError
from include.settings import get_settings


@dataclass(frozen=True, slots=True)
class DbtRun:
    """A finished command.

    :param wall_seconds: from start to end of the dbt process.
    :param server_cpu_seconds: CPU time of the MySQL server.
    :param model_seconds: duration of each model and seed as dbt measured it.
    """

    wall_seconds: float
    server_cpu_seconds: float
    model_seconds: dict[str, float]

    @classmethod
    def of(cls, server: ModelServer, target: Path, *arguments: str, project: Path | None = None) -> DbtRun:
        """Run dbt against a server.

        :param server: where the models are built.
        :param target: dbt's target folder.
        :param arguments: the command and its options.
        :param project: dbt project of another version; None for that of this one.
        :raises LocalStackError: if dbt fails, with the end of its output.
        """
        warehouse = server.server.target
        folder = str(project or get_settings().dbt_project_dir)
        values = {"as_of_date": server.as_of.isoformat(), "total_physical_rooms": 16108}
        environment = {
            **os.environ,
            "DBT_MYSQL_HOST": warehouse.host,
            "DBT_MYSQL_PORT": str(warehouse.port),
            "DBT_MYSQL_USER": warehouse.user,
            "DBT_MYSQL_PASSWORD": warehouse.password,
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(target),
        }
        command = [*_dbt(Path(folder)), "--no-use-colors", arguments[0], "--project-dir", folder]
        command += ["--profiles-dir", folder, "--vars", json.dumps(values), *arguments[1:]]
        cpu, started = server.cpu_seconds(), time.monotonic()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        wall, used = time.monotonic() - started, server.cpu_seconds() - cpu
        if done.returncode:
            raise LocalStackError(
                f"dbt {arguments[0]} failed: {done.stdout[-1500:]}", f"Read its log in {target}."
            )
        results: dict[str, Any] = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
        return cls(
            wall_seconds=round(wall, 1),
            server_cpu_seconds=round(used, 1),
            model_seconds={
                result["unique_id"].split(".")[-1]: round(result["execution_time"], 2)
                for result in results["results"]
                if result["unique_id"].startswith("model.")
            },
        )


def _dbt(project: Path) -> list[str]:
    """Return the command that is dbt, as the pipeline of that version runs it."""
    executable, script = get_settings().dbt_executable, project / "verified_dbt.py"
    return [str(Path(executable).with_name("python")), "-P", str(script)] if script.exists() else [executable]
