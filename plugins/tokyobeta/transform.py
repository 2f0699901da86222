"""dbt inside Airflow: one task per model, through Astronomer Cosmos."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from airflow.sdk import DAG, BaseOperator, TaskGroup, get_parsing_context
from cosmos import DbtTaskGroup, ExecutionConfig, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.airflow.graph import create_task_metadata
from cosmos.constants import DbtResourceType, ExecutionMode, InvocationMode, LoadMode, TestBehavior
from cosmos.core.airflow import get_airflow_task
from cosmos.dbt.graph import DbtNode

from include.alerts.dbt_failure import require_dbt_success
from include.settings import get_settings
from tokyobeta.dbt_profile import VerifiedMysqlProfile
from tokyobeta.layers import transform_args
from tokyobeta.operators.dbt_build import DbtBuildOperator
from tokyobeta.operators.dbt_docs import DbtDocsOperator
from tokyobeta.operators.dbt_parse import DbtParseOperator

_BUILD_OPERATOR = f"{DbtBuildOperator.__module__}.{DbtBuildOperator.__qualname__}"
# Of Cosmos' names for the tasks of TestBehavior.BUILD.
_TASK_ENDING = "_model_build"

DUMP_DAY = "{{ day(dag_run, params).isoformat() }}"


def model_group(layer: str, *, dump_day: str = DUMP_DAY, **kwargs: Any) -> TaskGroup:
    """Return a task group that builds and tests the models of a layer, one task per model.

    The graph comes from the manifest that the package carries: ``dbt ls`` at parse time would run into the
    import limit under load. Each task parses the DAG file again: where Airflow does that to run one task, the
    group has no other one.

    :param layer: ``silver`` or ``gold``: the folder under ``dbt/models``.
    :param dump_day: day of the dump that the models are of (templated).
    :param kwargs: further arguments of the task group.
    """
    settings = get_settings()
    wanted = get_parsing_context().task_id
    if wanted and not wanted.startswith(f"{layer}."):
        return TaskGroup(layer, **kwargs)
    group: TaskGroup = DbtTaskGroup(
        group_id=layer,
        project_config=ProjectConfig(
            dbt_project_path=settings.dbt_project_dir,
            manifest_path=settings.dbt_manifest,
            install_dbt_deps=False,
            # dbt 1.7 loses macros that generic tests call when it parses only what has changed.
            partial_parse=False,
        ),
        profile_config=_profile(),
        execution_config=ExecutionConfig(
            execution_mode=ExecutionMode.LOCAL,
            # Not in this process: dbt 1.7 and Airflow cannot share an environment.
            invocation_mode=InvocationMode.SUBPROCESS,
            dbt_executable_path=_dbt_python(),
        ),
        render_config=RenderConfig(
            load_method=LoadMode.DBT_MANIFEST,
            select=[
                wanted.removeprefix(f"{layer}.").removesuffix(_TASK_ENDING)
                if wanted
                else f"path:models/{layer}"
            ],
            # Run and test of a model in one dbt process: half the tasks, and a model that fails its tests
            # stops what depends on it.
            test_behavior=TestBehavior.BUILD,
            invocation_mode=InvocationMode.SUBPROCESS,
            dbt_executable_path=_dbt_python(),
            emit_datasets=False,
            node_converters={DbtResourceType.MODEL: _model_task},
        ),
        operator_args={
            **_operator_args(dump_day),
            **transform_args(),
            "full_refresh": "{{ rebuilds_history(params) }}",
            "callback": require_dbt_success,
        },
        **kwargs,
    )
    return group


def _model_task(
    *, dag: DAG, task_group: TaskGroup, node: DbtNode, task_args: dict[str, Any], **_: Any
) -> BaseOperator:
    """Return the task of a model as Cosmos makes it, with the operator of this project."""
    task = create_task_metadata(
        node=node,
        execution_mode=ExecutionMode.LOCAL,
        args=task_args,
        dbt_dag_task_group_identifier=f"{dag.dag_id}__{task_group.group_id}",
        render_config=RenderConfig(test_behavior=TestBehavior.BUILD),
    )
    model: BaseOperator = get_airflow_task(replace(task, operator_class=_BUILD_OPERATOR), dag, task_group)
    return model


def parse_task(task_id: str, **kwargs: Any) -> DbtParseOperator:
    """Return the task that loads dbt and parses the project, so that the first model need not wait for it.

    :param task_id: its name.
    :param kwargs: further arguments of the operator.
    """
    return DbtParseOperator(task_id=task_id, **{**_task_args(), **transform_args(), **kwargs})


def seed_task(task_id: str, *, dump_day: str = DUMP_DAY, **kwargs: Any) -> DbtBuildOperator:
    """Return the task that loads the code lists and runs their tests: a wrong list stops what joins it.

    ``dbt seed`` would run no test. "Rebuild history" is not passed on: every run loads all lists anew.

    :param task_id: its name.
    :param dump_day: day of the dump that the models are of (templated).
    :param kwargs: further arguments of the operator.
    """
    return DbtBuildOperator(
        task_id=task_id,
        select="resource_type:seed",
        callback=require_dbt_success,
        **{**_task_args(dump_day), **transform_args(), **kwargs},
    )


def docs_task(task_id: str, **kwargs: Any) -> DbtDocsOperator:
    """Return the task that writes dbt's documentation to S3 if a model or a column has changed.

    The web UI shows it from there (Browse, dbt docs).

    :param task_id: its name.
    :param kwargs: further arguments of the operator.
    """
    settings = get_settings()
    return DbtDocsOperator(
        task_id=task_id,
        connection_id=settings.aws_conn_id,
        bucket_name=settings.bucket,
        folder_dir=settings.dbt_docs_prefix.strip("/"),
        **{**_task_args(), **kwargs},
    )


def _task_args(dump_day: str = DUMP_DAY) -> dict[str, Any]:
    """Return the arguments of a dbt task outside a group of models."""
    return {
        "project_dir": str(get_settings().dbt_project_dir),
        "profile_config": _profile(),
        "dbt_executable_path": _dbt_python(),
        "invocation_mode": InvocationMode.SUBPROCESS,
        **_operator_args(dump_day),
    }


def _operator_args(dump_day: str) -> dict[str, Any]:
    rooms = get_settings().total_physical_rooms
    return {
        # Clearing a model in the run of an earlier day must not lay that day's date over newer data.
        "vars": {
            "as_of_date": dump_day,
            "as_of_must_be_published": True,
            **({"total_physical_rooms": rooms} if rooms else {}),
        },
        "install_deps": False,
        "partial_parse": False,
        "emit_datasets": False,
        # The log of the task is the log of dbt; a second copy in the read-only DAG folder would fail.
        "dbt_cmd_global_flags": [
            # Of Python: nothing of the working folder is imported; then dbt, with the server's name verified.
            "-P",
            str(get_settings().dbt_project_dir / "verified_dbt.py"),
            "--no-use-colors",
            "--no-send-anonymous-usage-stats",
            # It would lie in the folder of the command, which is removed; the task has its log.
            *("--log-level-file", "none"),
            # One model needs to know of its own schema: listing the others is a connection and a query each.
            "--cache-selected-only",
        ],
        "append_env": True,
    }


def _dbt_python() -> str:
    """Return the Python of dbt's environment, which runs ``verified_dbt.py`` (the first of the flags)."""
    return str(Path(get_settings().dbt_executable).with_name("python"))


def _profile() -> ProfileConfig:
    settings = get_settings()
    return ProfileConfig(
        profile_name="tokyobeta",
        target_name=settings.environment,
        profile_mapping=VerifiedMysqlProfile(
            conn_id=settings.dbt_conn_id,
            profile_args={"schema": "silver", "threads": settings.dbt_threads, "charset": "utf8mb4"},
        ),
    )
