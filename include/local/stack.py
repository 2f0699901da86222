"""The local stack: everything the pipeline needs, as processes of this user.

``Stack().up()`` starts what is missing and says where it is; ``Stack().down()`` leaves no process behind.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymysql
import requests

from include.exceptions import LocalStackError
from include.local.airflow_api import AirflowApi
from include.local.airflow_config import COMPONENTS, PASSWORD, USER, AirflowConfig
from include.local.aws import QUEUE, LocalAws
from include.local.mysql_server import MySqlServer
from include.local.part import Part, stop_part
from include.local.part_status import PartStatus
from include.local.ports import LOOPBACK, choose_port, is_free
from include.local.process_group import MARK, marked_processes, stop_processes
from include.local.production_users import DBT, LOADER, QUICKSIGHT, READER, USERS, create_production_users
from include.local.quicksight_api.__main__ import READER_URL
from include.local.settings import LocalSettings, get_local_settings
from include.local.stack_addresses import StackAddresses
from include.local.stack_state import StackState
from include.settings import PROJECT_DIR, get_settings
from include.warehouse.target import WarehouseTarget

# How long a part may take to end before it is ended by force.
_GRACE_SECONDS = 5.0

Announce = Callable[[str, str], None]


def _silent(part: str, sentence: str) -> None:
    """Announce nothing."""


class Stack:
    """One local stack below one folder.

    :param settings: the local stack's settings.
    :param announce: called with a part's name and a few words whenever its state changes.
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
        self.logs = self.folder / "logs"
        self.announce = announce
        self.dags_folder = dags_folder
        self._state_file = self.folder / "state.json"
        self._writing = threading.Lock()

    # -- commands ------------------------------------------------------------------------------------

    def up(self) -> StackAddresses:
        """Start every part that does not run, wait until all work, and return where they are.

        :raises LocalStackError: naming the part, its error and its log. What runs keeps running.
        """
        with self._locked():
            state = StackState.load(self._state_file)
            self._make_secrets(state)
            with ThreadPoolExecutor(max_workers=3) as pool:
                database = pool.submit(self._migrate_airflow, state)
                aws = pool.submit(self._start_aws, state)
                root = self._start_mysql()
                aws_url = aws.result()
                database.result()
            addresses = self._start_the_rest(state, root, aws_url)
            state.addresses = addresses.as_dict()
            state.save(self._state_file)
            return addresses

    def down(self) -> None:
        """Stop every part, also those that a crash left behind; data stays."""
        with self._locked():
            state = StackState.load(self._state_file)
            records = list(state.parts.items())
            with ThreadPoolExecutor(max_workers=8) as pool:
                # The pipeline first: it must not see its database vanish.
                list(
                    pool.map(lambda each: self._stop(state, each), [n for n, _ in records if "airflow" in n])
                )
                list(
                    pool.map(
                        lambda each: self._stop(state, each), [n for n, _ in records if "airflow" not in n]
                    )
                )
            self._stop_mysql()
            stop_processes(marked_processes(str(self.folder)), grace_seconds=_GRACE_SECONDS)
            state.parts.clear()
            state.save(self._state_file)

    def status(self) -> list[PartStatus]:
        """Return the state of every part."""
        state = StackState.load(self._state_file)
        return [self._mysql_status(), *(self._part_status(state, name) for name in self._part_names())]

    def addresses(self) -> StackAddresses:
        """Return where the parts are.

        :raises LocalStackError: if the stack was never started.
        """
        state = StackState.load(self._state_file)
        if not state.addresses:
            raise LocalStackError("There is no local stack here.", "Start it with make up.")
        return StackAddresses(**state.addresses)

    # -- what others use -----------------------------------------------------------------------------

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
        """Return the warehouse as the pipeline's user."""
        return WarehouseTarget.from_url(self.addresses().warehouse)

    def root(self) -> WarehouseTarget:
        """Return the warehouse as the user that may do everything."""
        return WarehouseTarget.from_url(self.addresses().mysql)

    # -- starting ------------------------------------------------------------------------------------

    def _start_mysql(self) -> WarehouseTarget:
        given = os.environ.get("MYSQL_URL")
        if given:
            root = WarehouseTarget.from_url(given)
            try:
                root.connect().close()
            except pymysql.err.OperationalError as error:
                raise LocalStackError(
                    f"The server of MYSQL_URL at {root.host}:{root.port} cannot be used: {error.args[-1]}",
                    "Correct MYSQL_URL, or unset it to get a private server.",
                ) from error
            self.announce("mysql", f"ready: the server of MYSQL_URL at {root.host}:{root.port}")
            return root
        server = self.mysql_server()
        begun = time.monotonic()
        self.announce("mysql", "starting")
        started = server.start()
        server.programs.write_wrappers(self.folder / "bin")
        if server.programs.warning:
            self.announce("mysql", f"warning: {server.programs.warning}")
        self._ready("mysql", f"{server.programs.label} on port {server.target.port}", begun, started)
        return server.target

    def _start_aws(self, state: StackState) -> str:
        url = self._url(state, "aws", self.settings.aws_port)
        command = [sys.executable, "-m", "moto.server", "-H", LOOPBACK, "-p", url.rpartition(":")[2]]
        self._ensure(
            state, self._part("aws", command, {}, lambda: _answers(f"{url}/moto-api/data.json")), url
        )
        return url

    def _start_the_rest(self, state: StackState, root: WarehouseTarget, aws_url: str) -> StackAddresses:
        users = self._users(state, root)
        topic = LocalAws(aws_url).prepare(users[LOADER])
        quicksight_url = self._url(state, "quicksight", self.settings.quicksight_port)
        config = AirflowConfig(
            folder=self.folder / "airflow",
            logs=self.logs / "airflow",
            port=self._port(state, "airflow", self.settings.airflow_port, preferred=8080),
            warehouse=users[LOADER],
            dbt=users[DBT],
            reader=users[READER],
            aws=aws_url,
            quicksight=quicksight_url,
            topic=topic,
            secrets=state.secrets,
            code_version=_code_version(),
            dags_folder=self.dags_folder,
        )
        config.write_login()
        with ThreadPoolExecutor(max_workers=len(COMPONENTS) + 1) as pool:
            jobs = [pool.submit(self._start_quicksight, state, quicksight_url, users[QUICKSIGHT])]
            jobs += [pool.submit(self._start_airflow, state, config, name) for name in COMPONENTS]
            for job in jobs:
                job.result()
        return StackAddresses(
            airflow=config.url,
            mysql=root.with_schema(None).url(),
            warehouse=users[LOADER].with_schema(None).url(),
            aws=aws_url,
            quicksight=quicksight_url,
            bucket=get_settings().bucket,
            topic=topic,
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

    def _start_quicksight(self, state: StackState, url: str, reader: WarehouseTarget) -> None:
        command = [
            *(sys.executable, "-m", "include.local.quicksight_api", "--port", url.rpartition(":")[2]),
            *("--daily-limit", str(self.settings.quicksight_daily_limit)),
        ]
        environment = {READER_URL: reader.url(), "PYTHONPATH": str(PROJECT_DIR)}
        self._ensure(
            state, self._part("quicksight", command, environment, lambda: _answers(f"{url}/health")), url
        )

    def _migrate_airflow(self, state: StackState) -> None:
        """Create or upgrade Airflow's own database; once per version."""
        from importlib.metadata import version  # noqa: PLC0415 (slow to import, one use)

        folder = self.folder / "airflow"
        stamp, wanted = folder / "migrated", version("apache-airflow")
        if (
            stamp.is_file()
            and stamp.read_text(encoding="ascii") == wanted
            and (folder / "airflow.db").is_file()
        ):
            return
        begun = time.monotonic()
        self.announce("airflow", "creating its database")
        self._stop_airflow(state)
        folder.mkdir(parents=True, exist_ok=True)
        nowhere = WarehouseTarget(host=LOOPBACK, port=1, user="", password="")
        config = AirflowConfig(
            folder=folder,
            logs=self.logs / "airflow",
            port=1,
            warehouse=nowhere,
            dbt=nowhere,
            reader=nowhere,
            aws="",
            quicksight="",
            topic="",
            secrets=state.secrets,
            code_version="",
        )
        done = subprocess.run(
            config.command("db", "migrate"),
            env={**os.environ, **config.environment(), MARK: str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines()[-3:]
            raise LocalStackError(
                f"Airflow's database could not be created: {' / '.join(lines)}",
                f"Remove {folder} (its history of runs is lost), then start again.",
            )
        stamp.write_text(wanted, encoding="ascii")
        self._ready("airflow", "database created", begun, started=True)

    def _start_airflow(self, state: StackState, config: AirflowConfig, component: str) -> None:
        api = AirflowApi(config.url, USER, PASSWORD)
        ready = {
            "api-server": lambda: _healthy(api, "metadatabase"),
            "scheduler": lambda: _healthy(api, "scheduler"),
            "dag-processor": lambda: _healthy(api, "dag_processor"),
            "triggerer": lambda: _healthy(api, "triggerer"),
        }[component]
        command = config.component_command(component)
        part = self._part(f"airflow {component}", command, config.environment(), ready)
        self._ensure(state, part, config.url if component == "api-server" else "")

    def _ensure(self, state: StackState, part: Part, address: str) -> None:
        """Leave a running part alone, replace one that died, hangs or has other settings now."""
        begun = time.monotonic()
        record = state.parts.get(part.name)
        if record and record.identity.alive() and record.fingerprint == part.fingerprint:
            if _within(part.ready, seconds=10.0):
                self._ready(part.name, address or "running", begun, started=False)
                return
            self.announce(part.name, "does not answer; starting it again")
        if record:
            stop_part(record, grace_seconds=_GRACE_SECONDS)
        self.announce(part.name, "starting")
        record = part.spawn()
        with self._writing:
            state.parts[part.name] = record
            # At once: a crash of this program must not lose the process it has just started.
            state.save(self._state_file)
        part.wait(record, self.settings.start_timeout_seconds)
        self._ready(part.name, address or "running", begun, started=True)

    def _ready(self, name: str, detail: str, begun: float, started: bool) -> None:
        self.announce(name, f"ready: {detail}" + (f" ({time.monotonic() - begun:.1f} s)" if started else ""))

    # -- stopping and looking ------------------------------------------------------------------------

    def _stop(self, state: StackState, name: str) -> None:
        record = state.parts.get(name)
        if record:
            self.announce(name, "stopping")
            stop_part(record, grace_seconds=_GRACE_SECONDS)
            self.announce(name, "stopped")

    def _stop_mysql(self) -> None:
        server = self.mysql_server()
        if server.is_running():
            self.announce("mysql", "stopping")
            server.stop()
            self.announce("mysql", "stopped")

    def _stop_airflow(self, state: StackState) -> None:
        for name in [name for name in state.parts if name.startswith("airflow ")]:
            self._stop(state, name)
            del state.parts[name]

    def _mysql_status(self) -> PartStatus:
        given = os.environ.get("MYSQL_URL")
        if given:
            target = WarehouseTarget.from_url(given)
            return PartStatus("mysql", "external", f"{target.host}:{target.port}", None, "")
        server = self.mysql_server()
        if not server.is_running() or server.identity is None:
            return PartStatus("mysql", "stopped", "", None, str(server.log_file))
        target = server.target
        state = "running" if _connects(target) else "not answering"
        address = f"{target.host}:{target.port}"
        return PartStatus("mysql", state, address, server.identity.pid, str(server.log_file))

    def _part_status(self, state: StackState, name: str) -> PartStatus:
        record = state.parts.get(name)
        log = str(self._log(name))
        if record is None or not record.identity.alive():
            return PartStatus(name, "stopped", "", None, log)
        address, answers = self._look(state, name)
        return PartStatus(name, "running" if answers else "not answering", address, record.pid, log)

    def _look(self, state: StackState, name: str) -> tuple[str, bool]:
        """Return a part's address and whether it works."""
        url = f"http://{LOOPBACK}:{state.ports.get(name.partition(' ')[0], 0)}"
        if name == "aws":
            return url, _answers(f"{url}/moto-api/data.json")
        if name == "quicksight":
            return url, _answers(f"{url}/health")
        component = name.partition(" ")[2].replace("-", "_")
        api_server = component == "api_server"
        health = _healthy(AirflowApi(url, USER, PASSWORD), "metadatabase" if api_server else component)
        return (url if api_server else "", health)

    @staticmethod
    def _part_names() -> list[str]:
        return ["aws", "quicksight", *(f"airflow {component}" for component in COMPONENTS)]

    # -- small things --------------------------------------------------------------------------------

    def _part(
        self, name: str, command: list[str], environment: Mapping[str, str], ready: Callable[[], bool]
    ) -> Part:
        return Part(name, command, environment, self._log(name), ready, str(self.folder))

    def _log(self, name: str) -> Path:
        return self.logs / f"{name.replace(' ', '-')}.log"

    def _url(self, state: StackState, name: str, requested: int | None) -> str:
        return f"http://{LOOPBACK}:{self._port(state, name, requested)}"

    def _port(self, state: StackState, name: str, requested: int | None, preferred: int | None = None) -> int:
        """Return the port of a part: the one it runs on, else the requested, else its last or a free one."""
        known = state.ports.get(name)
        running = any(
            record.identity.alive() for part, record in state.parts.items() if part.startswith(name)
        )
        if known and (running or is_free(known)) and requested in {None, known}:
            return known
        setting = f"TOKYOBETA_LOCAL_{name.upper()}_PORT"
        state.ports[name] = choose_port(requested, preferred=preferred, setting=setting)
        return state.ports[name]

    @staticmethod
    def _make_secrets(state: StackState) -> None:
        for name in (*USERS, "jwt", "session"):
            state.secrets.setdefault(name, secrets.token_urlsafe(32))
        if "fernet" not in state.secrets:
            from cryptography.fernet import Fernet  # noqa: PLC0415 (comes with Airflow)

            state.secrets["fernet"] = Fernet.generate_key().decode()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one command at a time change the stack; a second one waits."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _answers(url: str) -> bool:
    try:
        session = requests.Session()
        session.trust_env = False
        return session.get(url, timeout=5).ok
    except requests.RequestException:
        return False


def _healthy(api: AirflowApi, component: str) -> bool:
    try:
        return api.health().get(component) == "healthy"
    except requests.RequestException:
        return False


def _connects(target: WarehouseTarget) -> bool:
    try:
        target.connect(connect_timeout=3).close()
    except pymysql.err.OperationalError:
        return False
    return True


def _within(ready: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def _code_version() -> str:
    """Return the commit of the checkout, for the ledger; ``unknown`` outside one."""
    command: list[Any] = ["git", "-C", PROJECT_DIR, "describe", "--always", "--abbrev=12"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"
