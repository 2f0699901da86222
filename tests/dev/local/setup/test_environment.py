"""An environment is made from its lock and is left alone as long as the lock is the same."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dev.local.setup.environment import Environment, index_environment
from include.exceptions import LocalStackError

UV = Path(sys.executable).parent / "uv"
PYTHON = Path(sys.executable)


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    lock = tmp_path / "lock.txt"
    lock.write_text("")
    return Environment(tmp_path / ".venv", lock)


def fake_uv(tmp_path: Path, tail: str) -> Path:
    """The real uv for the environment itself; another program for what would need an index."""
    path = tmp_path / "uv"
    path.write_text(f'#!/bin/sh\ncase "$1" in venv) exec {UV} "$@";; *) {tail};; esac\n')
    path.chmod(0o755)
    return path


def test_environment_is_made_and_then_current(environment: Environment, tmp_path: Path) -> None:
    assert not environment.is_current()
    environment.install(fake_uv(tmp_path, "exit 0"), PYTHON)
    assert environment.python.exists()
    assert environment.is_current()


def test_changed_lock_is_seen(environment: Environment, tmp_path: Path) -> None:
    environment.install(fake_uv(tmp_path, "exit 0"), PYTHON)
    environment.lock.write_text("another==1.0\n")
    assert not environment.is_current()


def test_environment_of_a_removed_interpreter_is_made_anew(environment: Environment, tmp_path: Path) -> None:
    environment.install(fake_uv(tmp_path, "exit 0"), PYTHON)
    environment.python.unlink()
    environment.python.symlink_to(tmp_path / "removed")
    assert not environment.is_current()
    environment.install(fake_uv(tmp_path, "exit 0"), PYTHON)
    assert environment.is_current()


def test_failed_installation_is_not_taken_for_current(environment: Environment, tmp_path: Path) -> None:
    environment.install(fake_uv(tmp_path, "exit 0"), PYTHON)
    environment.lock.write_text("another==1.0\n")
    with pytest.raises(LocalStackError, match="no such package"):
        environment.install(fake_uv(tmp_path, "echo no such package >&2; exit 2"), PYTHON)
    assert not environment.is_current()


def test_package_index_of_pip_counts_for_uv_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example/simple")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    assert index_environment()["UV_DEFAULT_INDEX"] == "https://index.example/simple"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://other.example/simple")
    assert "UV_DEFAULT_INDEX" not in index_environment()
