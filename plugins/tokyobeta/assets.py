"""The data that the pipeline passes on, from the dump to the data sets."""

from __future__ import annotations

from airflow.sdk import Asset

from include.settings import get_settings

_settings = get_settings()

DUMP = Asset(name="gghouse_dump", uri=f"s3://{_settings.bucket}/{_settings.dump_prefix}", group="tokyobeta")
SNAPSHOTS = Asset(
    name="tenant_snapshots", uri=f"s3://{_settings.bucket}/{_settings.snapshot_prefix}", group="tokyobeta"
)
STAGING = Asset(name="warehouse_staging", uri=f"x-warehouse://{_settings.staging_schema}", group="tokyobeta")
SILVER = Asset(name="warehouse_silver", uri="x-warehouse://silver", group="tokyobeta")
GOLD = Asset(name="warehouse_gold", uri="x-warehouse://gold", group="tokyobeta")
PUBLISHED_FIGURES = Asset(
    name="published_figures", uri=f"x-warehouse://{_settings.ops_schema}/published_figures", group="tokyobeta"
)
SPICE = Asset(name="spice_data_sets", uri="x-quicksight://tokyobeta", group="tokyobeta")
