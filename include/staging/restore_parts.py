"""A restore shared by several workers: the plan before them, and what each of them does.

They only make the restore that follows shorter: it keeps the tables that they have completed, restores
what is missing, checks everything, and sets the restore marker. What is wrong with dump or server is left to
it: it meets that again, and says it once.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from include.dump.errors import RestoreCancelledError
from include.dump.restore.partial_restore import PartialRestore, PartSummary
from include.dump.restore.restore import DumpRestore
from include.dump.restore.restore_part import RestorePart
from include.exceptions import DumpError
from include.ledger.dump_object import DumpObject
from include.ledger.ledger import Ledger
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.restore_input import RestoreInput

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)


class RestoreParts:
    """Plans the parts of a restore, or loads one of them.

    :param target: the warehouse, as the loading user.
    :param s3: client of the bucket's region.
    :param ledger: the run ledger on the same server.
    :param settings: schemas, connections, workers and the source database.
    """

    def __init__(self, target: WarehouseTarget, s3: S3Client, ledger: Ledger, settings: Settings) -> None:
        self._input = RestoreInput(target, s3, ledger, settings)
        self._workers = settings.restore_workers
        self._restore: DumpRestore | PartialRestore | None = None

    def plan(self, dump: DumpObject, *, force: bool = False) -> list[dict[str, Any]]:
        """Take the incoming schema over for the parts and share the tables out.

        :param dump: the object version that preflight has chosen.
        :param force: restore it in any case.
        :returns: a part for each worker, as plain data; none if there is nothing to share out.
        :raises RestoreCancelledError: if it was stopped.
        """
        try:
            parts = () if self._input.done_in(dump, force=force) else self._parts(dump)
        except RestoreCancelledError:
            raise
        except DumpError as error:
            log.warning("The restore is not shared out, all is left to restore_dump: %s", error.problem)
            return []
        for part in parts:
            log.info("Part %d: %d sections, %s bytes.", part.number, len(part.starts), f"{part.size:,}")
        return [asdict(part) for part in parts]

    def load(self, dump: DumpObject, part: Mapping[str, Any]) -> dict[str, Any]:
        """Load the tables of a part.

        :param dump: the object version that preflight has chosen.
        :param part: one of what :meth:`plan` has returned.
        :returns: the part in short; with ``left``, why it is left to the restore that follows.
        :raises RestoreCancelledError: if it was stopped.
        """
        own = RestorePart(part["number"], part["token"], tuple(part["starts"]), part["size"])
        try:
            summary = self._load(dump, own)
        except RestoreCancelledError:
            raise
        except DumpError as error:
            log.warning("Part %d is left to restore_dump: %s", own.number, error.problem)
            return {"part": own.number, "left": error.problem}
        log.info(
            "Part %d is loaded: %d tables, %d of them before, %s rows.",
            own.number,
            summary.tables,
            summary.resumed,
            f"{summary.rows:,}",
        )
        return asdict(summary)

    def cancel(self) -> None:
        """Stop what runs and its statements on the server, from a signal handler or thread."""
        if self._restore is not None:
            self._restore.cancel()

    def _parts(self, dump: DumpObject) -> tuple[RestorePart, ...]:
        options = self._input.options(dump)
        if options.report is None:
            log.info("No inspection of %s was handed over: restore_dump reads it alone.", dump.key)
            return ()
        self._restore = restore = DumpRestore(
            self._input.source(dump),
            self._input.target,
            self._input.incoming,
            options,
            before_change=self._input.drop_restore_marker,
        )
        parts = restore.plan(self._workers)
        if not parts:
            log.info("%s has no sections to share out: restore_dump reads it alone.", dump.key)
        return parts

    def _load(self, dump: DumpObject, part: RestorePart) -> PartSummary:
        options = self._input.options(dump)
        if options.report is None:
            raise DumpError(
                f"The inspection of {dump.url} from which the parts were planned is gone.",
                f"Clear preflight of {dump.dump_date} with downstream.",
            )
        self._restore = restore = PartialRestore(
            self._input.source(dump),
            self._input.target,
            self._input.incoming,
            part=part,
            report=options.report,
            options=options,
        )
        return restore.run()
