"""The stand-in's behaviour without HTTP."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from dev.local.quicksight_api.api_error import ApiError
from dev.local.quicksight_api.data_set import DataSet, load_data_sets
from dev.local.quicksight_api.ingestion import Ingestion
from dev.local.quicksight_api.spice import Spice, SpiceError

_INGESTION_ID = re.compile(r"[a-zA-Z0-9\-_]{1,128}")
_TYPES = frozenset({"FULL_REFRESH", "INCREMENTAL_REFRESH"})
_DAY_SECONDS = 24 * 3600.0


class QuickSightService:
    """Data sets and their ingestions for one account, as the API reference describes them.

    The ingestions of one data set run one after the other: a second one is QUEUED until the first has ended.

    :param account: AWS account number, 12 digits.
    :param region: AWS region, for resource names.
    :param spice: reads the rows.
    :param daily_limit: accepted ingestions of one data set within 24 hours; Enterprise edition allows 32.
    :param data_sets: returns the defined data sets by identifier.
    """

    def __init__(
        self,
        account: str,
        region: str,
        spice: Spice,
        *,
        daily_limit: int = 32,
        data_sets: Callable[[], Mapping[str, DataSet]] = load_data_sets,
    ) -> None:
        self.account = account
        self.region = region
        self.spice = spice
        self.daily_limit = daily_limit
        self._data_sets = data_sets
        self._ingestions: dict[str, list[Ingestion]] = {}
        self._lock = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}

    def create_ingestion(self, account: str, data_set_id: str, ingestion_id: str, kind: str) -> Ingestion:
        """Accept an ingestion and start it.

        :raises ApiError: ResourceExistsException for a reused identifier, LimitExceededException when the
            daily number is used up, ResourceNotFoundException, InvalidParameterValueException.
        """
        data_set = self.data_set(account, data_set_id)
        if not _INGESTION_ID.fullmatch(ingestion_id):
            raise ApiError.invalid(
                f"IngestionId {ingestion_id} must match ^[a-zA-Z0-9-_]+$ and have 1 to 128 letters"
            )
        if kind not in _TYPES:
            raise ApiError.invalid(f"IngestionType {kind} is not one of {', '.join(sorted(_TYPES))}")
        with self._lock:
            known = self._ingestions.setdefault(data_set_id, [])
            if any(each.ingestion_id == ingestion_id for each in known):
                raise ApiError.exists(
                    f"Ingestion {ingestion_id} already exists for dataset {data_set_id}", "INGESTION"
                )
            if sum(each.created > time.time() - _DAY_SECONDS for each in known) >= self.daily_limit:
                raise ApiError.limit_exceeded(
                    f"Dataset {data_set_id} reached its {self.daily_limit} ingestions in 24 hours",
                    "INGESTION",
                )
            ingestion = Ingestion(
                arn=f"{self.arn(data_set_id)}/ingestion/{ingestion_id}",
                ingestion_id=ingestion_id,
                request_type=kind,
            )
            ahead = [each for each in known if each.running]
            if ahead:
                ingestion.status, ingestion.waiting_on = "QUEUED", ahead[-1].ingestion_id
            known.append(ingestion)
            turn = self._turns.setdefault(data_set_id, threading.Lock())
        accepted = Ingestion(**{name: getattr(ingestion, name) for name in Ingestion.__slots__})
        threading.Thread(target=self._run, args=(turn, data_set, ingestion), daemon=True).start()
        return accepted

    def describe_ingestion(self, account: str, data_set_id: str, ingestion_id: str) -> Ingestion:
        """Return an ingestion.

        :raises ApiError: ResourceNotFoundException.
        """
        for each in self.list_ingestions(account, data_set_id):
            if each.ingestion_id == ingestion_id:
                return each
        raise ApiError.not_found(
            f"Ingestion {ingestion_id} of dataset {data_set_id} is not found", "INGESTION"
        )

    def cancel_ingestion(self, account: str, data_set_id: str, ingestion_id: str) -> Ingestion:
        """Cancel an ingestion that has not ended.

        :raises ApiError: ResourceNotFoundException.
        """
        ingestion = self.describe_ingestion(account, data_set_id, ingestion_id)
        with self._lock:
            ingestion.cancel()
        return ingestion

    def list_ingestions(self, account: str, data_set_id: str) -> list[Ingestion]:
        """Return the ingestions of a data set, the newest first.

        :raises ApiError: ResourceNotFoundException for an unknown data set.
        """
        self.data_set(account, data_set_id)
        with self._lock:
            return list(reversed(self._ingestions.get(data_set_id, [])))

    def describe_data_set(self, account: str, data_set_id: str) -> dict[str, Any]:
        """Return the ``DataSet`` structure of the API reference.

        :raises ApiError: ResourceNotFoundException.
        """
        data_set = self.data_set(account, data_set_id)
        done = [each for each in self.list_ingestions(account, data_set_id) if each.status == "COMPLETED"]
        answer: dict[str, Any] = {
            "Arn": self.arn(data_set_id),
            "DataSetId": data_set_id,
            "Name": data_set.name,
            "ImportMode": "SPICE",
            "ConsumedSpiceCapacityInBytes": (done[0].size or 0) if done else 0,
            "PhysicalTableMap": {
                data_set.name: {
                    "CustomSql": {
                        "DataSourceArn": f"arn:aws:quicksight:{self.region}:{self.account}:datasource/aurora",
                        "Name": data_set.name,
                        "SqlQuery": data_set.sql,
                    }
                }
            },
        }
        if done and done[0].ended:
            answer["LastUpdatedTime"] = done[0].ended
        try:
            answer["OutputColumns"] = self.spice.columns(data_set)
        except SpiceError:
            # The real service remembers the columns of the definition; here they come from the warehouse,
            # which may not be built yet. The member is optional.
            return answer
        return answer

    def data_set(self, account: str, data_set_id: str) -> DataSet:
        """Return a data set.

        :raises ApiError: ResourceNotFoundException, also for another account.
        """
        found = self._data_sets().get(data_set_id)
        if account != self.account or found is None:
            raise ApiError.not_found(f"DataSet {data_set_id} in account {account} is not found", "DATA_SET")
        return found

    def arn(self, data_set_id: str) -> str:
        """Return a data set's resource name."""
        return f"arn:aws:quicksight:{self.region}:{self.account}:dataset/{data_set_id}"

    def _run(self, turn: threading.Lock, data_set: DataSet, ingestion: Ingestion) -> None:
        with turn:
            with self._lock:
                if not ingestion.running:
                    return
                ingestion.begin()
            try:
                rows, size = self.spice.ingest(data_set, cancelled=lambda: not ingestion.running)
            except SpiceError as error:
                with self._lock:
                    ingestion.fail(error.error_type, error.message)
            else:
                with self._lock:
                    ingestion.complete(rows, size)
