"""What the operators that restore a dump share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tokyobeta.hooks.aws import s3_client
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from include.ledger.ledger import Ledger
    from include.mysql.target import WarehouseTarget
    from include.settings import Settings


class Cancellable(Protocol):
    """What can be stopped while it runs."""

    def cancel(self) -> None:
        """Stop what runs, and its statements on the server."""


StepT = TypeVar("StepT", bound=Cancellable)


class RestoreOperator(WarehouseOperator):
    """Base of the operators that restore, all of a dump or a part: their statements end with the task."""

    ui_color = "#d5f5e3"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._running: Cancellable | None = None

    def begin(self, step: Callable[[WarehouseTarget, S3Client, Ledger, Settings], StepT]) -> StepT:
        """Return a step of the restore that :meth:`on_kill` stops.

        :param step: makes it.
        """
        begun = step(self.target(), s3_client(self.settings.aws_conn_id), self.ledger(), self.settings)
        self._running = begun
        return begun

    def on_kill(self) -> None:
        """Stop the statements on the server when the task is cleared or marked while it runs."""
        if self._running is not None:
            self._running.cancel()
