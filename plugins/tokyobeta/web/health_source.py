"""What the pages are about: the document in S3 and Airflow's own runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from include.health.history import History
from include.health.store import HealthStore
from include.settings import get_settings
from tokyobeta.hooks.aws import s3_client
from tokyobeta.web.airflow_runs import airflow_runs

# As many days as the calendar shows; what is older the ledger knows.
_AIRFLOW_DAYS: Final = 62


class HealthSource:
    """Reads what the pages show; one for each process."""

    def __init__(self) -> None:
        self._store = HealthStore(get_settings())

    def history(self, session: Session) -> History | None:
        """Return the ledger by day, or None while no task has written it.

        :param session: of Airflow's database.
        :raises include.exceptions.HealthError: if S3 does not answer.
        """
        settings = get_settings()
        document = self._store.document(s3_client(settings.aws_conn_id))
        if document is None:
            return None
        now = datetime.now(UTC)
        runs = airflow_runs(session, now - timedelta(days=_AIRFLOW_DAYS))
        return History(document, runs, settings, now)
