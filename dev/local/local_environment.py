"""Connections and settings that point the pipeline to local servers: the one place for them."""

from __future__ import annotations

import json

from dev.local.aws import ACCESS_KEY, REGION
from include.mysql.target import WarehouseTarget

# Shorter than in production, so that a failure is seen to be retried within a coffee break.
PIPELINE_SETTINGS = {
    "TOKYOBETA_ENVIRONMENT": "local",
    "TOKYOBETA_DBT_CONN_ID": "warehouse_dbt",
    "TOKYOBETA_WAREHOUSE_READER_CONN_ID": "warehouse_reader",
    # A laptop gets no dump at night: runs are triggered.
    "TOKYOBETA_DAILY_SCHEDULE": "",
    # The sample world is small.
    "TOKYOBETA_MIN_DUMP_BYTES": "100000",
    "TOKYOBETA_WATCHDOG_SCHEDULE": "",
    "TOKYOBETA_STAGING_RETRY_DELAY_SECONDS": "5",
    "TOKYOBETA_TRANSFORM_RETRY_DELAY_SECONDS": "5",
    "TOKYOBETA_WAIT_FOR_DUMP_POKE_SECONDS": "2",
    "TOKYOBETA_QUICKSIGHT_POLL_SECONDS": "1",
}


def local_environment(
    *,
    warehouse: WarehouseTarget,
    dbt: WarehouseTarget,
    reader: WarehouseTarget,
    aws: str,
    quicksight: str,
    topic: str,
) -> dict[str, str]:
    """Return Airflow's connections and the pipeline's settings as environment variables.

    :param warehouse: the warehouse as the user that restores and publishes.
    :param dbt: the warehouse as the user that builds models.
    :param reader: the warehouse as the user that looks at it from the readers' side.
    :param aws: URL of the AWS stand-in.
    :param quicksight: URL of the QuickSight stand-in.
    :param topic: resource name of the alert topic.
    """
    connection = {
        "conn_type": "aws",
        "login": ACCESS_KEY,
        "password": ACCESS_KEY,
        "extra": {
            "region_name": REGION,
            "endpoint_url": aws,
            "service_config": {"quicksight": {"endpoint_url": quicksight}},
        },
    }
    return {
        "AIRFLOW_CONN_AWS_DEFAULT": json.dumps(connection),
        "AIRFLOW_CONN_WAREHOUSE": _mysql_connection(warehouse),
        "AIRFLOW_CONN_WAREHOUSE_DBT": _mysql_connection(dbt),
        "AIRFLOW_CONN_WAREHOUSE_READER": _mysql_connection(reader),
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "DO_NOT_TRACK": "1",
        "TOKYOBETA_ALERT_TOPIC_ARN": topic,
        **PIPELINE_SETTINGS,
    }


def _mysql_connection(target: WarehouseTarget) -> str:
    """Return a warehouse as an Airflow connection in JSON."""
    return json.dumps(
        {
            "conn_type": "mysql",
            "host": target.host,
            "port": target.port,
            "login": target.user,
            "password": target.password,
            "extra": {"tls_ca": target.tls_ca} if target.tls_ca else {},
        }
    )
