"""Which failed tasks have sent their alert.

A task whose process is killed (out of memory) ends without its callbacks: Airflow 3.3.1 calls back for its
run alone.
"""

from __future__ import annotations

from typing import Any, Final

_KEY: Final = "alert_sent"
_FAILED: Final = "failed"


def note_alert_sent(context: Any) -> None:
    """Note that the failed task of a callback has sent its alert; its next try begins without the note.

    :param context: of the callback.
    """
    # Outside the task's own process nothing can be noted.
    if isinstance(context.get("exception"), BaseException):
        context["ti"].xcom_push(key=_KEY, value=True)


def tasks_without_alert(context: Any) -> list[str]:
    """Return the failed tasks of a run that have sent no alert; a mapped one once.

    :param context: of the callback of the run.
    """
    instance = context.get("ti")
    if instance is None:
        return []
    run_id, known = instance.run_id, {task.task_id for task in context["dag"].tasks}
    states = instance.get_task_states(dag_id=instance.dag_id, run_ids=[run_id]).get(run_id, {})
    silent = []
    for name, state in states.items():
        if state != _FAILED:
            continue
        # A mapped task is named with its index.
        task_id, index = (name, -1) if name in known else _split(name)
        if not instance.xcom_pull(task_ids=task_id, key=_KEY, map_indexes=index, run_id=run_id):
            silent.append(task_id)
    return sorted(set(silent))


def _split(name: str) -> tuple[str, int]:
    task_id, _, index = name.rpartition("_")
    return task_id, int(index)
