"""Makes a restored dump what readers see, and takes it back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from include.exceptions import PublishError
from include.ledger.ledger import Ledger
from include.ledger.restore_marker import RestoreMarker
from include.ledger.restore_marker_table import MARKER_TABLE, read_restore_marker
from include.ledger.schemas import OWN_TABLES, SET_ASIDE_PREFIX, backup_schema, base_tables
from include.mysql.identifiers import checked_schema, quoted
from include.mysql.named_lock import NamedLock
from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import utc_now
from include.settings import Settings
from include.staging.incoming import check_complete, incoming_tables
from include.staging.publish.publish_result import PublishResult
from include.staging.publish.publish_step import PublishStep, publication_of
from include.staging.publish.swap import check_foreign_keys, drop_replaced, drop_triggers, run_swap
from include.staging.publish.swap_plan import REPLACED_PREFIX, SwapPlan
from include.staging.quality.approval import overrides_of, require_approval
from include.staging.quality.copy_check import copy_problem, require_no_problem
from include.staging.quality.rules import error_rules
from include.staging.restored_dump import describe_markers, find_restored_dump

if TYPE_CHECKING:
    from pymysql.connections import Connection

log = logging.getLogger(__name__)

_LOCK: Final = NamedLock("tokyobeta_publish")
_LOCK_WAIT_SECONDS: Final = 10


class Publisher:
    """Replaces staging by one RENAME TABLE.

    The replaced copy goes to the backup schema of **its own** dump date: ``staging_backup_20260209`` holds
    the dump of 9 February. There is at most one backup per table and day; publishing the 10th twice puts the
    first copy of the 10th beside the 9th, never over it.

    :param target: the warehouse, as the loading user.
    :param ledger: the run ledger on the same server.
    :param settings: names of the schemas, lock wait and number of tries.
    :param pause_seconds: between two tries of a blocked RENAME.
    """

    def __init__(
        self, target: WarehouseTarget, ledger: Ledger, settings: Settings, *, pause_seconds: float = 5.0
    ) -> None:
        self._target = target.with_schema(None)
        self._ledger = ledger
        self._settings = settings
        self._pause_seconds = pause_seconds
        self._staging = checked_schema(settings.staging_schema)
        self._incoming = checked_schema(settings.incoming_schema)

    def publish(
        self,
        dump_date: date,
        *,
        run_id: str,
        code_version: str,
        restore_id: str | None = None,
        force: bool = False,
    ) -> PublishResult:
        """Make the restored dump of a day what readers see.

        A retry after success changes nothing; a retry after a crash finishes what was begun. Whatever
        tasks were cleared or marked by hand: the restore marker, and the quality results of that restore,
        decide.

        :param dump_date: JST day of the dump that the incoming schema must hold.
        :param run_id: Airflow run, for the ledger.
        :param code_version: commit of the code, for the ledger.
        :param restore_id: the object version that the run looked at; None takes any dump of the day.
        :param force: also replace a newer dump by this older one.
        :raises PublishError: if the incoming schema does not hold that dump completely, a quality rule was
            not measured on it or failed without being waived by name, a newer dump is published, or readers
            block the RENAME; what readers see is unchanged.
        """
        with self.exclusive() as connection:
            healed = self.heal(connection, run_id, code_version)
            seen = read_restore_marker(connection, self._staging)
            found = find_restored_dump(connection, self._settings, dump_date, restore_id)
            if found is None:
                raise self._not_restored(connection, dump_date, seen)
            schema, marker = found
            if schema == self._staging:
                return self._already_published(connection, healed)
            overrides = self._overrides(marker, seen, force)
            require_approval(self._ledger, marker, error_rules())
            tables = incoming_tables(connection, self._incoming)
            check_complete(connection, self._incoming, tables, self._ledger.restored_rows(marker.restore_id))
            step = PublishStep(
                action="publish",
                run_id=run_id,
                code_version=code_version,
                marker=marker,
                seen=seen,
                source=self._incoming,
                tables=tuple(tables),
                # What was there before this pipeline's first publish has no day of its own.
                replaced_day=seen.dump_date if seen else dump_date - timedelta(days=1),
                overrides=overrides,
                healed=healed,
            )
            return self._swap(connection, step)

    def roll_back(self, day: date, *, run_id: str, code_version: str, reason: str = "") -> PublishResult:
        """Make the backup of a day what readers see again; what they see now becomes the backup of its day.

        :param day: dump date of the backup. The day that is published now: its two copies change places.
        :param run_id: who does it, for the ledger.
        :param code_version: commit of the code, for the ledger.
        :param reason: who wants it and why, for the ledger; empty if nobody said.
        :raises PublishError: if there is no such backup, it lacks tables or columns that the models read, or
            readers block the RENAME; what readers see is unchanged.
        """
        source = backup_schema(self._settings.backup_schema_prefix, day)
        with self.exclusive() as connection:
            healed = self.heal(connection, run_id, code_version)
            marker, seen = (
                read_restore_marker(connection, source),
                read_restore_marker(connection, self._staging),
            )
            if marker is None:
                return self._already_rolled_back(source, day, seen, healed)
            require_no_problem(
                copy_problem(connection, self._ledger, self._settings, source),
                f"The copy of the dump of {day}",
            )
            aside = (REPLACED_PREFIX, SET_ASIDE_PREFIX)
            tables = (name for name in base_tables(connection, source) if not name.startswith(aside))
            step = PublishStep(
                action="roll back",
                run_id=run_id,
                code_version=code_version,
                marker=marker,
                seen=seen,
                source=source,
                tables=tuple(tables),
                replaced_day=seen.dump_date if seen else utc_now().date(),
                overrides=(f"rolled back by {reason}",) if reason else (),
                healed=healed,
            )
            result = self._swap(connection, step)
            if not base_tables(connection, source):
                with connection.cursor() as cursor:
                    cursor.execute(f"DROP DATABASE {quoted(source)}")
            return result

    def _swap(self, connection: Connection[Any], step: PublishStep) -> PublishResult:
        plan = self._plan(connection, step)
        check_foreign_keys(connection, plan)
        triggers = drop_triggers(connection, plan)
        self._warn_of_unknown_tables(plan, step)
        if plan.staging_tables:
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE IF NOT EXISTS {quoted(plan.backup)}")
        seconds, attempts = run_swap(
            connection,
            plan,
            lock_wait_seconds=self._settings.publish_lock_wait_seconds,
            attempts=self._settings.publish_attempts,
            pause_seconds=self._pause_seconds,
        )
        log.info("%s: %d tables in %.2f s, try %d", step.action, len(step.tables), seconds, attempts)
        publication = step.publication(
            backup_schema=plan.backup if plan.staging_tables else None, seconds=seconds, attempts=attempts
        )
        self._ledger.record_publication(publication)
        discarded = drop_replaced(connection, step.source)
        if discarded:
            log.warning("%s held an older copy of the same day; it was replaced and dropped.", plan.backup)
        return PublishResult(
            publication=publication,
            changed=True,
            healed=step.healed,
            dropped_triggers=triggers,
            discarded_copy=plan.backup if discarded else None,
        )

    def _plan(self, connection: Connection[Any], step: PublishStep) -> SwapPlan:
        drop_replaced(connection, step.source)  # what an interrupted swap left
        backup = backup_schema(self._settings.backup_schema_prefix, step.replaced_day)
        return SwapPlan(
            source=step.source,
            source_tables=step.tables,
            staging=self._staging,
            staging_tables=[n for n in base_tables(connection, self._staging) if n not in OWN_TABLES],
            backup=backup,
            backup_tables=base_tables(connection, backup),
        )

    def _warn_of_unknown_tables(self, plan: SwapPlan, step: PublishStep) -> None:
        """Name tables in staging that no dump brought: they go to the backup with the others."""
        if step.seen is None:
            return
        known = {*self._ledger.restored_rows(step.seen.restore_id), MARKER_TABLE}
        unknown = [name for name in plan.staging_tables if name not in known]
        if unknown and len(known) > 1:
            log.warning("Tables of unknown origin go to %s: %s", plan.backup, ", ".join(unknown))

    def heal(self, connection: Connection[Any], run_id: str, code_version: str) -> bool:
        """Record what readers see if a try before died between its RENAME and its row in the ledger."""
        seen = read_restore_marker(connection, self._staging)
        if seen is None:
            return False
        healed = self._ledger.record_publication(
            publication_of(
                seen,
                action="healed",
                run_id=run_id,
                code_version=code_version,
                overrides=overrides_of(self._ledger, seen),
            )
        )
        if healed:
            log.warning("Readers saw the dump of %s, the ledger did not know: recorded.", seen.dump_date)
        return healed

    def _already_published(self, connection: Connection[Any], healed: bool) -> PublishResult:
        published = self._ledger.published()
        assert published is not None  # heal has recorded what staging holds
        drop_replaced(connection, self._incoming)
        return PublishResult(publication=published, changed=False, healed=healed)

    def _not_restored(
        self, connection: Connection[Any], dump_date: date, seen: RestoreMarker | None
    ) -> PublishError:
        held = describe_markers(connection, self._settings)
        if seen is not None and seen.dump_date > dump_date:
            return PublishError(
                f"Readers see the newer dump of {seen.dump_date}, none of {dump_date} is waiting: {held}.",
                "Nothing to do. To go back, use roll-back or run the day again with force_restore.",
            )
        return PublishError(
            f"The dump of {dump_date} that this run looked at is not restored: {held}.",
            f"Clear preflight of {dump_date} with downstream.",
        )

    def _already_rolled_back(
        self, source: str, day: date, seen: RestoreMarker | None, healed: bool
    ) -> PublishResult:
        published = self._ledger.published()
        if seen is not None and published is not None and seen.dump_date == day:
            return PublishResult(publication=published, changed=False, healed=healed)
        raise PublishError(
            f"{source} is no backup that can be published: there is no such schema, or it has no marker.",
            "Choose a day that `python -m include.warehouse backups` lists, or run the day again with force.",
        )

    def _overrides(self, marker: RestoreMarker, seen: RestoreMarker | None, force: bool) -> tuple[str, ...]:
        """Return what a person overrode by publishing this dump; refuse to go back in time unasked."""
        overrides = overrides_of(self._ledger, marker)
        if seen is None or seen.dump_date <= marker.dump_date:
            return overrides
        if not force:
            raise PublishError(
                f"Readers see the dump of {seen.dump_date}; the one of {marker.dump_date} is older.",
                "Leave it, or trigger the run with force_restore if the older day is really wanted.",
            )
        return (*overrides, f"the older dump replaced the one of {seen.dump_date}: force_restore")

    @contextmanager
    def exclusive(self) -> Iterator[Connection[Any]]:
        """Open a connection that is the only one publishing; the lock ends with the connection."""
        with self._target.connect() as connection:
            with connection.cursor() as cursor:
                alone = _LOCK.acquire(cursor, _LOCK_WAIT_SECONDS)
            if not alone:
                raise PublishError(
                    "Another session is publishing at this moment.",
                    "Wait for it to end, then clear this task with downstream.",
                )
            yield connection
