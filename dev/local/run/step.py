"""One line of the picture of a run: a task, or all tasks of a layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dev.local.task_run import TaskRun

# Joints of the graph, of no interest to a person who watches.
HIDDEN = {"docs_done", "enrichment_done", "silver_done", "gold_done", "housekeeping_done", "start_spice"}
FINISHED = {"success", "skipped", "failed", "upstream_failed", "removed"}
BAD = {"failed", "upstream_failed"}
# Failures here are warnings by design of the DAG.
OPTIONAL = {"enrich_nationalities", "export_figures", "archive_dump", "drop_old_backups", "publish_docs"}


@dataclass(frozen=True, slots=True)
class Step:
    """A task of the run, or several that belong together.

    :param name: task, or the group that a layer's tasks are in.
    :param tasks: the tasks, of which there is at least one.
    """

    name: str
    tasks: tuple[TaskRun, ...]

    @property
    def total(self) -> int:
        """How many tasks there are."""
        return len(self.tasks)

    @property
    def done(self) -> int:
        """How many tasks have ended."""
        return sum(task.state in FINISHED for task in self.tasks)

    @property
    def state(self) -> str:
        """waiting, running, retrying, success, skipped, warning, failed, or blocked by an earlier failure."""
        states = {task.state for task in self.tasks}
        if "failed" in states and self.name in OPTIONAL:
            return "warning"
        for state, answer in (
            ("failed", "failed"),
            ("up_for_retry", "retrying"),
            ("upstream_failed", "blocked"),
        ):
            if state in states:
                return answer
        if self.done == self.total:
            return "skipped" if states == {"skipped"} else "success"
        return "running" if self.done or states & {"running", "deferred"} else "waiting"

    def seconds(self, now: datetime) -> float | None:
        """Return the seconds from the first start to the last end, or to ``now`` while it runs."""
        starts = [task.started for task in self.tasks if task.started]
        if not starts:
            return None
        ends = [task.ended for task in self.tasks if task.ended]
        end = max(ends) if self.done == self.total and ends else now
        return max((end - min(starts)).total_seconds(), 0.0)


def steps_of(tasks: Iterable[TaskRun], order: Iterable[str]) -> list[Step]:
    """Group tasks into steps, in the order in which the DAG runs them.

    :param tasks: all tasks of a run.
    :param order: task ids in topological order.
    """
    rank = {task_id: number for number, task_id in enumerate(order)}
    grouped: dict[str, list[TaskRun]] = {}
    for task in sorted(tasks, key=lambda task: (rank.get(task.task_id, len(rank)), task.map_index)):
        name = task.task_id.split(".")[0]
        if name not in HIDDEN:
            grouped.setdefault(name, []).append(task)
    return [Step(name, tuple(members)) for name, members in grouped.items()]
