"""Run the pipeline of a day from the laid-out package, against the servers of the local stack."""

from __future__ import annotations

import json
import logging

from dev.packaging.commands import run
from dev.packaging.mwaa_image import MwaaImage
from include.exceptions import PackagingError

log = logging.getLogger(__name__)

RUN_SECONDS = 1800.0


def run_pipeline(scratch: MwaaImage, environment: dict[str, str]) -> None:
    """Run every task of ``tokyobeta_daily`` with the image's Python and the package's code.

    The warehouse, S3 and QuickSight are those of the local stack, started here if it is not running; the
    dump is that of the sample's first day.

    :param scratch: the laid-out package.
    :param environment: what the start-up script left on a worker.
    :raises PackagingError: naming the tasks that did not succeed.
    """
    day, connections = _stack_with_dump()
    # A proxy for the internet must not be asked for addresses of this machine.
    variables = {**environment, **connections, "NO_PROXY": "127.0.0.1,localhost"}
    airflow = [str(scratch.python), "-m", "airflow"]
    run([*airflow, "db", "migrate"], cwd=scratch.home, env=variables)
    conf = json.dumps({"dump_date": day, "force_restore": True})
    log.info("Running tokyobeta_daily for %s from the package", day)
    # A DAG is tested as the scheduler would find it: in the database, by its bundle.
    run([*airflow, "dags", "reserialize"], cwd=scratch.home, env=variables)
    command = [*airflow, "dags", "test", "tokyobeta_daily", "--conf", conf]
    log_file, ending = scratch.folder / "run.log", None
    try:
        run(command, cwd=scratch.home, env=variables, timeout=RUN_SECONDS, log=log_file)
    except PackagingError as error:
        # What counts is what the tasks did.
        ending = error
    states = _task_states(airflow, scratch, variables)
    wrong = {name: state for name, state in states.items() if state not in {"success", "skipped"}}
    if wrong or states.get("record_run") != "success":
        raise PackagingError(
            f"The run from the package did not succeed: {wrong or states}",
            f"Look for the first failure in {log_file}.",
        ) from ending
    log.info("%s tasks ended well", len(states))


def _task_states(airflow: list[str], scratch: MwaaImage, variables: dict[str, str]) -> dict[str, str | None]:
    """Return the state of every task of the only run, by its identifier and its place in a mapping."""
    listed = [*airflow, "dags", "list-runs", "tokyobeta_daily", "--output", "json"]
    (only,) = _json(run(listed, cwd=scratch.home, env=variables))
    states = [*airflow, "tasks", "states-for-dag-run", "tokyobeta_daily", only["run_id"], "--output", "json"]
    return {
        f"{task['task_id']}{task.get('map_index', '')}": task["state"]
        for task in _json(run(states, cwd=scratch.home, env=variables))
    }


def _json(said: bytes) -> list[dict[str, str]]:
    """Return the JSON array among what a command said; log lines may come before it."""
    text = said.decode(errors="replace")
    found: list[dict[str, str]] = json.loads(text[text.index("[{") : text.rindex("]") + 1])
    return found


def _stack_with_dump() -> tuple[str, dict[str, str]]:
    """Return the date of a dump in the local stack, and what points to the stack."""
    # Only this test needs servers; production does not.
    from dev.local.run.night import leave_dump  # noqa: PLC0415
    from dev.local.run.options import parse_options  # noqa: PLC0415
    from dev.local.stack import Stack  # noqa: PLC0415
    from dev.sample.progress import silent  # noqa: PLC0415

    stack = Stack(announce=lambda service, words: log.info("%s: %s", service, words))
    stack.up()
    log.info("The local stack runs on afterwards: make down ends it")
    files = leave_dump(stack, parse_options([]), silent)
    return files.day.isoformat(), stack.pipeline_environment()
