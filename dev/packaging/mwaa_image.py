"""A scratch folder laid out as the MWAA image, and what MWAA does in it."""

from __future__ import annotations

import io
import os
import shutil
import sys
import time
import zipfile
from pathlib import Path

import yaml

from dev.packaging.builder import MATERIALS_PATH
from dev.packaging.commands import run
from dev.packaging.package import Package
from include.exceptions import PackagingError

IMAGE_FILE = Path(__file__).with_name("image.yml")
HOME_THERE = "/usr/local/airflow"
ONE_HOUR = 3600.0
UV = (sys.executable, "-m", "uv")


class MwaaImage:
    """The image: its Python environment, and below ``home`` the folders of ``/usr/local/airflow``.

    :param folder: the scratch folder. The Python environment in it is kept for the next time.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.home = self.folder / "usr" / "local" / "airflow"
        self.python = self.folder / "python" / "bin" / "python"
        self.facts = yaml.safe_load(IMAGE_FILE.read_text(encoding="utf-8"))

    def make_python(self, constraints: Path) -> None:
        """Install what the image is made of, if it is not there from an earlier time.

        :param constraints: the image's constraints list, or a stand-in for it.
        """
        mark, added = self.folder / "python" / ".complete", self.folder / "python" / ".added"
        wanted = "\n".join(self.facts["packages"]) + constraints.read_text(encoding="utf-8")
        if mark.is_file() and mark.read_text(encoding="utf-8") == wanted:
            # What an earlier test installed is not the image's.
            if added.is_file() and added.read_text(encoding="utf-8"):
                uninstall = [*UV, "pip", "uninstall", "--quiet", "--python", str(self.python)]
                run([*uninstall, "--requirements", str(added)], cwd=self.folder)
            return
        shutil.rmtree(self.folder / "python", ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        venv = [*UV, "venv", "--quiet", "--seed", "--no-python-downloads", "--python", sys.executable]
        run([*venv, "python"], cwd=self.folder)
        install = [
            *UV,
            "pip",
            "install",
            "--quiet",
            "--python",
            str(self.python),
            "--constraint",
            str(constraints),
        ]
        run([*install, *self.facts["packages"]], cwd=self.folder, timeout=ONE_HOUR)
        mark.write_text(wanted, encoding="utf-8")

    def lay_out(self, package: Package) -> None:
        """Put the files of a package where MWAA puts them; what was there before is gone."""
        shutil.rmtree(self.home, ignore_errors=True)
        for name, content in package.files.items():
            if name == MATERIALS_PATH:
                continue
            if name == "plugins.zip":
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    archive.extractall(self.home / "plugins")
                continue
            path = self.home / (name if name.startswith("dags/") else f"{Path(name).stem}/{name}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        # The one absolute path in it means the image's folder; here that is elsewhere.
        requirements = self.home / "requirements" / "requirements.txt"
        text = requirements.read_text(encoding="utf-8").replace(HOME_THERE, str(self.home))
        requirements.write_text(text, encoding="utf-8")

    def install_requirements(self) -> dict[str, str]:
        """Install requirements.txt with pip and the essential pins, as MWAA does; no index is in reach.

        :returns: the packages that came in, with their versions.
        :raises PackagingError: if pip fails, takes too long, leaves a broken environment, or a package of the
            image has another version than before.
        """
        before = self._installed()
        essential = self.folder / "essential.txt"
        pins = [f"{name}=={before[name]}\n" for name in self.facts["essential"] if name in before]
        essential.write_text("".join(pins), encoding="utf-8")
        requirements = self.home / "requirements" / "requirements.txt"
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        run(
            [*pip, "-r", str(requirements), "-c", str(essential)],
            cwd=self.home,
            env=self.environment(),
            timeout=self.facts["limits"]["requirements_seconds"],
        )
        run([str(self.python), "-m", "pip", "--disable-pip-version-check", "check"], cwd=self.home)
        after = self._installed()
        changed = [
            f"{name} {old} -> {after.get(name)}" for name, old in before.items() if after.get(name) != old
        ]
        if changed:
            raise PackagingError(
                f"requirements.txt changes the image: {', '.join(changed)}.",
                "Pin these in requirements/mwaa-constraints.txt to the image's versions.",
            )
        added = {name: version for name, version in after.items() if name not in before}
        names = "".join(f"{name}\n" for name in added)
        (self.folder / "python" / ".added").write_text(names, encoding="utf-8")
        return added

    def start(self, component: str) -> tuple[dict[str, str], float]:
        """Source the start-up script as MWAA does for one component.

        :param component: the value of MWAA_AIRFLOW_COMPONENT.
        :returns: the environment that the script leaves, and the seconds that it took.
        :raises PackagingError: if it ended the shell, or took longer than MWAA allows.
        """
        script = self.home / "startup" / "startup.sh"
        # MWAA makes exit harmless; here an exit is found out by the missing environment.
        command = f"source '{script}' >&2; env -0"
        started = time.monotonic()
        output = run(
            ["/bin/bash", "-c", command],
            cwd=self.home,
            env={**self.environment(), "MWAA_AIRFLOW_COMPONENT": component, "PIP_USER": "1"},
            timeout=self.facts["limits"]["startup_seconds"],
        )
        left = dict(entry.split("=", 1) for entry in output.decode().split("\0") if "=" in entry)
        if "TOKYOBETA_DBT_EXECUTABLE" not in left:
            raise PackagingError(
                f"startup.sh ended the shell on {component}.", "Nothing in it may call exit."
            )
        return left, time.monotonic() - started

    def environment(self) -> dict[str, str]:
        """Return the environment of a process in the image: no PYTHONPATH of ours, no package index."""
        kept = {name: value for name, value in os.environ.items() if name in _KEPT}
        return {
            **kept,
            **_NO_INDEX,
            "PATH": f"{self.python.parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(self.home / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(self.home / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        }

    def _installed(self) -> dict[str, str]:
        listed = run([str(self.python), "-m", "pip", "list", "--format=freeze"], cwd=self.folder).decode()
        pairs = (line.split("==", 1) for line in listed.splitlines() if "==" in line)
        return {name.lower().replace("_", "-"): version for name, version in pairs}


_KEPT = frozenset({"LANG", "TMPDIR"})
# As in a private network without a way out: whoever asks an index, or anybody else, finds nobody there.
_NOBODY = "http://127.0.0.1:9"
_NO_INDEX = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": f"{_NOBODY}/simple",
    "PIP_RETRIES": "0",
    "http_proxy": _NOBODY,
    "https_proxy": _NOBODY,
    "no_proxy": "127.0.0.1,localhost",
}
