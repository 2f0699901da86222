"""One MWAA environment: what it runs, how it is updated, and what its Airflow says about a DAG."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from dev.packaging.airflow_answer_error import AirflowAnswerError
from include.exceptions import PackagingError

if TYPE_CHECKING:
    from mypy_boto3_mwaa import MWAAClient

READY = "AVAILABLE"
_FAILED = frozenset({"UPDATE_FAILED", "UNAVAILABLE", "CREATE_FAILED", "DELETING", "DELETED"})


class MwaaEnvironment:
    """An MWAA environment by its name.

    :param client: an MWAA client.
    :param name: the environment.
    :param sleep: what waits between two looks; replaced in tests.
    :param clock: monotonic seconds; replaced in tests.
    """

    def __init__(
        self,
        client: MWAAClient,
        name: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self.name = name
        self._sleep = sleep
        self._clock = clock

    def describe(self) -> dict[str, Any]:
        """Return the environment as the API describes it.

        :raises PackagingError: if there is no such environment.
        """
        try:
            return dict(self._client.get_environment(Name=self.name)["Environment"])
        except self._client.exceptions.ResourceNotFoundException as error:
            raise PackagingError(
                f"There is no MWAA environment {self.name} in this account and region.",
                "Check the profile and region; Terraform makes the environment (docs/runbooks/deploy.md).",
            ) from error

    def wait_until_ready(self, *, timeout: float, poll: float = 30.0) -> dict[str, Any]:
        """Wait until no update is under way, and return the environment.

        :param timeout: longest acceptable wait in seconds.
        :param poll: seconds between two looks.
        :raises PackagingError: if the update failed, with MWAA's reason, or did not end in time.
        """
        until = self._clock() + timeout
        while True:
            environment = self.describe()
            status = environment["Status"]
            last = environment.get("LastUpdate", {})
            if status == READY and last.get("Status") != "PENDING":
                if last.get("Status") == "FAILED":
                    raise self._failed(status, last)
                return environment
            if status in _FAILED:
                raise self._failed(status, last)
            if self._clock() + poll > until:
                raise PackagingError(
                    f"MWAA environment {self.name} is still {status} after {timeout:g} s.",
                    "Look at it in the console; deploying again goes on from there.",
                )
            self._sleep(poll)

    def update(self, **versions: str) -> None:
        """Point the environment to new object versions; this takes MWAA 10 to 30 minutes.

        Workers end what they are doing before they are replaced (up to 12 hours), instead of being killed.

        :param versions: arguments of UpdateEnvironment, such as ``PluginsS3ObjectVersion``.
        """
        self._client.update_environment(
            Name=self.name,
            WorkerReplacementStrategy="GRACEFUL",
            **versions,  # type: ignore[arg-type]
        )

    def airflow(self, path: str, **query: Any) -> dict[str, Any]:
        """Return an answer of the environment's Airflow REST API.

        :param path: such as ``/dags/tokyobeta_daily``.
        :raises AirflowAnswerError: with the answer's status if Airflow refused or was not reached.
        """
        try:
            answer = self._client.invoke_rest_api(
                Name=self.name, Path=path, Method="GET", QueryParameters=query
            )
        except ClientError as error:
            status = error.response.get("RestApiStatusCode", error.response.get("Error", {}).get("Code"))
            raise AirflowAnswerError(
                status,
                f"Airflow of {self.name} answered {status} to {path}.",
                "Give the deploying role airflow:InvokeRestApi; look at the web server's log group. If the "
                "web server is private and this machine cannot reach it, deploy from inside the VPC.",
            ) from error
        return dict(answer["RestApiResponse"])

    def wait_until_parsed(self, dag_id: str, *, since: str, timeout: float, poll: float = 15.0) -> None:
        """Wait until Airflow has read a DAG anew, without import errors.

        :param dag_id: the DAG.
        :param since: moment in ISO 8601, UTC, after which it must have been read.
        :param timeout: longest acceptable wait in seconds; new files take MWAA about a minute.
        :raises PackagingError: with the import errors, or if it was not read in time.
        """
        until = self._clock() + timeout
        while True:
            errors = self.airflow("/importErrors", limit=5).get("import_errors", [])
            if errors:
                reasons = "; ".join(
                    f"{entry['filename']}: {_last_line(entry['stack_trace'])}" for entry in errors
                )
                raise PackagingError(
                    f"The DAGs do not import there: {reasons}", "Roll back, then mend the code."
                )
            if self._parsed_at(dag_id) > since:
                return
            if self._clock() + poll > until:
                raise PackagingError(
                    f"{dag_id} was not read again within {timeout:g} s.",
                    "Look at the dag processor's log group; roll back if the old version stays.",
                )
            self._sleep(poll)

    def _parsed_at(self, dag_id: str) -> str:
        try:
            dag = self.airflow(f"/dags/{dag_id}")
        except AirflowAnswerError as error:
            # Until the first deployment has been read.
            if error.status == 404:
                return ""
            raise
        return str(dag.get("last_parsed_time") or "")

    def _failed(self, status: str, last: dict[str, Any]) -> PackagingError:
        error = last.get("Error", {})
        return PackagingError(
            f"MWAA environment {self.name} is {status}: "
            f"{error.get('ErrorCode', 'no code')}: {error.get('ErrorMessage', 'no message')}",
            "MWAA has gone back to the versions before. Mend the cause, then deploy again.",
        )


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]
