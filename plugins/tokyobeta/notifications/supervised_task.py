"""The supervisor of one try of a task, which ends the log of a try whose process was killed."""

from __future__ import annotations

from typing import Final

from airflow.sdk.api.datamodels._generated import TaskInstanceState
from airflow.sdk.execution_time.supervisor import ActivitySubprocess

_FAILED: Final = frozenset({TaskInstanceState.FAILED, TaskInstanceState.UP_FOR_RETRY})


class SupervisedTask(ActivitySubprocess):
    """Airflow's supervisor of a try; it outlives the process that it has forked, and writes into its log.

    A process that the kernel kills (out of memory) runs no callback any more, so ``failure_log`` writes
    nothing. The supervisor writes "Process terminated by signal"; we add what that means.
    """

    def update_task_state_if_needed(self) -> None:
        """End the log of a try whose process did not end by itself, then report its state as Airflow does.

        This is between the end of the process and the upload of the log: CloudWatch gets each line as it is
        written, S3 the whole file at the upload.
        """
        try:
            # Not where a person has cleared or marked the task: its state is then another one.
            if self._exit_code and self.final_state in _FAILED:
                self._end_log(self._exit_code, is_last=self.final_state == TaskInstanceState.FAILED)
        except Exception:
            # The state must be reported whatever becomes of the log.
            self.process_log.exception("The end of the log could not be written.")
        finally:
            super().update_task_state_if_needed()  # type: ignore[no-untyped-call]

    def _end_log(self, exit_code: int, *, is_last: bool) -> None:
        # Here, as the library may change while a worker lives: tasks that are forked before see it as it is.
        from tokyobeta.notifications.failure_log import end_killed_log  # noqa: PLC0415

        if self.ti is not None:
            end_killed_log(self.process_log, self.ti.dag_id, self.ti.task_id, exit_code, is_last=is_last)
