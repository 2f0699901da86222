"""What a person reads when Airflow is gone."""

from __future__ import annotations

import pytest

from dev.local.airflow_api import AirflowApi
from dev.servers.ports import LOOPBACK, free_port
from include.exceptions import LocalStackError


def test_a_stack_that_was_stopped_meanwhile_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    api = AirflowApi(f"http://{LOOPBACK}:{free_port()}", "admin", "x")
    monkeypatch.setattr(api, "login", lambda: api._session.headers.update({"Authorization": "x"}))
    with pytest.raises(LocalStackError, match="does not answer any more") as error:
        api.call("GET", "/dags")
    assert "make up" in error.value.action
