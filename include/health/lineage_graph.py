"""What is made from what, from the dump to the dashboards, as rows of the health document.

The models, code lists, sources and dashboards are those of dbt's manifest (https://schemas.getdbt.com/dbt/manifest/v11)
of the release that wrote the document; what is before and after dbt is the pipeline's own.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from include.health.document import Rows
from include.quicksight.data_sets import DATA_SETS
from include.staging.expected_tables import expected_tables

DUMP: Final = "dump"
SNAPSHOT_FILES: Final = "tenant snapshots in S3"
#: Kinds in the order in which data passes them.
KINDS: Final = ("dump", "files in S3", "staging", "code list", "silver", "gold", "data set", "dashboard")
_LONGEST_DESCRIPTION: Final = 300
# What other sources than the dump's own tables are made of.
_SOURCE_READS: Final = {
    "tenant_daily_snapshots": [SNAPSHOT_FILES],
    "llm_enrichment_cache": [DUMP],
    "property_geo_latlon_backup": [],
    "published_figures": [],
}


@cache
def lineage_rows(manifest: Path) -> Rows:
    """Return one row for each thing: its name, kind, description and the names that it ``reads``.

    :param manifest: dbt's ``manifest.json``.
    """
    content: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    names = _names(content)
    rows = [
        _row(DUMP, "dump", "The nightly mysqldump of the source, one file a day below dumps/.", []),
        _row(SNAPSHOT_FILES, "files in S3", "One file a day, exported from the dump of that day.", [DUMP]),
    ]
    rows += [_source(names[key], node) for key, node in content["sources"].items()]
    for key, node in content["nodes"].items():
        if key in names:
            kind = "code list" if node["resource_type"] == "seed" else node["schema"]
            rows.append(_row(names[key], kind, node["description"], _reads(node, names)))
    rows += [
        _row(data_set, "data set", "", [f"gold.{table}"]) for data_set, table in sorted(DATA_SETS.items())
    ]
    sent = {f"gold.{table}": data_set for data_set, table in DATA_SETS.items()}
    for exposure in content["exposures"].values():
        reads = [sent.get(name, name) for name in _reads(exposure, names)]
        rows.append(_row(exposure["label"], "dashboard", exposure["description"], reads))
    return rows


def made_and_read(manifest: Path, model: str | None) -> tuple[list[str], list[str]]:
    """Return the tables that the build of a model makes, and those that it reads, as ``schema.table``.

    :param manifest: dbt's ``manifest.json``.
    :param model: dbt's unique id of the model; None for the build of all code lists.
    """
    content: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    names = _names(content)
    if model is None:
        return sorted(name for key, name in names.items() if key.startswith("seed.")), []
    return [names[model]], _reads(content["nodes"][model], names)


def _names(content: dict[str, Any]) -> dict[str, str]:
    return {
        key: f"{node['schema']}.{node.get('alias') or node['name']}"
        for key, node in (*content["nodes"].items(), *content["sources"].items())
        if node["resource_type"] in {"model", "seed", "source"}
    }


def _source(name: str, node: dict[str, Any]) -> dict[str, Any]:
    table = node["name"]
    reads = [DUMP] if table in expected_tables() else _SOURCE_READS[table]
    return _row(name, "staging", node["description"], reads)


def _reads(node: dict[str, Any], names: dict[str, str]) -> list[str]:
    return sorted({names[key] for key in node["depends_on"].get("nodes", ()) if key in names})


def _row(name: str, kind: str, description: str, reads: list[str]) -> dict[str, Any]:
    first = " ".join(description.split()).split(". ")[0].rstrip(".")
    return {"name": name, "kind": kind, "description": first[:_LONGEST_DESCRIPTION], "reads": reads}
