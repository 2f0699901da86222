"""Writes into the log of a try from a process that does not run it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog
from airflow.sdk.log import init_log_file, logging_processors, upload_to_remote
from airflow.utils.helpers import log_filename_template_renderer

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def log_of_try(instance: Any) -> Iterator[Any]:
    """Open the log of a try behind what is in it, as Airflow's supervisor opens it for the process of a task.

    The lines go to the file of the try and, with remote logging, to its stream in CloudWatch. The web UI
    reads the file where this process shares the folder of the logs, as on one machine and in compose, and the
    stream on MWAA.

    :param instance: the task instance; its ``try_number`` says which try.
    :return: the logger of the try.
    """
    path = init_log_file(log_filename_template_renderer()(ti=instance))
    with path.open("ab") as file:
        logger = structlog.wrap_logger(
            structlog.BytesLogger(file),
            processors=logging_processors(json_output=True),
            logger_name="task",
        ).bind()
        yield logger
        upload_to_remote(logger, instance)
