"""One version of the project in a folder of its own, with its own environments and its own local stack."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dev.benchmarks.day.process_watch import ProcessWatch, Usage, pin

ROOT: Final = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Checkout:
    """A version that can run days.

    :param revision: a commit of this repository.
    :param folder: where it is checked out; made if it is missing.
    :param arguments: of ``make run`` besides the day.
    :param cpus: processors that everything but the database may use from day 1 on; None for all.
    """

    revision: str
    folder: Path
    arguments: str
    cpus: frozenset[int] | None = None

    def prepare(self, sample: Path) -> None:
        """Check the version out, install its environments and give it the sample files that exist already.

        :param sample: folder of sample files that another version has made.
        """
        check_out(self.revision, self.folder)
        _run(["make", "setup"], self.folder)
        if sample.is_dir() and not self.sample.exists():
            shutil.copytree(sample, self.sample, copy_function=os.link)

    @property
    def sample(self) -> Path:
        """Folder of the sample files of this version."""
        return self.folder / ".local" / "sample"

    @property
    def database(self) -> Path:
        """Airflow's database of the stack."""
        return self.folder / ".local" / "airflow" / "airflow.db"

    def run_day(self, day: int) -> Usage:
        """Run a day as ``make run`` does and return what the stack's processes used meanwhile.

        :param day: number of the day; day 0 starts the stack.
        :raises RuntimeError: with the end of the output, if the run is not green.
        """
        stack = self.folder / ".local"
        if self.cpus and day:
            pin(stack, self.cpus)
        with ProcessWatch(stack) as watch:
            _run(["make", "run", f"RUN_ARGS={self.arguments} --day {day}"], self.folder)
        return watch.usage()

    def stop(self) -> None:
        """Stop the stack; its files stay, so that the next benchmark finds the environments."""
        _run(["make", "down"], self.folder)


def check_out(revision: str, folder: Path) -> None:
    """Check a version out into a folder of its own.

    :param revision: a commit of this repository.
    :param folder: made if it is missing.
    """
    commit = _run(["git", "rev-parse", f"{revision}^{{commit}}"], ROOT).strip()
    if folder.exists():
        _run(["git", "checkout", "--detach", commit], folder)
    else:
        _run(["git", "worktree", "add", "--detach", "--force", str(folder), commit], ROOT)


def _run(command: list[str], folder: Path) -> str:
    # The other version has settings and modules of its own.
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} in {folder} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout
