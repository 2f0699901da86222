"""Where the services of a running stack are."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class StackAddresses:
    """Addresses for people and scripts; the same names as in ``make -s status JSON=1``.

    :param airflow: URL of the web UI.
    :param mysql: URL of the warehouse as the user that may do everything, password included.
    :param warehouse: URL of the warehouse as the pipeline's user, password included.
    :param aws: URL of the AWS stand-in.
    :param quicksight: URL of the QuickSight stand-in.
    :param bucket: bucket of dumps and snapshots.
    :param topic: resource name of the alert topic.
    :param queue: name of the queue that receives the alerts.
    :param airflow_user: login of the web UI.
    :param airflow_password: its password.
    """

    airflow: str
    mysql: str = field(repr=False)
    warehouse: str = field(repr=False)
    aws: str
    quicksight: str
    bucket: str
    topic: str
    queue: str
    airflow_user: str
    airflow_password: str = field(repr=False)

    def as_dict(self) -> dict[str, str]:
        """Return the addresses as plain values."""
        return asdict(self)
