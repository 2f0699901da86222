"""What the tasks tell OpenLineage can be walked, from a table of gold and from SPICE back to the dump."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from typing import Any

import pytest

from tokyobeta.operators.quicksight_refresh import QuickSightRefreshOperator

WAREHOUSE = "mysql://db.example:3307"
DUMP = ("s3://jram-gghouse", "dumps/gghouse_20260210.sql.gz")
OBJECT = {
    "bucket": "jram-gghouse",
    "key": DUMP[1],
    "etag": "e",
    "size": 1,
    "dump_date": "2026-02-10",
}
Name = tuple[str, str]


@pytest.fixture(autouse=True)
def warehouse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", "mysql://loader:secret@db.example:3307")


def lineage(task: Any) -> Any:
    """What a task of this day says when it has ended: its templates are rendered then."""
    rendered = copy.copy(task)
    if hasattr(rendered, "dump"):
        rendered.dump = json.dumps(OBJECT)
    return rendered.get_openlineage_facets_on_complete(None)


def names(data: Iterable[Any]) -> set[Name]:
    return {(each.namespace, each.name) for each in data}


def made_of(daily: Any) -> dict[Name, set[Name]]:
    """Each thing that a task of the daily run makes, to what it is made of."""
    known: dict[Name, set[Name]] = {}
    for task in daily.tasks:
        if task.is_mapped or not hasattr(task, "get_openlineage_facets_on_complete"):
            continue
        told = lineage(task)
        for made in names(told.outputs):
            known.setdefault(made, set()).update(names(told.inputs))
    return known


def origins(known: dict[Name, set[Name]], name: Name) -> set[Name]:
    """Everything that a thing is made of, however many steps away."""
    found: set[Name] = set()
    waiting = [name]
    while waiting:
        for each in known.get(waiting.pop(), set()) - found:
            found.add(each)
            waiting.append(each)
    return found


def test_every_table_of_gold_leads_back_to_the_object_of_the_dump(daily: Any) -> None:
    known = made_of(daily)
    gold = [name for name in known if name[1].startswith("gold.")]
    assert len(gold) > 30
    assert [name[1] for name in gold if DUMP not in origins(known, name)] == []
    assert (WAREHOUSE, "staging.movings") in origins(known, (WAREHOUSE, "gold.bi_rooms"))


def test_what_models_read_is_made_by_a_task_of_the_run(daily: Any) -> None:
    known = made_of(daily)
    read = set().union(*known.values())
    assert {name for name in read - set(known) if name[1].startswith(("silver.", "gold.", "seeds."))} == set()
    staging = {name[1] for name in read - set(known) if name[1].startswith("staging.")}
    assert staging <= {"staging.property_geo_latlon_backup"}


def test_a_data_set_leads_to_its_table_of_gold() -> None:
    told = lineage(QuickSightRefreshOperator(task_id="t", data_set_id="tokyobeta-definitions", gold="null"))
    assert names(told.inputs) == {(WAREHOUSE, "gold.metric_definitions")}
    [(namespace, name)] = names(told.outputs)
    assert namespace.startswith("quicksight://")
    assert name == "tokyobeta-definitions"


def test_a_roll_back_names_the_copy_that_readers_see_again(dag_bag: Any) -> None:
    step = copy.copy(dag_bag.dags["tokyobeta_roll_back"].get_task("roll_back"))
    step.dump_date, step.table = "2026-02-10", "movings"
    told = step.get_openlineage_facets_on_complete(None)
    assert names(told.inputs) == {(WAREHOUSE, "staging_backup_20260210.movings")}
    assert names(told.outputs) == {(WAREHOUSE, "staging.movings")}


def test_the_history_of_tenants_is_made_of_files_that_are_made_of_tenants(daily: Any) -> None:
    files = ("s3://jram-gghouse", "snapshots/tenant_status")
    known = made_of(daily)
    assert known[WAREHOUSE, "staging.tenant_daily_snapshots"] == {files}
    assert known[files] == {(WAREHOUSE, "staging.tenants")}
