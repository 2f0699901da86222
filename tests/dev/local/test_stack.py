"""The whole stack: started once, found again, repaired after a crash, and stopped without a trace."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from dev.local import process_manager
from dev.local.airflow_api import AirflowApi, DagRun
from dev.local.process_group import marked_processes, session_members
from dev.local.stack import Stack
from dev.servers.ports import free_port
from dev.servers.process_identity import ProcessIdentity
from dev.servers.settings import LocalSettings
from include.exceptions import LocalStackError
from include.settings import get_settings
from tests.processes import gone
from tests.waiting import PATIENCE_SECONDS, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.mysql, pytest.mark.aws, pytest.mark.xdist_group("stack")]

ROOT = Path(__file__).parents[3]
DAGS = Path(__file__).parent / "dags"
NAMES = {
    "mysql",
    "aws",
    "quicksight",
    "airflow api-server",
    "airflow scheduler",
    "airflow dag-processor",
    "airflow triggerer",
}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    port = free_port()
    # As if this machine had another Airflow: the stack must keep off it.
    other = folder / "other-airflow.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", f"sqlite:///{other}")
        patch.delenv("MYSQL_URL", raising=False)
        # On a busy machine Airflow's signs of life are late: a service that works must not be started again.
        patch.setattr(process_manager, "_PATIENCE_SECONDS", PATIENCE_SECONDS)
        stack = Stack(
            LocalSettings(folder=folder / "local", mysql_buffer_pool_mb=128, airflow_port=port),
            dags_folder=DAGS,
        )
        try:
            stack.up()
            assert not other.exists()
            yield stack
        finally:
            stack.down()
            stack.mysql_server().destroy()


def pids(stack: Stack) -> dict[str, int | None]:
    return {service.name: service.pid for service in stack.status()}


def kill(pid: int | None) -> None:
    assert pid
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: gone(pid), f"the end of process {pid}")


def wait_until_all_run(stack: Stack) -> None:
    """A service that is busy when it is asked counts as not answering; asked again, it answers."""
    wait_until(
        lambda: (
            {service.name: service.state for service in stack.status()} == dict.fromkeys(NAMES, "running")
        ),
        "all services run",
        pause=1,
    )


def session_processes(pids: dict[str, int | None]) -> list[psutil.Process]:
    return [
        each
        for pid in pids.values()
        if pid
        for each in session_members(ProcessIdentity.of(pid))
        if each.pid != pid
    ]


def ended(api: AirflowApi, run: DagRun) -> DagRun:
    # Each of its tasks starts a Python with Airflow, which takes long on busy cores.
    wait_until(
        lambda: api.dag_run("stack_probe", run.run_id).state in {"success", "failed"},
        f"the end of {run.run_id}",
        seconds=240,
        pause=0.5,
    )
    return api.dag_run("stack_probe", run.run_id)


def command(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dev.local", *arguments],
        cwd=ROOT,
        env={**os.environ, "TOKYOBETA_LOCAL_FOLDER": str(stack.folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_service_runs(stack: Stack) -> None:
    wait_until_all_run(stack)
    assert len(stack.status()) == len(NAMES)


def test_second_up_finds_the_first(stack: Stack) -> None:
    before, addresses = pids(stack), stack.addresses()
    assert stack.up() == addresses
    assert pids(stack) == before


def test_status_for_scripts_is_one_json_object(stack: Stack) -> None:
    wait_until(
        lambda: '"running": true' in command(stack, "status", "--json").stdout, "status says that it runs"
    )
    done = command(stack, "status", "--json")
    assert done.returncode == 0, done.stderr
    values = json.loads(done.stdout)
    assert values["running"] is True
    assert {"airflow", "mysql", "aws", "quicksight", "bucket"} <= set(values)
    assert values["mysql"].startswith("mysql://root:")
    assert {name: service["pid"] for name, service in values["services"].items()} == pids(stack)


def test_status_for_people_shows_no_password_of_the_warehouse(stack: Stack) -> None:
    shown = command(stack, "status").stdout
    assert stack.addresses().airflow in shown
    assert "log in as admin / admin" in shown
    for target in (stack.root(), stack.warehouse()):
        assert target.password not in shown


def test_state_file_is_readable_by_its_owner_only(stack: Stack) -> None:
    assert (stack.folder / "state.json").stat().st_mode & 0o077 == 0


def test_passwords_are_not_among_the_arguments_of_any_process(stack: Stack) -> None:
    passwords = {stack.root().password, stack.warehouse().password}
    for process in marked_processes(str(stack.folder)):
        arguments = " ".join(process.cmdline())
        assert not any(password in arguments for password in passwords), process


def test_pipelines_user_may_not_do_what_aurora_forbids(stack: Stack) -> None:
    with stack.warehouse().connect() as connection, connection.cursor() as cursor:
        cursor.execute("SHOW GRANTS")
        grants = " ".join(row[0] for row in cursor.fetchall())
        assert "SUPER" not in grants
        assert "SYSTEM_VARIABLES_ADMIN" not in grants
        cursor.execute("CREATE DATABASE staging_backup_20260210")
        cursor.execute("DROP DATABASE staging_backup_20260210")
        with pytest.raises(Exception, match="Access denied"):
            cursor.execute("CREATE DATABASE basis")


def test_alerts_can_be_read_back(stack: Stack) -> None:
    aws = stack.aws()
    aws.client("sns").publish(TopicArn=stack.addresses().topic, Subject="subject", Message="本文")
    assert aws.alerts() == [{"Subject": "subject", "Message": "本文"}]
    assert aws.alerts() == []


def test_account_has_what_the_pipeline_expects(stack: Stack) -> None:
    aws = stack.aws()
    assert aws.client("sts").get_caller_identity()["Account"] == get_settings().quicksight_account_id
    assert aws.client("s3").get_bucket_versioning(Bucket=stack.addresses().bucket)["Status"] == "Enabled"
    secret = aws.client("secretsmanager").get_secret_value(SecretId="tokyobeta/local/warehouse")
    assert json.loads(secret["SecretString"])["username"] == stack.warehouse().user


def test_tasks_run_with_the_connections_of_the_stack(stack: Stack) -> None:
    api = stack.airflow()
    api.wait_for_dag("stack_probe")
    api.set_paused("stack_probe", False)
    run = ended(api, api.trigger("stack_probe"))
    assert run.state == "success"
    tasks = api.task_runs("stack_probe", run.run_id)
    assert sorted((each.task_id, each.map_index) for each in tasks) == [
        ("label", 0),
        ("label", 1),
        ("see_aws", -1),
        ("see_warehouse", -1),
    ]
    logs = {each.task_id: api.task_log("stack_probe", run.run_id, each) for each in tasks}
    assert "the warehouse knows us as tokyobeta_loader@%" in logs["see_warehouse"]
    assert f"alerts go to {stack.addresses().topic}" in logs["see_aws"]


def test_failed_task_tells_its_error_and_can_be_cleared(stack: Stack) -> None:
    api = stack.airflow()
    api.wait_for_dag("stack_probe")
    api.set_paused("stack_probe", False)
    run = ended(api, api.trigger("stack_probe", {"fail": "yes"}))
    assert run.state == "failed"
    (failed,) = [each for each in api.task_runs("stack_probe", run.run_id) if each.state == "failed"]
    assert failed.task_id == "see_warehouse"
    assert "ValueError: this failure was asked for" in api.task_log("stack_probe", run.run_id, failed)
    assert "see_aws" in api.clear("stack_probe", run.run_id, ["see_warehouse"], downstream=True)
    assert ended(api, run).state == "failed"
    tries = {each.task_id: each.try_number for each in api.task_runs("stack_probe", run.run_id)}
    assert tries["see_warehouse"] == 2


def test_a_dag_file_edited_a_moment_ago_is_not_answered_with_the_version_before(stack: Stack) -> None:
    api = stack.airflow()
    api.wait_for_dag("stack_probe")
    edited = datetime.now(UTC)
    (DAGS / "stack_probe.py").touch()
    found = api.wait_for_dag("stack_probe", since=edited)
    assert datetime.fromisoformat(found["last_parsed_time"]) >= edited


def test_a_dag_is_read_again_when_only_what_it_imports_was_edited(stack: Stack) -> None:
    api = stack.airflow()
    api.wait_for_dag("stack_probe")
    edited = datetime.now(UTC)
    # Sooner than the dag processor would come by again.
    found = api.wait_for_dag("stack_probe", 45.0, since=edited)
    assert datetime.fromisoformat(found["last_parsed_time"]) >= edited


def test_unknown_dag_is_an_error_that_names_it(stack: Stack) -> None:
    with pytest.raises(LocalStackError, match="no_such_dag"):
        stack.airflow().wait_for_dag("no_such_dag", seconds=1)


def test_up_after_a_crash_starts_only_what_died(stack: Stack) -> None:
    before = pids(stack)
    for name in ("airflow scheduler", "quicksight", "mysql"):
        kill(before[name])
    assert {service.name for service in stack.status() if service.state == "stopped"} == {
        "airflow scheduler",
        "quicksight",
        "mysql",
    }
    addresses = stack.addresses()
    found = stack.up()
    # Another program of this machine may have taken a dead service's port meanwhile.
    again = {name: getattr(addresses, name) for name in ("mysql", "warehouse", "quicksight")}
    assert replace(found, **again) == addresses
    after = pids(stack)
    assert {name for name in NAMES if after[name] != before[name]} == {
        "airflow scheduler",
        "quicksight",
        "mysql",
    }
    wait_until_all_run(stack)


def test_down_after_a_crash_leaves_no_process(stack: Stack) -> None:
    before = pids(stack)
    everything = marked_processes(str(stack.folder))
    assert {each.pid for each in session_processes(before)} <= {each.pid for each in everything}
    assert len(everything) > len(NAMES), "Airflow has children"
    for name in ("airflow scheduler", "airflow triggerer", "aws"):
        kill(before[name])
    done = command(stack, "down")
    assert done.returncode == 0, done.stderr
    assert marked_processes(str(stack.folder)) == []
    assert [each for each in everything if not gone(each.pid)] == []
    assert {service.state for service in stack.status()} == {"stopped"}


def test_down_finds_its_processes_without_the_state_file(stack: Stack) -> None:
    orphan = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"],
        env={**os.environ, "TOKYOBETA_LOCAL_STACK": str(stack.folder)},
        start_new_session=True,
    )
    (stack.folder / "state.json").unlink()
    stack.down()
    assert gone(orphan.pid)
    orphan.wait()


def test_down_twice_is_no_error(stack: Stack) -> None:
    assert command(stack, "down").returncode == 0
