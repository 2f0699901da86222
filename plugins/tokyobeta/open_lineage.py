"""The names of the pipeline's data in OpenLineage's words; used only where its provider is installed and on.

From a table of gold the events lead back to the dump's object: each task names tables one by one, as dbt's
models do. They follow its specification, "Naming": ``mysql://host:port`` and ``schema.table``,
``s3://bucket`` and key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from cosmos.operators.local import OperatorLineage
from openlineage.client.event_v2 import InputDataset, OutputDataset

from include.ledger.dump_object import DumpObject
from include.settings import get_settings
from tokyobeta.hooks.warehouse import WarehouseHook


def table_lineage(made: Iterable[str], read: Iterable[str]) -> OperatorLineage:
    """Return the lineage of a task that makes and reads tables of the warehouse.

    :param made: names as ``schema.table``.
    :param read: names as ``schema.table``.
    """
    namespace = _warehouse()
    return OperatorLineage(
        inputs=[InputDataset(namespace=namespace, name=name) for name in read],
        outputs=[OutputDataset(namespace=namespace, name=name) for name in made],
    )


def object_lineage(dump: DumpObject, made: Iterable[str]) -> OperatorLineage:
    """Return the lineage of a task that makes tables of the warehouse from a dump.

    :param dump: the object in S3.
    :param made: names as ``schema.table``.
    """
    lineage = table_lineage(made, [])
    lineage.inputs = [InputDataset(namespace=f"s3://{dump.bucket}", name=dump.key)]
    return lineage


def spice_lineage(data_set_id: str, table: str) -> OperatorLineage:
    """Return the lineage of the refresh of a data set.

    :param data_set_id: the data set.
    :param table: what it reads, as ``schema.table``.
    """
    lineage = table_lineage([], [table])
    # The specification names no QuickSight.
    account = get_settings().quicksight_account_id
    lineage.outputs = [OutputDataset(namespace=f"quicksight://{account}", name=data_set_id)]
    return lineage


def asset_lineage(inlets: Iterable[Any], outlets: Iterable[Any]) -> OperatorLineage:
    """Return the lineage of a task from its assets: Airflow itself knows no scheme of a warehouse.

    :param inlets: assets that the task reads.
    :param outlets: assets that the task makes.
    """
    return OperatorLineage(
        inputs=[InputDataset(*_name(asset.uri)) for asset in inlets],
        outputs=[OutputDataset(*_name(asset.uri)) for asset in outlets],
    )


def both(one: OperatorLineage, other: OperatorLineage) -> OperatorLineage:
    """Return the lineage of a task that does both.

    :param one: what it reads and makes.
    :param other: what it also reads and makes.
    """
    return OperatorLineage(inputs=[*one.inputs, *other.inputs], outputs=[*one.outputs, *other.outputs])


def _name(uri: str) -> tuple[str, str]:
    """Return namespace and name of what an asset stands for."""
    parts = urlsplit(uri)
    if parts.scheme == "x-warehouse":
        return _warehouse(), f"{parts.netloc}{parts.path}".replace("/", ".")
    return f"{parts.scheme}://{parts.netloc}", parts.path.strip("/") or "/"


def _warehouse() -> str:
    target = WarehouseHook(get_settings().warehouse_conn_id).target()
    return f"mysql://{target.host}:{target.port}"
