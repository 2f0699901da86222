"""A small client of Airflow's REST API (v2)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import requests

from dev.local.dag_run import DagRun
from dev.local.task_run import TaskRun
from include.exceptions import LocalStackError

__all__ = ["AirflowApi", "DagRun", "TaskRun"]

_TIMEOUT_SECONDS = 60.0
_EVER = datetime.min.replace(tzinfo=UTC)


class AirflowApi:
    """The few calls that the local stack and the tests need.

    :param url: address of the web UI.
    :param user: login name.
    :param password: its password.
    """

    def __init__(self, url: str, user: str, password: str) -> None:
        self.url = url.rstrip("/")
        self.user = user
        self._password = password
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy for an address of this machine

    def health(self) -> dict[str, str]:
        """Return the state of each component: ``healthy``, ``unhealthy`` or ``unknown``; no login needed.

        :raises requests.ConnectionError: if nothing listens.
        """
        answer = self._session.get(f"{self.url}/api/v2/monitor/health", timeout=10)
        answer.raise_for_status()
        return {name: (each or {}).get("status") or "unknown" for name, each in answer.json().items()}

    def login(self) -> None:
        """Get a token for the following calls.

        :raises LocalStackError: if the login is refused.
        """
        answer = self._session.post(
            f"{self.url}/auth/token",
            json={"username": self.user, "password": self._password},
            timeout=_TIMEOUT_SECONDS,
        )
        if not answer.ok:
            raise LocalStackError(
                f"Airflow at {self.url} refused the login of {self.user} ({answer.status_code}).",
                "Run make down, then make up: both sides then use the same password file.",
            )
        self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def call(self, method: str, path: str, *, accept: int | None = None, **values: Any) -> Any:
        """Call the API and return the JSON answer; the login is made, or renewed, when needed.

        :param method: HTTP method.
        :param path: below ``/api/v2``, such as ``/dags``.
        :param accept: a status code that is no error although it says so.
        :param values: ``json`` and ``params`` as in requests.
        :raises LocalStackError: if the API refuses, with its own words, or does not answer.
        """
        if "Authorization" not in self._session.headers:
            self.login()
        answer = self._request(method, path, values)
        if answer.status_code == requests.codes.unauthorized:
            self.login()
            answer = self._request(method, path, values)
        if not answer.ok and answer.status_code != accept:
            raise LocalStackError(
                f"Airflow refused {method} {path}: {answer.status_code} {answer.text[:300]}",
                "Look at the API server's log: make status shows where it is.",
            )
        return answer.json() if answer.content else None

    def dag(self, dag_id: str) -> dict[str, Any] | None:
        """Return a DAG, or None while the dag processor has not read it."""
        found = self.call("GET", "/dags", params={"dag_id_pattern": dag_id, "exclude_stale": "true"})["dags"]
        return next((dict(each) for each in found if each["dag_id"] == dag_id), None)

    def import_errors(self, since: datetime = _EVER) -> dict[str, str]:
        """Return the DAG files that cannot be read, with the traceback.

        :param since: errors that were found before are left out.
        """
        errors = self.call("GET", "/importErrors")["import_errors"]
        return {each["filename"]: each["stack_trace"] for each in errors if _time(each["timestamp"]) >= since}

    def wait_for_dag(self, dag_id: str, seconds: float = 120.0, *, since: datetime = _EVER) -> dict[str, Any]:
        """Wait until the dag processor has read a DAG.

        :param dag_id: the DAG.
        :param seconds: how long to wait.
        :param since: when its code was changed last: what was read before is of the version before.
        :raises LocalStackError: if it is not there in time, with the import errors.
        """
        deadline = time.monotonic() + seconds
        asked = False
        while (found := self.dag(dag_id)) is None or _time(found["last_parsed_time"]) < since:
            if found and not asked:
                # The dag processor sees by itself that the file has changed, but not what the file imports.
                # Conflict: somebody has asked for it already.
                self.call("PUT", f"/parseDagFile/{found['file_token']}", accept=requests.codes.conflict)
                asked = True
            errors = self.import_errors(since)
            if time.monotonic() > deadline or errors:
                last = "; ".join(f"{name}: {text.strip().splitlines()[-1]}" for name, text in errors.items())
                raise LocalStackError(
                    f"Airflow does not know the DAG {dag_id}. {last or 'No file has an import error.'}",
                    "Correct the file; the log of the dag processor has the whole traceback.",
                )
            time.sleep(0.5)
        return found

    def set_paused(self, dag_id: str, paused: bool) -> None:
        """Pause or unpause a DAG."""
        self.call("PATCH", f"/dags/{dag_id}", json={"is_paused": paused})

    def trigger(
        self, dag_id: str, conf: Mapping[str, Any] | None = None, *, run_id: str | None = None
    ) -> DagRun:
        """Trigger a run now, without a logical date, as the web UI may do."""
        body: dict[str, Any] = {"logical_date": None, "conf": dict(conf or {})}
        if run_id:
            body["dag_run_id"] = run_id
        return DagRun.from_api(self.call("POST", f"/dags/{dag_id}/dagRuns", json=body))

    def dag_run(self, dag_id: str, run_id: str) -> DagRun:
        """Return a run."""
        return DagRun.from_api(self.call("GET", f"/dags/{dag_id}/dagRuns/{_quoted(run_id)}"))

    def dag_runs(self, dag_id: str) -> list[DagRun]:
        """Return the runs of a DAG, the newest first, at most 100."""
        params = {"order_by": "-run_after", "limit": "100"}
        found = self.call("GET", f"/dags/{dag_id}/dagRuns", params=params)
        return [DagRun.from_api(each) for each in found["dag_runs"]]

    def task_runs(self, dag_id: str, run_id: str) -> list[TaskRun]:
        """Return the tasks of a run, mapped ones one by one."""
        path = f"/dags/{dag_id}/dagRuns/{_quoted(run_id)}/taskInstances"
        found: list[dict[str, Any]] = []
        while True:
            page = self.call("GET", path, params={"limit": "100", "offset": str(len(found))})
            found += page["task_instances"]
            if not page["task_instances"] or len(found) >= page["total_entries"]:
                return [TaskRun.from_api(each) for each in found]

    def task_log(self, dag_id: str, run_id: str, task: TaskRun) -> str:
        """Return the log of a task's latest try as plain lines."""
        path = f"/dags/{dag_id}/dagRuns/{_quoted(run_id)}/taskInstances/{task.task_id}/logs/{task.try_number}"
        params = {"map_index": str(task.map_index), "full_content": "true"}
        content = self.call("GET", path, params=params)["content"]
        return "\n".join(_log_line(each) for each in content)

    def clear(
        self, dag_id: str, run_id: str, task_ids: list[str] | None = None, *, downstream: bool = False
    ) -> list[str]:
        """Clear tasks of a run, as the web UI does, and return what was cleared.

        :param task_ids: the tasks; None for all of them.
        :param downstream: also clear what follows them.
        """
        body: dict[str, Any] = {
            "dry_run": False,
            "dag_run_id": run_id,
            "only_failed": False,
            "only_running": False,
            "include_downstream": downstream,
            "reset_dag_runs": True,
        }
        if task_ids is not None:
            body["task_ids"] = task_ids
        found = self.call("POST", f"/dags/{dag_id}/clearTaskInstances", json=body)
        return [each["task_id"] for each in found["task_instances"]]

    def run_page(self, dag_id: str, run_id: str) -> str:
        """Return the address of a run in the web UI."""
        return f"{self.url}/dags/{dag_id}/runs/{_quoted(run_id)}"

    def _request(self, method: str, path: str, values: dict[str, Any]) -> requests.Response:
        try:
            return self._session.request(
                method, f"{self.url}/api/v2{path}", timeout=_TIMEOUT_SECONDS, **values
            )
        except requests.ConnectionError as error:
            raise LocalStackError(
                f"Airflow at {self.url} does not answer any more.",
                "Start what is missing with make up: a run that was under way goes on.",
            ) from error


def _quoted(run_id: str) -> str:
    return quote(run_id, safe="")


def _log_line(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    moment, text = entry.get("timestamp"), str(entry.get("event", ""))
    details = [f"{each.get('exc_type')}: {each.get('exc_value')}" for each in entry.get("error_detail") or []]
    return " ".join(filter(None, [moment, text, *details]))


def _time(text: str | None) -> datetime:
    return datetime.fromisoformat(text) if text else _EVER
