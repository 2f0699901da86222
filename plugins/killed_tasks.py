"""Lets a coordinator of our own run the tasks, so that the log of a killed one has an end.

Nothing of the task's process is left to write it; the process that has forked it is, and Airflow 3.3 lets
``[sdk] coordinators`` say what runs there: below the scheduler with LocalExecutor, in the worker with
CeleryExecutor, as on MWAA. Its lines go where Airflow's own of a killed process go, to CloudWatch as well.

Set here and not in the configuration of the environment, which changes apart from the release: a coordinator
that an older release lacks would fail every task. If the import below fails, Airflow shows it with the import
errors of its plugins, and tasks run as without us. Why it is done this way: docs/adr/0041.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Final

from airflow.configuration import conf

# Airflow's programs that fork tasks.
FORKING: Final = frozenset({"scheduler", "celery", "standalone"})
NAME: Final = "tokyobeta"
CLASS: Final = "tokyobeta.notifications.killed_task_coordinator.KilledTaskCoordinator"


def use_coordinator() -> None:
    """Put our coordinator into the configuration of this process and of those that it forks.

    :raises ImportError: if this Airflow has no such coordinators.
    """
    import tokyobeta.notifications.killed_task_coordinator  # noqa: PLC0415 (needed where tasks are forked)
    import tokyobeta.notifications.supervised_task  # noqa: F401, PLC0415

    if any(conf.get("sdk", name, fallback=None) for name in ("coordinators", "queue_to_coordinator")):
        return  # somebody else has set some
    # MWAA has a queue of its own.
    queue = conf.get_mandatory_value("operators", "default_queue")
    os.environ["AIRFLOW__SDK__COORDINATORS"] = json.dumps({NAME: {"classpath": CLASS}})
    os.environ["AIRFLOW__SDK__QUEUE_TO_COORDINATOR"] = json.dumps({queue: NAME})


if FORKING.intersection(sys.argv[1:2]):
    use_coordinator()
