"""uv arrives with pip or ensurepip, and the environments get a Python that works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dev.local.setup import uv
from dev.local.setup.uv import certificate_file, find_python, install_uv
from include.exceptions import LocalStackError

LOCK = Path(__file__).parents[4] / "requirements" / "local.txt"
UV = Path(sys.executable).parent / "uv"
VERSION = f"3.{sys.version_info[1]}"
# The interpreter below this environment, as a machine has it before anything is installed.
PYTHON = str(Path(sys.base_prefix, "bin", f"python{VERSION}"))


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def hide(monkeypatch: pytest.MonkeyPatch, folder: Path, *modules: str) -> None:
    """Make modules look as if they were not installed, as Debian's split of Python does."""
    for name in modules:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(f"raise ModuleNotFoundError('No module named {name}')\n")
    monkeypatch.setenv("PYTHONPATH", str(folder))


@pytest.mark.slow
def test_uv_is_installed_with_pip(tmp_path: Path) -> None:
    program = install_uv(tmp_path / "uv", LOCK, PYTHON)
    shown = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    assert shown.split()[1] == LOCK.read_text(encoding="utf-8").split("\nuv==")[1].split()[0]
    # A second time without any pip.
    assert install_uv(tmp_path / "uv", LOCK, "/nonexistent/python") == program


@pytest.mark.slow
def test_uv_is_installed_with_ensurepip_where_pip_is_missing(tmp_path: Path) -> None:
    bare = script(tmp_path / "python", f'if [ "$2" = pip ]; then exit 1; fi; exec {PYTHON} "$@"')
    assert install_uv(tmp_path / "uv", LOCK, str(bare)).is_file()


def test_without_pip_and_ensurepip_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, tmp_path / "hidden", "pip", "ensurepip", "venv")
    with pytest.raises(LocalStackError, match="neither pip nor ensurepip") as caught:
        install_uv(tmp_path / "uv", LOCK, PYTHON)
    assert "python3-pip" in caught.value.action


def test_shim_on_the_path_does_not_hide_the_real_interpreter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path / "shims" / f"python{VERSION}", "exit 127")
    real = tmp_path / "versions" / f"{VERSION}.99"
    real.parent.mkdir()
    real.symlink_to(sys.base_prefix)
    monkeypatch.setenv("PATH", str(tmp_path / "shims"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "none"))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.setattr(uv, "VERSIONS", (VERSION,))
    found, version = find_python(UV)
    assert version == VERSION
    assert subprocess.run([found, "-c", "import ssl, sqlite3"], check=False).returncode == 0


def test_no_interpreter_is_an_error_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uv, "VERSIONS", ("3.99",))
    with pytest.raises(LocalStackError) as caught:
        find_python(UV)
    assert "apt-get install python3" in caught.value.action


def test_given_certificates_win_over_those_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("PIP_CERT", "/company/authority.pem")
    assert certificate_file() == "/company/authority.pem"
