"""One staging task in a process of its own, which a test may kill: ``python -m ... '{"task": ...}'``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from typing import Any

from tests.plugins.tokyobeta.operators.staging_run import StagingRun


def started(run: StagingRun, task: str) -> subprocess.Popen[bytes]:
    """Start a task of a run as a worker does; the caller ends or awaits the process."""
    facts = {"task": task, "day": run.day.isoformat(), "xcom": run.xcom, "params": run.params}
    return subprocess.Popen(
        [sys.executable, "-m", __name__, json.dumps(facts)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def main(argument: str) -> None:
    facts: dict[str, Any] = json.loads(argument)
    run = StagingRun(date.fromisoformat(facts["day"]), **facts["params"])
    run.xcom = facts["xcom"]
    run.clear(facts["task"], downstream=False)


if __name__ == "__main__":
    main(sys.argv[1])
