"""Shows and erases what a run that died left behind."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import pymysql

from include.dump.load.restore_state import RestoreState
from include.dump.restore.restore_lock import RestoreLock
from include.exceptions import TidyUpError
from include.ledger.ledger import Ledger
from include.ledger.tidy_up_record import TidyUpRecord, record_tidy_up, recorded_tidy_up
from include.mysql.errors import reason
from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import utc_now
from include.settings import Settings
from include.staging.publish.publisher import Publisher
from include.staging.tidy_up.leftover import Leftover
from include.staging.tidy_up.model_drafts import ModelDrafts
from include.staging.tidy_up.place import Place
from include.staging.tidy_up.replaced_tables import ReplacedTables
from include.staging.tidy_up.unfinished_restore import UnfinishedRestore
from include.staging.tidy_up.waiting_dump import WaitingDump

_AGAIN: Final = "Put the cause right, then clear this task: what is erased already is not missed."


class TidyUp:
    """Looks for what a dead run left behind, and erases it; what readers see is never among it.

    It works alone: while a restore or a publish holds its lock, nothing is looked at.

    :param target: the warehouse, as the loading user.
    :param dbt_target: the same server, as the user that dbt builds with.
    :param ledger: the run ledger on the same server.
    :param settings: names of the schemas, and how long a statement may wait for a table.
    """

    def __init__(
        self, target: WarehouseTarget, dbt_target: WarehouseTarget, ledger: Ledger, settings: Settings
    ) -> None:
        self._target = target.with_schema(None)
        self._ledger = ledger
        self._settings = settings
        # The complete dump first: without its marker its tables would be those of an unfinished restore.
        self._places: tuple[Place, ...] = (
            WaitingDump(target, ledger, settings),
            UnfinishedRestore(target, settings),
            ReplacedTables(target, settings),
            ModelDrafts(dbt_target, settings),
        )

    def look(self) -> list[Leftover]:
        """Return what a dead run left behind; nothing is changed.

        :raises PublishError: if a publish or roll-back is in progress.
        :raises RestoreBusyError: if a restore is in progress.
        :raises TidyUpError: if the server refuses.
        """
        with self._alone():
            return self._found(self._places)

    def erase(self, kinds: Collection[str], record: TidyUpRecord) -> tuple[list[Leftover], list[Leftover]]:
        """Erase what there is of some kinds, and record it; a second call finds nothing.

        :param kinds: of :mod:`include.staging.tidy_up.kinds`.
        :param record: who wants it and why; a repeated try adds what it finds.
        :returns: what was erased, and what there still is.
        :raises PublishError: if a publish or roll-back is in progress.
        :raises RestoreBusyError: if a restore is in progress.
        :raises TidyUpError: if the server refuses, or something is left.
        """
        with self._alone():
            places = [place for place in self._places if place.kind in kinds]
            erased = [each for each in self._found(places) if not each.kept]
            if erased:
                self._erase(places, erased, record)
            return erased, self._found(self._places)

    def _erase(self, places: list[Place], wanted: list[Leftover], record: TidyUpRecord) -> None:
        schema = self._settings.ops_schema
        before = recorded_tidy_up(self._target, schema, record.run_id)
        facts = [each.facts() for each in wanted]
        record = replace(record, erased=(*(each for each in before if each not in facts), *facts))
        record_tidy_up(self._target, schema, record)
        for place in places:
            place.erase()
        if left := [each for each in self._found(places) if not each.kept]:
            raise TidyUpError(
                f"Something is left or came back: {left[0].what} in {left[0].where}, {left[0].details}.",
                "Wait until no run is in progress, then clear this task.",
            )
        record_tidy_up(self._target, schema, replace(record, finished_at=utc_now()))

    def _found(self, places: Collection[Place]) -> list[Leftover]:
        return [each for place in places for each in place.found()]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep publishes and restores out meanwhile."""
        incoming = self._settings.incoming_schema
        state = RestoreState(self._settings.ops_schema, incoming)
        lock = RestoreLock(incoming, state)
        try:
            # The locks end with the connection.
            with Publisher(self._target, self._ledger, self._settings).exclusive() as connection:
                state.prepare(connection)
                lock.acquire(connection)
                yield
        except pymysql.err.MySQLError as error:
            raise TidyUpError(f"The server refused: {reason(error)}.", _AGAIN) from error
