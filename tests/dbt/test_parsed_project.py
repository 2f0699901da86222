"""What the fork server keeps from one day to the next holds nothing of a day."""

from __future__ import annotations

import json
import re

from include.settings import PROJECT_DIR, get_settings

DBT = PROJECT_DIR / "dbt"


def test_parsing_the_project_does_not_depend_on_the_day_of_the_run() -> None:
    """Without a day, ``as_of_date()`` says 1970-01-01 while dbt parses: no node may have kept it."""
    nodes = json.loads(get_settings().dbt_manifest.read_text(encoding="utf-8"))["nodes"]
    assert len(nodes) > 200
    assert [name for name, node in nodes.items() if "1970-01-01" in json.dumps(node)] == []


def test_only_the_macros_of_the_as_of_date_read_variables_of_a_run() -> None:
    files = [
        path for folder in ("models", "macros", "tests", "seeds") for path in (DBT / folder).rglob("*.*")
    ]
    readers = [
        path.relative_to(DBT).as_posix()
        for path in files
        if re.search(r"var\(\W*as_of_", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["macros/as_of_date.sql"]
