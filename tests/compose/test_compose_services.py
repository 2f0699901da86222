"""What the services run, run here: the same commands, variables and health checks, without Docker.

Commands pass through the rule of the image's entrypoint (``ComposeFile.process``), and see what it exports.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import boto3
import pymysql
import pytest

from dev.servers.mysql_server import MySqlServer
from dev.servers.ports import free_port
from dev.servers.settings import LocalSettings
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from tests.compose.compose_file import ROOT, ComposeFile, Translation
from tests.sockets import closed_port
from tests.waiting import PATIENCE_SECONDS, wait_until

COMPOSE = ComposeFile()
HOME = "/usr/local/airflow"
BIN = Path(sys.executable).parent


@pytest.fixture
def here(mysql_server: MySqlServer, empty_aws: str, tmp_path: Path) -> Translation:
    """Return where the names and places of the containers are on this machine."""
    root, aws = mysql_server.target, empty_aws.removeprefix("http://")
    (tmp_path / "dbt-target").mkdir()
    return Translation(
        {
            "mysql://root:local-root@mysql:3306": root.url(),
            "@mysql:3306": f"@127.0.0.1:{root.port}",
            '"host": "mysql", "port": 3306': f'"host": "127.0.0.1", "port": {root.port}',
            "aws:5000": aws,
            "127.0.0.1:5000": aws,
            f"{HOME}/dbt-venv/bin/dbt": Settings().dbt_executable,
            f"{HOME}/dbt-target": str(tmp_path / "dbt-target"),
            f"{HOME}/dags/dbt": str(ROOT / "dbt"),
            f"{HOME}/dags/dev": str(ROOT / "dev"),
            f"{HOME}/dags/include": str(ROOT / "include"),
            f"{HOME}/dags": str(ROOT / "dags"),
            f"{HOME}/plugins": str(ROOT / "plugins"),
            f"{HOME}/logs": str(tmp_path / "logs"),
            HOME: str(tmp_path),
            # Fetched MySQL programs are shared by all tests; a container keeps them in its volume.
            "/sample/cache": str(LocalSettings().cache),
            "/sample": str(tmp_path / "sample"),
        }
    )


def warehouse(here: Translation, name: str = "") -> WarehouseTarget:
    """Return the server as the user of one of Airflow's connections."""
    said = json.loads(environment("airflow-scheduler", here)[f"AIRFLOW_CONN_WAREHOUSE{name}"])
    return WarehouseTarget(said["host"], said["port"], said["login"], said["password"])


def environment(service: str, here: Translation) -> dict[str, str]:
    """Return a service's variables here; only what a process needs is taken from this one."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    variables = here.environment(COMPOSE.environment(service))
    if "PYTHONPATH" in variables:
        variables["PYTHONPATH"] = str(ROOT)
    return {"PATH": f"{BIN}:/usr/bin:/bin", "NO_PROXY": "127.0.0.1", **kept, **variables}


def run(words: list[str], variables: dict[str, str]) -> str:
    done = subprocess.run(
        words, env=variables, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@contextmanager
def started(words: list[str], variables: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program in a process group of its own, and end the group."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            words, env=variables, cwd=ROOT, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        try:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=PATIENCE_SECONDS)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, signal.SIGKILL)


def wait_for_service(ready: Callable[[], bool], what: str, log: Path, seconds: float = 300.0) -> None:
    """Wait until a service is ready; tell the end of its log if it never is."""
    try:
        wait_until(ready, what, seconds=seconds, pause=0.5)
    except AssertionError as error:
        raise AssertionError(f"{error}: {log.read_text(errors='replace')[-3000:]}") from error


def healthy(service: str, variables: dict[str, str], here: Translation) -> bool:
    words = here.words(COMPOSE.healthcheck(service))
    return (
        subprocess.run(
            words, env=variables, cwd=ROOT, capture_output=True, check=False, timeout=300
        ).returncode
        == 0
    )


@pytest.mark.mysql
@pytest.mark.aws
def test_setup_makes_users_bucket_and_topic_and_may_run_again(
    here: Translation, mysql_server: MySqlServer, empty_aws: str
) -> None:
    variables = environment("setup", here)
    run(COMPOSE.process("setup"), variables)
    said = run(COMPOSE.process("setup"), variables)
    assert COMPOSE.environment("airflow-scheduler")["TOKYOBETA_ALERT_TOPIC_ARN"] in said
    # The passwords that the other services are given are those of the users.
    for name, user in {"": "loader", "_DBT": "dbt", "_READER": "reader"}.items():
        with warehouse(here, name).connect() as connection, connection.cursor() as cursor:
            cursor.execute("select current_user()")
            assert cursor.fetchone() == (f"tokyobeta_{user}@%",)
    reader = WarehouseTarget.from_url(environment("quicksight", here)["TOKYOBETA_LOCAL_READER_URL"])
    reader.connect().close()
    buckets = boto3.client("s3", endpoint_url=empty_aws).list_buckets()["Buckets"]
    assert [bucket["Name"] for bucket in buckets] == [COMPOSE.environment("sample-data")["TOKYOBETA_BUCKET"]]


@pytest.mark.mysql
@pytest.mark.aws
@pytest.mark.usefixtures("empty_mysql")
def test_the_pipelines_user_may_publish_and_quicksights_may_only_read_gold(here: Translation) -> None:
    run(COMPOSE.process("setup"), environment("setup", here))
    with warehouse(here).connect() as connection, connection.cursor() as cursor:
        cursor.execute("create schema staging_backup_20260210")
        cursor.execute("create table staging.compose_t (n int)")
        cursor.execute("create table staging_incoming.compose_t (n int)")
        cursor.execute(
            "rename table staging.compose_t to staging_backup_20260210.compose_t,"
            " staging_incoming.compose_t to staging.compose_t"
        )
    with warehouse(here, "_DBT").connect() as connection, connection.cursor() as cursor:
        cursor.execute("create table gold.compose_v as select n from staging.compose_t")
        with pytest.raises(pymysql.err.OperationalError, match="denied"):
            cursor.execute("drop table staging.compose_t")
    reader = WarehouseTarget.from_url(environment("quicksight", here)["TOKYOBETA_LOCAL_READER_URL"])
    with reader.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from gold.compose_v")
        for forbidden in ("select * from staging.compose_t", "drop table gold.compose_v"):
            with pytest.raises(pymysql.err.OperationalError, match="denied"):
                cursor.execute(forbidden)


@pytest.mark.aws
def test_the_health_check_of_the_aws_stand_in(here: Translation) -> None:
    assert healthy("aws", environment("setup", here), here)
    with closed_port() as port:
        nowhere = Translation({**here.places, "127.0.0.1:5000": f"127.0.0.1:{port}"})
        assert not healthy("aws", environment("setup", here), nowhere)


@pytest.mark.mysql
def test_the_health_check_of_the_database(here: Translation, mysql_server: MySqlServer) -> None:
    """The container's own program and password, against the private server."""
    command = COMPOSE.healthcheck("mysql")[2]
    assert '--password="$MYSQL_ROOT_PASSWORD"' in command
    words = [*mysql_server.client_command("mysqladmin"), "ping", "--silent"]
    assert subprocess.run(words, capture_output=True, check=False, timeout=300).returncode == 0


@pytest.mark.mysql
@pytest.mark.aws
def test_the_quicksight_stand_in_starts_and_reports_itself_healthy(here: Translation, tmp_path: Path) -> None:
    variables = environment("quicksight", here)
    port = str(free_port())
    there = Translation({**here.places, "8010": port, "0.0.0.0": "127.0.0.1"})
    log = tmp_path / "quicksight.log"
    with started(there.words(COMPOSE.process("quicksight")), variables, log):
        wait_for_service(lambda: healthy("quicksight", variables, there), "quicksight", log)


def test_the_manifest_is_built_where_the_dags_look_for_it(tmp_path: Path) -> None:
    here = Translation(
        {
            f"{HOME}/dbt-venv/bin/dbt": Settings().dbt_executable,
            f"{HOME}/dbt-target": str(tmp_path),
            f"{HOME}/dags/dbt": str(ROOT / "dbt"),
        }
    )
    run(here.words(COMPOSE.process("dbt-manifest")), environment("dbt-manifest", here))
    manifest = here.text(COMPOSE.environment("airflow-dag-processor")["TOKYOBETA_DBT_MANIFEST"])
    assert json.loads(Path(manifest).read_text(encoding="utf-8"))["nodes"]


@pytest.mark.mysql
@pytest.mark.aws
@pytest.mark.slow
def test_sample_data_arrives_in_the_bucket(here: Translation, empty_aws: str) -> None:
    run(COMPOSE.process("setup"), environment("setup", here))
    variables = environment("sample-data", here)
    run(here.words(COMPOSE.process("sample-data")), {**variables, "SAMPLE_SCALE": "0.001"})
    client = boto3.client("s3", endpoint_url=empty_aws)
    keys = [entry["Key"] for entry in client.list_objects_v2(Bucket="jram-gghouse")["Contents"]]
    assert "dumps/gghouse_20260210.sql" in keys
    assert "dumps-manifest/gghouse_20260210.json" in keys
    assert "snapshots/tenant_status/20260209.csv" in keys


@pytest.mark.mysql
@pytest.mark.aws
@pytest.mark.slow
# Four components and a command of Airflow after the other start here, on two cores perhaps.
@pytest.mark.timeout(1500)
def test_airflow_starts_as_composed_and_reads_the_dag(here: Translation, tmp_path: Path) -> None:
    """All four components with their own commands and variables; SQLite stands in for PostgreSQL."""
    api = str(free_port())
    database = COMPOSE.environment("airflow-scheduler")["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
    there = Translation(
        {
            **here.places,
            database: f"sqlite:///{tmp_path}/airflow.db",
            "airflow-api-server:8080": f"127.0.0.1:{api}",
            "127.0.0.1:8080": f"127.0.0.1:{api}",
        }
    )
    run(there.words(COMPOSE.process("dbt-manifest")), environment("dbt-manifest", there))
    # Where MWAA has it, the library lies below dags/; here it lies beside.
    extra = {"PYTHONPATH": f"{ROOT}:{ROOT}/plugins"}
    components = ["airflow-api-server", "airflow-scheduler", "airflow-dag-processor", "airflow-triggerer"]
    run(COMPOSE.process("airflow-migrate"), {**environment("airflow-migrate", there), **extra})
    with _all_started(components, there, extra, api, tmp_path):
        url = f"http://127.0.0.1:{api}/api/v2/monitor/health"
        wait_for_service(lambda: _all_healthy(url), "components", tmp_path / "airflow-scheduler.log")
        variables = {**environment("airflow-scheduler", there), **extra}
        for component in components:
            # A sign of life that is late on a busy machine is not there at every look.
            log = tmp_path / f"{component}.log"
            wait_for_service(partial(healthy, component, variables, there), component, log)
        log = tmp_path / "airflow-dag-processor.log"
        wait_for_service(
            lambda: "tokyobeta_daily" in run(["airflow", "dags", "list"], variables), "the DAG", log
        )


@contextmanager
def _all_started(
    components: list[str], there: Translation, extra: dict[str, str], api: str, folder: Path
) -> Iterator[None]:
    if not components:
        yield
        return
    first, *rest = components
    words = COMPOSE.process(first) + (["--port", api] if first == "airflow-api-server" else [])
    with (
        started(words, {**environment(first, there), **extra}, folder / f"{first}.log"),
        _all_started(rest, there, extra, api, folder),
    ):
        yield


def _all_healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            health = json.load(answer)
    except OSError:
        return False
    return all(
        health[name]["status"] == "healthy"
        for name in ("metadatabase", "scheduler", "triggerer", "dag_processor")
    )
