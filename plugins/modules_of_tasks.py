"""Loads what the DAG files import once per worker, in the process that forks the tasks.

Each task is a process forked from the scheduler (LocalExecutor) or the Celery worker. It imports what the DAG
file needs: 2.4 s of CPU, unless the process that it is forked from has those modules already. Airflow imports
this file at its start where ``core.lazy_load_plugins`` is off.

Only packages from the package index: the project's own modules may change while a worker lives, and each task
has to see them as they are.
"""

from __future__ import annotations

import importlib
import sys
from typing import Final

# Airflow's programs that fork tasks or parse DAG files; the others would only start later.
FORKING: Final = frozenset({"scheduler", "celery", "dag-processor", "standalone"})

MODULES: Final = (
    "airflow.providers.amazon.aws.assets.s3",
    "airflow.providers.amazon.aws.fs.s3",
    "airflow.providers.amazon.aws.hooks.base_aws",
    "airflow.providers.standard.operators.empty",
    "airflow.providers.standard.operators.python",
    "airflow.sdk.bases.sensor",
    "airflow.sdk.execution_time.task_runner",
    "cosmos",
    "cosmos.airflow.graph",
    "cosmos.airflow.task_group",
    "cosmos.operators.local",
    "cosmos.profiles",
    "pydantic_settings",
    "pymysql",
    "yaml",
)


def load_modules() -> None:
    """Import the modules of the tasks.

    :raises ImportError: if a package is missing, which the DAG files would miss as well.
    """
    for name in MODULES:
        importlib.import_module(name)


if FORKING.intersection(sys.argv[1:2]):
    load_modules()
