"""uv arrives on every machine that has a Python: with pip, ensurepip only, or neither."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dev.local.setup import uv_installer
from dev.local.setup.python_finder import Python
from dev.local.setup.uv_installer import UvInstaller
from dev.servers.apt_packages import AptPackages
from include.exceptions import LocalStackError

ROOT = Path(__file__).parents[4]
LOCK = ROOT / "requirements" / "local.txt"


@pytest.fixture
def python() -> Python:
    """The interpreter below this environment, as a machine has it before anything is installed."""
    return Python(Path(sys.base_prefix, "bin", f"python3.{sys.version_info[1]}"), (3, sys.version_info[1]))


def hide(monkeypatch: pytest.MonkeyPatch, folder: Path, *modules: str) -> None:
    """Make modules look as if they were not installed, as Debian's split of Python does."""
    for name in modules:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(f"raise ModuleNotFoundError('No module named {name}')\n")
    monkeypatch.setenv("PYTHONPATH", str(folder))


@pytest.mark.slow
@pytest.mark.parametrize(
    "missing", [(), ("pip",), ("pip", "ensurepip")], ids=["complete", "no pip", "neither"]
)
def test_uv_is_installed_whatever_is_missing(
    python: Python, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...]
) -> None:
    if "ensurepip" in missing and not AptPackages.available():
        pytest.skip("only a machine with apt can lack both")
    hide(monkeypatch, tmp_path / "hidden", *missing)
    said: list[str] = []
    uv = UvInstaller(tmp_path / "uv", LOCK, said.append).install(python)
    shown = subprocess.run([uv, "--version"], capture_output=True, text=True, check=True).stdout
    pinned = LOCK.read_text(encoding="utf-8").split("\nuv==")[1].split()[0]
    assert shown.split()[1] == pinned
    wheels = list(Path("/usr/share/python-wheels").glob("pip-*.whl"))
    assert any("python3-pip-whl" in each for each in said) == ("ensurepip" in missing and not wheels)


@pytest.mark.slow
@pytest.mark.skipif(not AptPackages.available(), reason="only a machine with apt has distribution packages")
def test_pip_of_the_distribution_is_read_without_touching_the_system(tmp_path: Path) -> None:
    before = Path("/var/lib/dpkg/status").read_bytes()
    wheel = UvInstaller(tmp_path / "uv", LOCK, print)._fetched_pip(tmp_path)
    done = subprocess.run(
        ["/usr/bin/python3", f"{wheel}/pip", "--version"], capture_output=True, text=True, check=True
    )
    assert str(wheel) in done.stdout
    assert Path("/var/lib/dpkg/status").read_bytes() == before


def test_installed_uv_is_used_again_without_pip(python: Python, tmp_path: Path) -> None:
    installer = UvInstaller(tmp_path, LOCK, print)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text("#!/bin/sh\n")
    (tmp_path / "requirement").write_text(installer._requirement())
    nobody = Python(Path("/nonexistent/python"), python.version)
    assert installer.install(nobody) == tmp_path / "bin" / "uv"


def test_without_any_pip_the_error_says_what_to_install(
    python: Python, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, tmp_path / "hidden", "pip", "ensurepip")
    monkeypatch.setattr(uv_installer, "_SYSTEM_WHEELS", tmp_path / "none")
    monkeypatch.setattr(AptPackages, "available", staticmethod(lambda: False))
    with pytest.raises(LocalStackError, match="python3-pip"):
        UvInstaller(tmp_path / "uv", LOCK, print).install(python)
