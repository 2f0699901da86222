"""Run the pipeline of a day from the laid-out package, against the servers of the local stack."""

from __future__ import annotations

import json
import logging

from include.packaging.commands import run
from include.packaging.mwaa_image import MwaaImage

log = logging.getLogger(__name__)

RUN_SECONDS = 1800.0
SAMPLE_DAY = "2026-02-10"


def run_pipeline(scratch: MwaaImage, environment: dict[str, str]) -> None:
    """Run every task of ``tokyobeta_daily`` with the image's Python and the package's code.

    The warehouse, S3 and QuickSight are those of the local stack, in which ``make run`` has left a dump.

    :param scratch: the laid-out package.
    :param environment: what the start-up script left on a worker.
    :raises include.exceptions.PackagingError: with the end of the log if a task failed.
    """
    variables = {**environment, **_connections()}
    airflow = [str(scratch.python), "-m", "airflow"]
    run([*airflow, "db", "migrate"], cwd=scratch.home, env=variables)
    conf = json.dumps({"dump_date": SAMPLE_DAY, "force_restore": True})
    log.info("Running tokyobeta_daily for %s from the package", SAMPLE_DAY)
    # A DAG is tested as the scheduler would find it: in the database, by its bundle.
    run([*airflow, "dags", "reserialize"], cwd=scratch.home, env=variables)
    command = [*airflow, "dags", "test", "tokyobeta_daily", "--conf", conf]
    # Ends with an error if the run failed.
    run(command, cwd=scratch.home, env=variables, timeout=RUN_SECONDS, log=scratch.folder / "run.log")


def _connections() -> dict[str, str]:
    """Return the connections and settings that point to the local stack."""
    from include.local.stack import Stack  # noqa: PLC0415, TID251 (a test needs servers; production does not)

    addresses = Stack().addresses()
    services = {"quicksight": {"endpoint_url": addresses.quicksight}}
    aws = {
        "conn_type": "aws",
        "login": "testing",
        "password": "testing",
        "extra": {
            "region_name": "ap-northeast-1",
            "endpoint_url": addresses.aws,
            "service_config": services,
        },
    }
    return {
        "AIRFLOW_CONN_AWS_DEFAULT": json.dumps(aws),
        "AIRFLOW_CONN_WAREHOUSE": addresses.warehouse,
        # dbt has a user of its own; here the one who may do everything stands in for it.
        "AIRFLOW_CONN_WAREHOUSE_DBT": addresses.mysql,
        "AWS_DEFAULT_REGION": "ap-northeast-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1,localhost",
        "TOKYOBETA_ALERT_TOPIC_ARN": addresses.topic,
        "TOKYOBETA_DBT_CONN_ID": "warehouse_dbt",
        # The sample world is small.
        "TOKYOBETA_MIN_DUMP_BYTES": "100000",
        "TOKYOBETA_QUICKSIGHT_POLL_SECONDS": "1",
        "TOKYOBETA_STAGING_RETRY_DELAY_SECONDS": "1",
        "TOKYOBETA_TRANSFORM_RETRY_DELAY_SECONDS": "1",
    }
