"""dbt's sources are the one list of what the models read: whole, and no longer than it need be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from include.settings import get_settings
from include.staging.quality.checks.columns import required_columns
from tests.dbt.model_warehouse import ModelWarehouse

pytestmark = [pytest.mark.mysql, pytest.mark.slow]

STAGING = get_settings().dbt_project_dir / "models" / "silver" / "staging"


def _tables() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return schema and table of each source."""
    content = yaml.safe_load((STAGING / "_sources.yml").read_text(encoding="utf-8"))
    for source in content["sources"]:
        schema = source["schema"].rsplit("}", 1)[-1]
        yield from ((schema, table) for table in source["tables"])


def test_the_models_need_no_column_but_those_of_the_sources(empty_warehouse: ModelWarehouse) -> None:
    """A model once read room_no, which no dump has: the quality rule can only ask for what is listed."""
    for schema, table in _tables():
        relation = f"{empty_warehouse.prefix}{schema}.{table['name']}"
        columns = ", ".join(f"`{column['name']}`" for column in table["columns"])
        empty_warehouse.execute(f"create table {relation}_listed as select {columns} from {relation}")
        empty_warehouse.execute(f"drop table {relation}")
        empty_warehouse.execute(f"rename table {relation}_listed to {relation}")
    empty_warehouse.dbt(
        *("build", "--exclude", "resource_type:test", "--select", "resource_type:seed", "path:models/silver"),
        as_of_date="2026-02-10",
    )


def test_a_dump_without_a_column_of_the_payments_has_no_rent_roll_and_is_no_failure(
    empty_warehouse: ModelWarehouse,
) -> None:
    """Nobody has confirmed these columns against a dump: the first night must not stop at them."""
    payments = f"{empty_warehouse.prefix}staging.payments"
    empty_warehouse.execute(f"alter table {payments} drop column paid_amount")
    done = empty_warehouse.dbt(
        *("build", "--exclude", "resource_type:test", "--select", "stg_payments"), as_of_date="2026-02-10"
    )
    assert "stg_payments is empty" in done.output
    assert "no column paid_amount" in done.output
    assert empty_warehouse.rows(f"select * from {empty_warehouse.prefix}silver.stg_payments") == []
    assert "payments" not in required_columns(get_settings().dbt_project_dir)


def test_every_listed_column_is_read() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in STAGING.glob("*.sql"))
    words = set(re.findall(r"\w+", text))
    unread = {
        f"{table['name']}.{column['name']}"
        for _, table in _tables()
        for column in table["columns"]
        if column["name"] not in words
    }
    assert unread == set()


def test_dbt_can_tell_how_fresh_the_sources_are(built: ModelWarehouse) -> None:
    done = built.dbt("source freshness", check=False)
    results = json.loads((built.work / "target" / "sources.json").read_text(encoding="utf-8"))["results"]
    found = {result["unique_id"].rsplit(".", 1)[1]: result["status"] for result in results}
    assert set(found) == {"movings", "tenants", "rooms", "apartments", "tenant_daily_snapshots"}, done.output
    assert set(found.values()) <= {"pass", "warn", "error"}, done.output
