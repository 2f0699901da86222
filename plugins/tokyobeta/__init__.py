"""What Airflow needs of the Tokyo Beta pipeline: operators, hooks, triggers and notifications."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec


def _find_library() -> None:
    """Let processes that never read a DAG file find ``include``, which the package puts beside the DAGs.

    Airflow puts plugins/ on the path of every process, but dags/ only while it reads a DAG file: on MWAA a
    triggerer that builds one of our triggers would not find the library.
    """
    if find_spec("include") is None:
        home = os.environ.get("AIRFLOW_HOME", "/usr/local/airflow")
        sys.path.append(os.environ.get("AIRFLOW__CORE__DAGS_FOLDER", os.path.join(home, "dags")))


_find_library()
