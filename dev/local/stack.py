"""The local stack: everything the pipeline needs, as processes of this user.

``Stack().up()`` starts what is missing and says where it is; ``Stack().down()`` leaves no process behind.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pymysql
from filelock import FileLock

from dev.local.airflow_api import AirflowApi
from dev.local.airflow_config import COMPONENTS, PASSWORD, USER, AirflowConfig
from dev.local.airflow_services import PREFIX, AirflowServices
from dev.local.aws import QUEUE, LocalAws
from dev.local.health import airflow_works, answers
from dev.local.local_environment import local_environment
from dev.local.process_group import MARK, marked_processes, stop_processes
from dev.local.process_manager import GRACE_SECONDS, Announce, ProcessManager
from dev.local.production_users import DBT, LOADER, QUICKSIGHT, READER, USERS, create_production_users
from dev.local.quicksight_api.__main__ import READER_URL
from dev.local.service_status import ServiceStatus
from dev.local.stack_addresses import StackAddresses
from dev.local.stack_state import StackState
from dev.servers.moto_server import moto_command, moto_health_url
from dev.servers.mysql_server import MySqlServer
from dev.servers.ports import LOOPBACK
from dev.servers.settings import LocalSettings, get_local_settings
from include.exceptions import LocalStackError
from include.mysql.target import WarehouseTarget
from include.settings import PROJECT_DIR, get_settings


def _silent(service: str, sentence: str) -> None:
    """Announce nothing."""


class Stack:
    """One local stack below one folder.

    :param settings: the local stack's settings.
    :param announce: called with a service's name and a few words whenever its state changes.
    :param dags_folder: the DAG files that Airflow reads.
    """

    def __init__(
        self,
        settings: LocalSettings | None = None,
        announce: Announce = _silent,
        dags_folder: Path = PROJECT_DIR / "dags",
    ) -> None:
        self.settings = settings or get_local_settings()
        self.folder = self.settings.folder.absolute()
        self.announce = announce
        self.dags_folder = dags_folder

    def up(self) -> StackAddresses:
        """Start every service that does not run, wait until all work, and return where they are.

        :raises LocalStackError: naming the service, its error and its log. What runs keeps running.
        """
        with self._locked() as manager:
            # First what a person may have asked for in vain: nothing is started before.
            urls = self._urls(manager)
            given = self._given_mysql()
            self._make_secrets(manager.state)
            with ThreadPoolExecutor(max_workers=2) as pool:
                database = pool.submit(AirflowServices(manager).migrate)
                aws = pool.submit(self._start_aws, manager, urls["aws"])
                root = given or self._start_mysql(manager)
                aws.result()
                database.result()
            addresses = self._start_the_rest(manager, root, urls)
            manager.state.addresses = addresses.as_dict()
            manager.save()
            return addresses

    def down(self) -> None:
        """Stop every service, also those that a crash left behind; data stays."""
        with self._locked() as manager:
            names = list(manager.state.services)
            # The pipeline first: it must not see its database vanish.
            manager.stop([name for name in names if name.startswith(PREFIX)])
            manager.stop([name for name in names if not name.startswith(PREFIX)])
            server = self.mysql_server()
            if server.is_running():
                self.announce("mysql", "stopping")
                server.stop()
                self.announce("mysql", "stopped")
            stop_processes(marked_processes(str(self.folder)), grace_seconds=GRACE_SECONDS)
            manager.save()

    def status(self) -> list[ServiceStatus]:
        """Return the state of every service."""
        manager = ProcessManager(self.folder, self.announce)
        ports = manager.state.ports
        urls = {name: f"http://{LOOPBACK}:{ports.get(name, 0)}" for name in ("aws", "quicksight", "airflow")}
        api = AirflowApi(urls["airflow"], USER, PASSWORD)
        return [
            ServiceStatus.of_mysql(self.mysql_server()),
            ServiceStatus.of(manager, "aws", urls["aws"], lambda: answers(moto_health_url(urls["aws"]))),
            ServiceStatus.of(
                manager, "quicksight", urls["quicksight"], lambda: answers(_page(urls["quicksight"]))
            ),
            *(
                ServiceStatus.of(
                    manager,
                    PREFIX + component,
                    urls["airflow"] if component == "api-server" else "",
                    lambda component=component: airflow_works(api, component),  # type: ignore[misc]
                )
                for component in COMPONENTS
            ),
        ]

    def addresses(self) -> StackAddresses:
        """Return where the services are.

        :raises LocalStackError: if the stack was never started.
        """
        state = StackState.load(self.folder / "state.json")
        if not state.addresses:
            raise LocalStackError("There is no local stack here.", "Start it with make up.")
        return StackAddresses(**state.addresses)

    def mysql_server(self) -> MySqlServer:
        """Return the private server, running or not."""
        return MySqlServer(
            self.folder / "mysql",
            port=self.settings.mysql_port,
            buffer_pool_mb=self.settings.mysql_buffer_pool_mb,
            environment={MARK: str(self.folder)},
            settings=self.settings,
            announce=lambda sentence: self.announce("mysql", sentence),
        )

    def aws(self) -> LocalAws:
        """Return clients for the AWS and QuickSight stand-ins."""
        addresses = self.addresses()
        return LocalAws(addresses.aws, addresses.quicksight)

    def airflow(self) -> AirflowApi:
        """Return a client for Airflow's REST API."""
        addresses = self.addresses()
        return AirflowApi(addresses.airflow, addresses.airflow_user, addresses.airflow_password)

    def warehouse(self) -> WarehouseTarget:
        """Return the warehouse as the user that restores and publishes."""
        return WarehouseTarget.from_url(self.addresses().warehouse)

    def pipeline_environment(self) -> dict[str, str]:
        """Return the connections and settings that point a pipeline to this stack."""
        addresses, state, root = self.addresses(), StackState.load(self.folder / "state.json"), self.root()
        users = dict.fromkeys(USERS, root)
        if not os.environ.get("MYSQL_URL"):
            users = {name: replace(root, user=name, password=state.secrets[name]) for name in USERS}
        return local_environment(
            warehouse=users[LOADER],
            dbt=users[DBT],
            reader=users[READER],
            aws=addresses.aws,
            quicksight=addresses.quicksight,
            topic=addresses.topic,
        )

    def root(self) -> WarehouseTarget:
        """Return the warehouse as the user that may do everything."""
        return WarehouseTarget.from_url(self.addresses().mysql)

    def _start_mysql(self, manager: ProcessManager) -> WarehouseTarget:
        server = self.mysql_server()
        begun = time.monotonic()
        self.announce("mysql", "starting")
        started = server.start()
        server.programs.write_wrappers(self.folder / "bin")
        if server.programs.warning:
            self.announce("mysql", f"warning: {server.programs.warning}")
        address = f"{server.programs.label} on port {server.target.port}"
        manager.ready("mysql", address, begun if started else None)
        return server.target

    def _urls(self, manager: ProcessManager) -> dict[str, str]:
        """Return the addresses of the services that listen, chosen or as requested."""
        settings = self.settings
        return {
            "aws": manager.url("aws", settings.aws_port),
            "quicksight": manager.url("quicksight", settings.quicksight_port),
            "airflow": manager.url("airflow", settings.airflow_port, preferred=8080),
        }

    def _given_mysql(self) -> WarehouseTarget | None:
        """Return the server of MYSQL_URL, or None without one."""
        if not os.environ.get("MYSQL_URL"):
            return None
        root = WarehouseTarget.from_url(os.environ["MYSQL_URL"])
        try:
            root.connect().close()
        except pymysql.err.OperationalError as error:
            raise LocalStackError(
                f"The server of MYSQL_URL at {root.host}:{root.port} cannot be used: {error.args[-1]}",
                "Correct MYSQL_URL, or unset it to get a private server.",
            ) from error
        self.announce("mysql", f"ready: the server of MYSQL_URL at {root.host}:{root.port}")
        return root

    def _start_aws(self, manager: ProcessManager, url: str) -> None:
        command = moto_command(int(url.rpartition(":")[2]))
        service = manager.service("aws", command, {}, lambda: answers(moto_health_url(url)))
        manager.ensure(service, url, self.settings.start_timeout_seconds)

    def _start_quicksight(self, manager: ProcessManager, url: str, reader: WarehouseTarget) -> None:
        command = [
            *(sys.executable, "-m", "dev.local.quicksight_api", "--port", url.rpartition(":")[2]),
            *("--daily-limit", str(self.settings.quicksight_daily_limit)),
        ]
        environment = {READER_URL: reader.url(), "PYTHONPATH": str(PROJECT_DIR)}
        service = manager.service("quicksight", command, environment, lambda: answers(_page(url)))
        manager.ensure(service, url, self.settings.start_timeout_seconds)

    def _start_the_rest(
        self, manager: ProcessManager, root: WarehouseTarget, urls: dict[str, str]
    ) -> StackAddresses:
        users = self._users(manager.state, root)
        config = AirflowConfig(
            folder=self.folder / "airflow",
            logs=self.folder / "logs" / "airflow",
            url=urls["airflow"],
            warehouse=users[LOADER],
            dbt=users[DBT],
            reader=users[READER],
            aws=urls["aws"],
            quicksight=urls["quicksight"],
            topic=LocalAws(urls["aws"]).prepare(users[LOADER]),
            secrets=manager.state.secrets,
            code_version=_code_version(),
            dags_folder=self.dags_folder,
        )
        config.write_login()
        airflow, seconds = AirflowServices(manager), self.settings.start_timeout_seconds
        with ThreadPoolExecutor(max_workers=len(COMPONENTS) + 1) as pool:
            jobs = [pool.submit(self._start_quicksight, manager, urls["quicksight"], users[QUICKSIGHT])]
            jobs += [pool.submit(airflow.start, config, name, seconds) for name in COMPONENTS]
            for job in jobs:
                job.result()
        return StackAddresses(
            airflow=config.url,
            mysql=root.with_schema(None).url(),
            warehouse=users[LOADER].with_schema(None).url(),
            aws=config.aws,
            quicksight=config.quicksight,
            bucket=get_settings().bucket,
            topic=config.topic,
            queue=QUEUE,
            airflow_user=USER,
            airflow_password=PASSWORD,
        )

    @staticmethod
    def _users(state: StackState, root: WarehouseTarget) -> dict[str, WarehouseTarget]:
        """Return the server as each of production's users; a server of somebody else gets none of ours."""
        if os.environ.get("MYSQL_URL"):
            return dict.fromkeys(USERS, root)
        return create_production_users(root, {name: state.secrets[name] for name in USERS})

    @staticmethod
    def _make_secrets(state: StackState) -> None:
        from cryptography.fernet import Fernet  # noqa: PLC0415 (comes with Airflow)

        for name in (*USERS, "jwt", "session"):
            state.secrets.setdefault(name, secrets.token_urlsafe(32))
        state.secrets.setdefault("fernet", Fernet.generate_key().decode())

    @contextmanager
    def _locked(self) -> Iterator[ProcessManager]:
        """Let one command at a time change the stack; a second one waits."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / "lock"):
            yield ProcessManager(self.folder, self.announce)


def _page(url: str) -> str:
    return f"{url}/health"


def _code_version() -> str:
    """Return the commit of the checkout, for the ledger; ``unknown`` outside one."""
    command = ["git", "-C", str(PROJECT_DIR), "describe", "--always", "--abbrev=12"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"
