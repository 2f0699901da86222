"""Whether the services of the stack work, asked from outside."""

from __future__ import annotations

import time
from collections.abc import Callable

import pymysql
import requests

from dev.local.airflow_api import AirflowApi
from include.mysql.target import WarehouseTarget

# What Airflow's health page calls the components that are its processes.
_NAMES = {
    "api-server": "metadatabase",
    "scheduler": "scheduler",
    "dag-processor": "dag_processor",
    "triggerer": "triggerer",
}


def answers(url: str) -> bool:
    """Tell whether a server answers a request well."""
    session = requests.Session()
    session.trust_env = False  # no proxy for an address of this machine
    try:
        return session.get(url, timeout=5).ok
    except requests.RequestException:
        return False


def airflow_works(api: AirflowApi, component: str) -> bool:
    """Tell whether a component of Airflow has given a sign of life lately; the API server answers for all."""
    try:
        return api.health().get(_NAMES[component]) == "healthy"
    except requests.RequestException:
        return False


def connects(target: WarehouseTarget) -> bool:
    """Tell whether a MySQL server takes a connection."""
    try:
        target.connect(connect_timeout=3).close()
    except pymysql.err.OperationalError:
        return False
    return True


def within(ready: Callable[[], bool], seconds: float) -> bool:
    """Ask again and again until the answer is yes or the time is up."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True
