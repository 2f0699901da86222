"""A failed model's message carries dbt's own reason and the failing test, and no value of a row."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from include.alerts.dbt_failure import require_dbt_success
from include.exceptions import TransformError
from include.mysql.target import WarehouseTarget
from include.settings import get_settings


def write(folder: Path, *results: dict[str, object]) -> str:
    (folder / "target").mkdir()
    (folder / "target" / "run_results.json").write_text(json.dumps({"results": results}), encoding="utf-8")
    return str(folder)


def test_what_succeeded_or_warned_is_no_failure(tmp_path: Path) -> None:
    rows = [
        {"unique_id": "model.tokyobeta.a", "status": "success", "message": "OK"},
        {"unique_id": "test.tokyobeta.b.1", "status": "warn", "message": "Got 1 result"},
        {"unique_id": "model.tokyobeta.c", "status": "skipped", "message": None},
    ]
    require_dbt_success(write(tmp_path, *rows), context={})


def test_a_value_of_a_row_stays_in_the_log(tmp_path: Path) -> None:
    message = "Database Error\n  1062 (23000): Duplicate entry 'Taro 'T' Sample-7' for key 'tenants.PRIMARY'"
    folder = write(tmp_path, {"unique_id": "model.tokyobeta.tenants", "status": "error", "message": message})
    with pytest.raises(TransformError) as error:
        require_dbt_success(folder)
    assert "Taro" not in str(error.value)
    assert "- model tenants: Database Error 1062 (23000): Duplicate entry '...' for key" in str(error.value)


PROJECT = "{name: small, version: '1.0', profile: small, model-paths: [models]}"
PROFILE = """small:
  target: t
  outputs:
    t: {{type: mysql, server: {host}, port: {port}, schema: small, username: {user}, password: "{password}"}}
"""


@pytest.mark.mysql
@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "port", "expected"),
    [
        (
            "select 1 as id union all select 1",
            0,
            "- test unique_m_id: Got 1 result, configured to fail if != 0",
        ),
        ("select nothing as id", 0, "Unknown column 'nothing' in 'field list'"),
        ("select {{ nothing(1) }}", 0, "'nothing' is undefined"),
        ("select 1 as id", 1, "Can't connect to MySQL server"),
    ],
)
def test_dbt_itself_says_what_is_wrong(
    empty_mysql: WarehouseTarget, tmp_path: Path, model: str, port: int, expected: str
) -> None:
    target = empty_mysql
    profile = PROFILE.format(
        host=target.host, port=port or target.port, user=target.user, password=target.password
    )
    (tmp_path / "models").mkdir()
    for name, text in {
        "dbt_project.yml": PROJECT,
        "profiles.yml": profile,
        "models/m.sql": model,
        "models/m.yml": "models: [{name: m, columns: [{name: id, tests: [unique]}]}]",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = [get_settings().dbt_executable, "build", "--profiles-dir", "."]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0
    with pytest.raises(TransformError) as error:
        require_dbt_success(str(tmp_path))
    assert expected in str(error.value)
    assert "Next: " in str(error.value)
