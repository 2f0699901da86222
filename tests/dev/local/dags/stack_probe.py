"""A DAG that shows that tasks run with the stack's connections and settings."""

from __future__ import annotations

import logging

from airflow.sdk import DAG, BaseHook, task

log = logging.getLogger(__name__)

with DAG(dag_id="stack_probe", schedule=None):

    @task
    def see_warehouse(fail: str) -> str:
        """Ask the warehouse who we are."""
        from include.mysql.target import WarehouseTarget

        connection = BaseHook.get_connection("warehouse")
        target = WarehouseTarget(
            connection.host or "", connection.port or 0, connection.login or "", connection.password or ""
        )
        with target.connect() as session, session.cursor() as cursor:
            cursor.execute("SELECT CURRENT_USER()")
            (user,) = cursor.fetchone()
        log.info("the warehouse knows us as %s", user)
        if fail:
            raise ValueError("this failure was asked for")
        return str(user)

    @task
    def see_aws() -> list[str]:
        """List buckets and the ingestions of a data set through the one AWS connection."""
        from airflow.providers.amazon.aws.hooks.base_aws import AwsGenericHook

        from include.settings import get_settings

        buckets = AwsGenericHook(aws_conn_id="aws_default", client_type="s3").conn.list_buckets()["Buckets"]
        quicksight = AwsGenericHook(aws_conn_id="aws_default", client_type="quicksight").conn
        account = get_settings().quicksight_account_id
        found = quicksight.list_ingestions(AwsAccountId=account, DataSetId="tokyobeta-moveouts")
        assert found["Ingestions"] == []
        log.info("alerts go to %s", get_settings().alert_topic_arn)
        return [each["Name"] for each in buckets]

    @task
    def label(number: int) -> int:
        """Run once for each number."""
        return number

    asked = see_warehouse("{{ dag_run.conf.get('fail', '') }}")
    asked >> see_aws() >> label.expand(number=[1, 2])
