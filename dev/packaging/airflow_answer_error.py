"""Airflow's REST API refused a question."""

from __future__ import annotations

from include.exceptions import PackagingError


class AirflowAnswerError(PackagingError):
    """Airflow's REST API refused a question.

    :param status: HTTP status of the answer, or the error code of AWS where Airflow was not reached.
    :param problem: what is wrong.
    :param action: what to do next.
    """

    def __init__(self, status: object, problem: str, action: str) -> None:
        super().__init__(problem, action)
        self.status = status
