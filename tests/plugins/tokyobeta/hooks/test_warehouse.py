"""The warehouse's address from an Airflow connection: the writer, or for those who only read the reader."""

from __future__ import annotations

import json

import pytest

from include.exceptions import ConfigurationError
from include.settings import Settings
from tokyobeta.hooks.warehouse import WarehouseHook


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> WarehouseHook:
    """Give a connection as the secret of the reading user describes it."""
    monkeypatch.setenv(
        "AIRFLOW_CONN_WAREHOUSE_PROBE",
        json.dumps(
            {
                "conn_type": "mysql",
                "host": "writer.example.internal",
                "port": 3306,
                "login": "tokyobeta_reader",
                "password": "x",
                "extra": {"tls_ca": "/certs/rds-bundle.pem", "reader_host": "reader.example.internal"},
            }
        ),
    )
    return WarehouseHook("warehouse_probe")


def test_the_host_of_a_connection_is_the_writer(connect: WarehouseHook) -> None:
    assert connect.target().host == "writer.example.internal"


def test_who_only_reads_takes_the_reader_endpoint(connect: WarehouseHook) -> None:
    target = connect.target(reads_only=True)
    assert (target.host, target.tls_ca) == ("reader.example.internal", "/certs/rds-bundle.pem")


def test_without_a_reader_endpoint_the_host_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE_PROBE", "mysql://tokyobeta_reader:x@one.example.internal:3306")
    assert WarehouseHook("warehouse_probe").target(reads_only=True).host == "one.example.internal"


def test_a_reader_endpoint_alone_is_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "AIRFLOW_CONN_WAREHOUSE_PROBE",
        json.dumps({"conn_type": "mysql", "login": "u", "extra": {"reader_host": "reader.example.internal"}}),
    )
    with pytest.raises(ConfigurationError, match="no host"):
        WarehouseHook("warehouse_probe").target(reads_only=True)


def test_the_preflight_looks_for_its_marker_at_the_reader_endpoint(
    connect: WarehouseHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tokyobeta.operators.preflight import PreflightOperator

    settings = Settings(warehouse_reader_conn_id=connect.conn_id)
    monkeypatch.setattr("tokyobeta.operators.warehouse_operator.get_settings", lambda: settings)
    operator = PreflightOperator(task_id="preflight", dump_date="2026-02-10")
    reader = operator._reader()
    assert reader is not None
    assert reader.host == "reader.example.internal"
