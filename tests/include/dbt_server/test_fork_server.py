"""One dbt that is loaded serves many commands, each in a process of its own that may be killed alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from dev.servers.mysql_server import MySqlServer
from include.dbt_server import server as server_program
from include.dbt_server.client import DbtCommand, DbtServer, RunningDbt
from include.exceptions import TransformError
from include.mysql.target import WarehouseTarget
from include.settings import get_settings
from tests.waiting import PATIENCE_SECONDS, wait_until

pytestmark = [pytest.mark.mysql]

FILES = {
    "dbt_project.yml": "{name: tiny, version: '1.0', profile: tiny, model-paths: [models]}",
    "models/numbers.sql": "select 1 as id union all select 1",
    "models/other.sql": "select 2 as id",
    "models/numbers.yml": "models: [{name: numbers, columns: [{name: id, tests: [unique]}]}]",
    "macros/nap.sql": (
        "{% macro nap(seconds) %}{% do run_query('select sleep(' ~ seconds ~ ')') %}{% endmacro %}"
    ),
    "macros/certificates.sql": (
        "{% macro certificates() %}"
        "{{ print(env_var('SSL_CERT_FILE') ~ ' ' ~ env_var('SSL_CERT_DIR')) }}"
        "{% endmacro %}"
    ),
}
PROFILE = """
tiny:
  target: t
  outputs:
    t:
      type: mysql
      server: "{target.host}"
      port: {target.port}
      username: "{target.user}"
      password: "{{{{ env_var('TINY_PASSWORD') }}}}"
      schema: tiny
      threads: 2
"""


@dataclass
class Tiny:
    """A project of two models, and the servers that run its commands."""

    target: WarehouseTarget
    server: DbtServer
    folders: Path

    def start(self, *arguments: str) -> RunningDbt:
        folder = self.folders / f"run{len(list(self.folders.iterdir()))}"
        folder.mkdir()
        places = ["--project-dir", str(self.server.project), "--profiles-dir", str(self.server.project)]
        outputs = ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
        environment = {**os.environ, "TINY_PASSWORD": self.target.password}
        return self.server.start(DbtCommand([*arguments, *places, *outputs], environment, str(folder)))

    def run(self, *arguments: str) -> tuple[int, str]:
        running = self.start(*arguments)
        output = "\n".join(running.lines())
        return running.exit_code(), output

    def servers(self) -> list[psutil.Process]:
        return [
            process
            for process in psutil.process_iter(["cmdline", "ppid"])
            if str(self.server.folder) in " ".join(process.info["cmdline"] or [])
            and "server.py" in " ".join(process.info["cmdline"] or [])
            and str(self.server.folder) not in " ".join(psutil.Process(process.info["ppid"]).cmdline())
        ]

    def naps(self) -> list[int]:
        """Return the connections that sleep now."""
        with self.target.connect() as connection, connection.cursor() as cursor:
            # In two pieces: the connection that asked last may still be listed, with its question.
            cursor.execute(
                "select id from information_schema.processlist where info like concat('%select ', 'sleep(%')"
            )
            return [int(query) for (query,) in cursor.fetchall()]

    def end_naps(self) -> None:
        """End what a killed client has left on the server."""
        with self.target.connect() as connection, connection.cursor() as cursor:
            for query in self.naps():
                cursor.execute(f"kill {query}")
        wait_until(lambda: not self.naps(), "the queries end")


@pytest.fixture(scope="module")
def tiny(mysql_server: MySqlServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tiny]:
    """Several tests share a server, as tasks do: importing dbt takes longer than all of them."""
    folder = tmp_path_factory.mktemp("tiny")
    project = folder / "project"
    for name, text in {**FILES, "profiles.yml": PROFILE.format(target=mysql_server.target)}.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    (folder / "runs").mkdir()
    server = DbtServer(
        python=Path(get_settings().dbt_executable).with_name("python"),
        script=get_settings().dbt_project_dir / "verified_dbt.py",
        project=project,
        owner=os.getpid(),
        idle_seconds=300,
        at_most=1,
        folder=folder / "sockets",
    )
    tiny = Tiny(mysql_server.target, server, folder / "runs")
    yield tiny
    for process in tiny.servers():
        process.kill()


def test_dbt_is_loaded_once_and_each_command_reports_for_itself(tiny: Tiny) -> None:
    code, output = tiny.run("build", "--select", "other")
    assert (code, "PASS=1" in output) == (0, True), output
    [server] = tiny.servers()
    code, output = tiny.run("build", "--select", "numbers")
    assert code == 1
    assert "unique_numbers_id" in output
    assert "other" not in output
    assert tiny.servers() == [server]
    results = json.loads((tiny.folders / "run1" / "target" / "run_results.json").read_text(encoding="utf-8"))
    assert {result["unique_id"].split(".")[2] for result in results["results"]} == {
        "numbers",
        "unique_numbers_id",
    }
    assert tiny.run("frobnicate")[0] == 2


def test_no_connection_reads_the_certificates_of_the_system_or_of_the_environment(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")
    code, output = tiny.run("run-operation", "certificates")
    assert code == 0
    assert f"{os.devnull} {os.devnull}" in output.splitlines()


def test_a_killed_command_is_a_failure(tiny: Tiny) -> None:
    running = tiny.start("run-operation", "nap", "--args", "{seconds: 5}")
    wait_until(tiny.naps, "the query runs")
    os.kill(running.pid, signal.SIGKILL)
    list(running.lines())
    assert running.exit_code() == 137
    tiny.end_naps()


def test_an_interrupted_command_ends(tiny: Tiny) -> None:
    running = tiny.start("run-operation", "nap", "--args", "{seconds: 120}")
    wait_until(tiny.naps, "the query runs")
    running.interrupt()
    list(running.lines())
    # Left alone it would end well, after its two minutes.
    assert running.exit_code() != 0
    tiny.end_naps()


def test_no_more_commands_at_once_than_the_worker_holds(tiny: Tiny) -> None:
    first = tiny.start("run-operation", "nap", "--args", "{seconds: 3}")
    wait_until(tiny.naps, "the query runs")
    second = threading.Thread(target=tiny.run, args=("run-operation", "nap", "--args", "{seconds: 0.5}"))
    second.start()
    seen = {len(tiny.naps())}
    while psutil.pid_exists(first.pid) and psutil.Process(first.pid).status() != psutil.STATUS_ZOMBIE:
        seen.add(len(tiny.naps()))
    second.join()
    assert max(seen) == 1


def test_a_killed_server_leaves_its_commands_alone_and_the_next_one_builds_the_changed_model(
    tiny: Tiny,
) -> None:
    running = tiny.start("run-operation", "nap", "--args", "{seconds: 2}")
    [server] = tiny.servers()
    server.kill()
    wait_until(lambda: not server.is_running() or server.status() == psutil.STATUS_ZOMBIE, "server ends")
    list(running.lines())
    assert running.exit_code() == 0
    (tiny.server.project / "models" / "numbers.sql").write_text("select 1 as id", encoding="utf-8")
    assert tiny.run("build", "--select", "numbers")[0] == 0


def test_the_parsed_project_is_kept_for_the_next_day_until_a_file_of_it_changes(tiny: Tiny) -> None:
    def build(day: str) -> tuple[Path, int]:
        """Build and test a model in a server of its own; return where the project is kept and since when."""
        for server in tiny.servers():
            server.kill()
        code, output = tiny.run("build", "--select", "numbers", "--vars", f"{{as_of_date: {day}}}")
        assert (code, "PASS=2" in output) == (0, True), output
        assert tiny.server.folder is not None
        [kept] = tiny.server.folder.glob("*.msgpack")
        return kept, kept.stat().st_mtime_ns

    model = tiny.server.project / "models" / "numbers.sql"
    model.write_text("select 1 as id", encoding="utf-8")
    first = build("2026-02-10")
    assert build("2026-02-11") == first
    first[0].write_bytes(b"half of it")
    mended = build("2026-02-11")
    assert mended[0] == first[0]
    assert mended[0].stat().st_size > 1000
    model.write_text("select 2 as id", encoding="utf-8")
    assert build("2026-02-11")[0] != first[0]


def test_days_share_a_server_and_other_variables_do_not(tiny: Tiny) -> None:
    def servers(variables: str) -> int:
        assert tiny.run("build", "--select", "numbers", "--vars", variables)[0] == 0
        return len(tiny.servers())

    before = servers("{as_of_date: 2026-02-10}")
    assert servers("{as_of_date: 2026-02-11}") == before
    assert servers("{as_of_date: 2026-02-11, rooms: 3}") == before + 1


def test_a_project_that_does_not_parse_says_so_in_the_log_of_the_task(tiny: Tiny) -> None:
    (tiny.server.project / "models" / "other.sql").write_text("{% if %}", encoding="utf-8")
    code, output = tiny.run("build", "--select", "numbers")
    assert code == 2
    assert "Expected an expression" in output


@pytest.mark.parametrize(
    ("idle", "lives"), [pytest.param(0.5, True, id="idle"), pytest.param(300, False, id="worker")]
)
def test_the_server_ends_with_its_worker_and_when_nobody_needs_it(
    tmp_path: Path, idle: float, lives: bool
) -> None:
    worker = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    path = tmp_path / "s.sock"
    server = subprocess.Popen(
        [
            *(
                sys.executable,
                server_program.__file__,
                "--path",
                str(path),
                "--script",
                "-",
                "--project",
                "-",
                "--parsed",
                "-",
            ),
            *("--owner", str(worker.pid), "--idle-seconds", str(idle), "--at-most", "1"),
        ]
    )
    if not lives:
        wait_until(path.exists, "the server listens")
        worker.kill()
        worker.wait()
    assert server.wait(timeout=PATIENCE_SECONDS) == 0
    assert not path.exists()
    worker.kill()
    worker.wait()


def test_a_folder_that_others_may_enter_is_refused(tiny: Tiny, tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    tiny = replace(tiny, server=replace(tiny.server, folder=tmp_path / "open"))
    with pytest.raises(TransformError, match="not a folder of this user alone"):
        tiny.start("debug")
