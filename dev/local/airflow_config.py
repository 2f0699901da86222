"""How Airflow is configured locally: everything through its environment, nothing in a file to edit."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from dev.local.local_environment import local_environment
from dev.servers.ports import LOOPBACK
from include.mysql.target import WarehouseTarget
from include.settings import PROJECT_DIR

USER, PASSWORD = "admin", "admin"  # the web UI listens on the loopback interface only

# The scheduler's own processes; each is a service of the stack.
COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")


@dataclass(frozen=True, slots=True)
class AirflowConfig:
    """Settings of one local Airflow.

    :param folder: its home: metadata database, generated files.
    :param logs: folder of task logs.
    :param url: address of the web UI and API.
    :param warehouse: the warehouse as the user that restores and publishes.
    :param dbt: the warehouse as the user that builds models.
    :param reader: the warehouse as the user that looks at it from the readers' side.
    :param aws: URL of the AWS stand-in.
    :param quicksight: URL of the QuickSight stand-in.
    :param topic: resource name of the alert topic.
    :param secrets: random values: ``jwt``, ``session`` and ``fernet``.
    :param code_version: commit of the code.
    :param dags_folder: the DAG files.
    """

    folder: Path
    logs: Path
    url: str
    warehouse: WarehouseTarget
    dbt: WarehouseTarget
    reader: WarehouseTarget
    aws: str
    quicksight: str
    topic: str
    secrets: dict[str, str] = field(repr=False)
    code_version: str
    dags_folder: Path = PROJECT_DIR / "dags"

    @property
    def port(self) -> int:
        """Port of the web UI."""
        return int(self.url.rpartition(":")[2])

    @staticmethod
    def command(*arguments: str) -> list[str]:
        """Return the command that runs Airflow's program with arguments."""
        return [sys.executable, "-m", "airflow", *arguments]

    @staticmethod
    def database_environment(folder: Path) -> dict[str, str]:
        """Return the variables that say where Airflow's own database is."""
        return {
            "AIRFLOW_HOME": str(folder),
            "AIRFLOW_CONFIG": str(folder / "airflow.cfg"),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder / 'airflow.db'}",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(folder / "logs"),
        }

    def component_command(self, component: str) -> list[str]:
        """Return the command of one component."""
        options = {
            "api-server": ["--host", LOOPBACK, "--port", str(self.port), "--workers", "1"],
            # The web UI reads logs from the disk; two servers and two ports fewer.
            "scheduler": ["--skip-serve-logs"],
            "triggerer": ["--skip-serve-logs"],
        }
        return self.command(component, *options.get(component, []))

    def write_login(self) -> None:
        """Write the web UI's login where the simple auth manager looks for it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "passwords.json").write_text(json.dumps({USER: PASSWORD}), encoding="utf-8")

    def environment(self) -> dict[str, str]:
        """Return all variables.

        A ``TOKYOBETA_*`` variable of the user wins. An ``AIRFLOW__*`` one does not: it may belong to another
        Airflow of the same person, whose database must not be touched.
        """
        own = {
            **self._airflow(),
            **local_environment(
                warehouse=self.warehouse,
                dbt=self.dbt,
                reader=self.reader,
                aws=self.aws,
                quicksight=self.quicksight,
                topic=self.topic,
            ),
            # A proxy for the internet must not be asked for addresses of this machine.
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
            # macOS ends a forked process that looked up a proxy or a name before.
            "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
            "TOKYOBETA_CODE_VERSION": self.code_version,
            "PYTHONPATH": os.pathsep.join([str(PROJECT_DIR), str(PROJECT_DIR / "plugins")]),
        }
        given = {
            name: value
            for name, value in os.environ.items()
            if name.startswith("TOKYOBETA_") and not name.startswith("TOKYOBETA_LOCAL_")
        }
        return {**own, **given}

    def _airflow(self) -> dict[str, str]:
        sections: dict[str, dict[str, object]] = {
            "core": {
                "dags_folder": self.dags_folder,
                "plugins_folder": PROJECT_DIR / "plugins",
                # plugins/modules_of_tasks.py is read at the start of the process that forks the tasks.
                "lazy_load_plugins": False,
                # Each task is a Python process that imports Airflow or dbt: more than cores is slower.
                "parallelism": max(3, min(8, os.cpu_count() or 3)),
                "max_active_tasks_per_dag": 8,
                "fernet_key": self.secrets["fernet"],
                "execution_api_server_url": f"{self.url}/execution/",
                "simple_auth_manager_users": f"{USER}:admin",
                "simple_auth_manager_passwords_file": self.folder / "passwords.json",
                "dagbag_import_timeout": 60,
            },
            "api": {
                "base_url": self.url,
                "host": LOOPBACK,
                "port": self.port,
                "secret_key": self.secrets["session"],
                "workers": 1,
            },
            "api_auth": {"jwt_secret": self.secrets["jwt"]},
            "scheduler": {"scheduler_heartbeat_sec": 2, "enable_health_check": False},
            # An edited DAG file is read at once all the same; what it imports, within this time.
            "dag_processor": {"min_file_process_interval": 300, "refresh_interval": 30},
            # A task's process closes its sockets a moment before it ends. Its supervisor then notices the end
            # only at the next heartbeat, and starts no other task until then: up to five seconds for each.
            "workers": {"min_heartbeat_interval": 1},
            "logging": {"base_log_folder": self.logs, "colored_console_log": False},
            "cosmos": {
                "enable_telemetry": False,
                "cache_dir": self.folder / "cosmos",
            },
        }
        settings = {
            f"AIRFLOW__{section.upper()}__{name.upper()}": str(value)
            for section, values in sections.items()
            for name, value in values.items()
        }
        return {**self.database_environment(self.folder), **settings}
