"""Runs the tasks of Airflow's default queue, so that the log of a killed one has an end."""

from __future__ import annotations

from typing import Any

from airflow.sdk.execution_time.coordinator import BaseCoordinator


class KilledTaskCoordinator(BaseCoordinator):
    """Run a task as Airflow's own coordinator for Python does, but with :class:`SupervisedTask`.

    A coordinator is what Airflow 3.3 lets a configuration put between an executor and a task (``[sdk]
    coordinators``). It works in the process that forks the task, with LocalExecutor as with CeleryExecutor,
    and gets the logger of the try.
    """

    def execute_task(self, **task: Any) -> BaseCoordinator.ExecutionResult:
        """Run the task and return its exit code and its state.

        :param task: what Airflow hands to the supervisor of a try.
        """
        # As in Airflow's own: at the top the import would be circular.
        from tokyobeta.notifications.supervised_task import SupervisedTask  # noqa: PLC0415

        process = SupervisedTask.start(**task)
        exit_code = process.wait()
        return self.ExecutionResult(exit_code, process.final_state)
