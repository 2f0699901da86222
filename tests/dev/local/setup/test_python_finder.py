"""The environments get a Python that works: a version manager's shim on the PATH is not one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dev.local.setup import python_finder
from dev.local.setup.python_finder import find_python, inspect
from include.exceptions import LocalStackError


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_working_interpreter_is_recognised() -> None:
    found = inspect(Path(sys.executable))
    assert found is not None
    assert found.version == sys.version_info[:2]


@pytest.mark.parametrize("text", ["exit 127", "exit 1", "echo not-json; exit 3"])
def test_broken_interpreter_is_passed_over(tmp_path: Path, text: str) -> None:
    assert inspect(script(tmp_path / "python3.12", text)) is None


def test_missing_interpreter_is_passed_over(tmp_path: Path) -> None:
    assert inspect(tmp_path / "python3.12") is None


def test_shim_on_the_path_does_not_hide_the_real_interpreter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"python3.{sys.version_info[1]}"
    script(tmp_path / "shims" / name, "exit 127")
    real = script(tmp_path / "versions" / f"{name[6:]}.99" / "bin" / name, f'exec {sys.executable} "$@"')
    monkeypatch.setenv("PATH", str(tmp_path / "shims"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setattr(python_finder, "PREFERRED", (sys.version_info[:2],))
    assert find_python().executable == real


def test_no_interpreter_is_an_error_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_finder, "PREFERRED", ((3, 99),))
    with pytest.raises(LocalStackError, match=r"apt-get install python3"):
        find_python()
