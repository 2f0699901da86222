"""The DAGs as the dag processor sees them, parsed once."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Before the first import of airflow: it reads its home and configuration while it is imported.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="airflow-home-"))
os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
os.environ.setdefault("AIRFLOW__CORE__UNIT_TEST_MODE", "True")


@pytest.fixture(scope="session")
def dag_bag():
    """Every DAG of the folder, with the import errors."""
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(dag_folder=str(ROOT / "dags"), bundle_path=ROOT / "dags")


@pytest.fixture(scope="session")
def daily(dag_bag):
    """The daily DAG."""
    return dag_bag.dags["tokyobeta_daily"]
