"""Airflow's database and processes as services of the stack."""

from __future__ import annotations

import os
import subprocess
import time
from importlib.metadata import version

from dev.local.airflow_api import AirflowApi
from dev.local.airflow_config import PASSWORD, USER, AirflowConfig
from dev.local.health import airflow_works
from dev.local.process_group import MARK
from dev.local.process_manager import ProcessManager
from include.exceptions import LocalStackError

PREFIX = "airflow "


class AirflowServices:
    """Airflow below one folder.

    :param manager: starts and remembers its processes.
    """

    def __init__(self, manager: ProcessManager) -> None:
        self.manager = manager
        self.folder = manager.folder / "airflow"

    def migrate(self) -> None:
        """Create or upgrade Airflow's own database; once per version.

        :raises LocalStackError: with Airflow's own words.
        """
        stamp, wanted = self.folder / "migrated", version("apache-airflow")
        known = stamp.read_text(encoding="ascii") if stamp.is_file() else ""
        if known == wanted and (self.folder / "airflow.db").is_file():
            return
        begun = time.monotonic()
        self.manager.announce("airflow", "creating its database")
        self.manager.stop([name for name in self.manager.state.services if name.startswith(PREFIX)])
        self.folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            AirflowConfig.command("db", "migrate"),
            env={
                **os.environ,
                **AirflowConfig.database_environment(self.folder),
                MARK: str(self.manager.folder),
            },
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines()[-3:]
            raise LocalStackError(
                f"Airflow's database could not be created: {' / '.join(lines)}",
                f"Remove {self.folder} (its history of runs is lost), then start again.",
            )
        stamp.write_text(wanted, encoding="ascii")
        self.manager.ready("airflow", "database created", begun)

    def start(self, config: AirflowConfig, component: str, seconds: float) -> None:
        """Start one component and wait until it has given a sign of life.

        :raises LocalStackError: if it does not.
        """
        api = AirflowApi(config.url, USER, PASSWORD)
        service = self.manager.service(
            PREFIX + component,
            config.component_command(component),
            config.environment(),
            lambda: airflow_works(api, component),
        )
        self.manager.ensure(service, config.url if component == "api-server" else "", seconds)
