"""A process is stopped only if it is the one that was started; its children are stopped with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.local.process_group import MARK, marked_processes, session_members
from dev.local.service import Service, stop_service
from dev.local.stack_state import ServiceRecord, StackState
from dev.servers.ports import choose_port, free_port
from dev.servers.process_identity import ProcessIdentity
from include.exceptions import LocalStackError
from tests.processes import gone
from tests.waiting import PATIENCE_SECONDS, wait_until

FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], process_group=0)
print(child.pid, flush=True)
time.sleep(600)
"""

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(600)
"""


def service(tmp_path: Path, code: str, name: str = "probe") -> Service:
    log = tmp_path / f"{name}.log"
    return Service(name, [sys.executable, "-u", "-c", code], {"PROBE": "1"}, log, log.exists, str(tmp_path))


def written(path: Path) -> str:
    # A whole line: the process may be in the middle of writing it.
    wait_until(lambda: path.is_file() and path.read_text().endswith("\n"), f"a line in {path}")
    return path.read_text().strip()


@pytest.fixture
def family(tmp_path: Path) -> Iterator[tuple[ServiceRecord, int]]:
    """A service with a child process, which has a process group of its own."""
    record = service(tmp_path, FAMILY).spawn()
    yield record, int(written(tmp_path / "probe.log"))
    stop_service(record, grace_seconds=0.1)


def test_children_are_stopped_with_their_parent(family: tuple[ServiceRecord, int]) -> None:
    record, child = family
    stop_service(record, grace_seconds=5)
    assert not record.identity.alive()
    assert gone(child)


def test_children_of_a_killed_parent_are_found(family: tuple[ServiceRecord, int]) -> None:
    record, child = family
    os.kill(record.pid, signal.SIGKILL)
    os.waitpid(record.pid, 0)
    assert [each.pid for each in session_members(record.identity)] == [child]
    stop_service(record, grace_seconds=5)
    assert session_members(record.identity) == []


def test_process_that_took_over_the_number_is_left_alone(family: tuple[ServiceRecord, int]) -> None:
    record, _ = family
    reused = ServiceRecord(pid=record.pid, started=record.started - 1000, fingerprint="")
    assert session_members(reused.identity) == []
    stop_service(reused, grace_seconds=0.1)
    assert record.identity.alive()


def test_process_that_ignores_the_request_is_ended_by_force(tmp_path: Path) -> None:
    record = service(tmp_path, STUBBORN).spawn()
    written(tmp_path / "probe.log")
    stop_service(record, grace_seconds=0.5)
    # It would go on for ten minutes.
    assert not record.identity.alive()


def test_processes_that_left_their_group_are_found_by_their_mark(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"],
        env={**os.environ, MARK: str(tmp_path)},
        start_new_session=True,
    )
    try:
        assert [each.pid for each in marked_processes(str(tmp_path))] == [process.pid]
        assert marked_processes(str(tmp_path / "other")) == []
    finally:
        process.kill()
        process.wait()


def test_own_shell_is_never_among_the_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); "
        "from dev.local.process_group import marked_processes; "
        "print(len(marked_processes(sys.argv[2])))"
    )
    monkeypatch.setenv(MARK, str(tmp_path))
    shell = f'"{sys.executable}" -c "{code}" "{Path(__file__).parents[3]}" "{tmp_path}"; true'
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0", done.stderr


def test_part_that_ends_at_its_start_tells_the_end_of_its_log(tmp_path: Path) -> None:
    broken = Service(
        "probe",
        [sys.executable, "-c", "raise SystemExit('the configuration is wrong')"],
        {},
        tmp_path / "probe.log",
        lambda: False,
        str(tmp_path),
    )
    record = broken.spawn()
    with pytest.raises(LocalStackError, match="the configuration is wrong"):
        broken.wait(record, seconds=PATIENCE_SECONDS)


def test_part_that_never_works_is_an_error_in_time(tmp_path: Path) -> None:
    silent = Service("probe", ["sleep", "600"], {}, tmp_path / "probe.log", lambda: False, str(tmp_path))
    record = silent.spawn()
    try:
        with pytest.raises(LocalStackError, match="does not answer after"):
            silent.wait(record, seconds=0.3)
    finally:
        stop_service(record, grace_seconds=1)


def test_previous_log_is_kept(tmp_path: Path) -> None:
    for text in ("first", "second"):
        record = service(tmp_path, f"print('{text}', flush=True); import time; time.sleep(600)").spawn()
        assert written(tmp_path / "probe.log") == text
        stop_service(record, grace_seconds=1)
    assert (tmp_path / "probe.previous.log").read_text().strip() == "first"


def test_other_settings_are_another_fingerprint(tmp_path: Path) -> None:
    one = service(tmp_path, "pass")
    assert one.fingerprint == service(tmp_path, "pass").fingerprint
    assert one.fingerprint != service(tmp_path, "pass # changed").fingerprint


def test_state_survives_a_write_that_a_crash_cut_short(tmp_path: Path) -> None:
    state = StackState(ports={"aws": 1}, services={"aws": ServiceRecord(1, 2.0, "x")})
    state.save(tmp_path / "state.json")
    assert StackState.load(tmp_path / "state.json") == state
    (tmp_path / "state.json").write_text('{"ports": {"aws"')
    assert StackState.load(tmp_path / "state.json") == StackState()


def test_free_port_is_preferred_when_it_is_free() -> None:
    # Another process may take a port between the two calls, but not every time.
    ports = (free_port() for _ in range(10))
    assert any(choose_port(None, preferred=port) == port for port in ports)


def test_identity_of_this_process_is_alive() -> None:
    assert ProcessIdentity.of(os.getpid()).alive()
    assert not ProcessIdentity(os.getpid(), 1.0).alive()
