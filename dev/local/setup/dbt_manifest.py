"""The dbt manifest, from which Airflow draws the tasks of silver and gold."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

from include.exceptions import LocalStackError

_GENERATED = frozenset({"target", "logs", "dbt_packages"})


# Values of the right form: parsing opens no connection.
_NO_SERVER = {
    "DBT_MYSQL_HOST": "127.0.0.1",
    "DBT_MYSQL_PORT": "3306",
    "DBT_MYSQL_USER": "parse",
    "DBT_MYSQL_PASSWORD": "parse",
}


def parse_project(project: Path, dbt: Path, target: Path) -> Path:
    """Parse a dbt project and return the manifest that dbt wrote; no database is contacted.

    :param project: the dbt project's folder.
    :param dbt: the dbt program.
    :param target: folder for ``manifest.json``; the folder ``logs`` beside it gets dbt's log.
    :raises LocalStackError: with the error of dbt.
    """
    # dbt 1.7 loses macros that generic tests call when it parses only what has changed.
    command = [str(dbt), "--no-use-colors", "parse", "--no-partial-parse"]
    done = subprocess.run(
        [*command, "--project-dir", ".", "--profiles-dir", "."],
        cwd=project,
        env={
            **_NO_SERVER,
            **os.environ,
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(target.parent / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    manifest = target / "manifest.json"
    if done.returncode or not manifest.is_file():
        lines = [line.strip() for line in done.stdout.splitlines() if line.strip()][-6:]
        raise LocalStackError(
            f"dbt cannot read its project: {' / '.join(lines) or done.stderr.strip()[-500:]}",
            "Correct the file that dbt names.",
        )
    return manifest


class DbtManifest:
    """``dbt/target/manifest.json``, built when a file of the dbt project has changed.

    :param project: the dbt project.
    :param dbt: the dbt program.
    """

    def __init__(self, project: Path, dbt: Path) -> None:
        self.project = project
        self.dbt = dbt
        self.path = project / "target" / "manifest.json"
        self._stamp = project / "target" / "manifest.sources"

    def is_current(self) -> bool:
        """Tell whether the manifest was built from the present files."""
        if not (self.path.is_file() and self._stamp.is_file()):
            return False
        return self._stamp.read_text(encoding="ascii") == self._wanted()

    def build(self) -> None:
        """Build the manifest; no database is needed.

        :raises LocalStackError: with the error of dbt.
        """
        wanted = self._wanted()
        self._stamp.unlink(missing_ok=True)
        parse_project(self.project, self.dbt, self.path.parent)
        self._stamp.write_text(wanted, encoding="ascii")

    def _wanted(self) -> str:
        """Return a hash of every source file: its name and content."""
        digest = hashlib.sha256(str(self.project).encode())
        for path in sorted(self.project.rglob("*")):
            inside = path.relative_to(self.project)
            if inside.parts[0] not in _GENERATED and path.is_file():
                digest.update(f"{inside}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()
