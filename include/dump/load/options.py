"""How a restore is to be done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from include.dump.parse.report import DumpReport
from include.dump.parse.session import DumpSession
from include.dump.parse.sql_modes import KNOWN, MEANING
from include.dump.source.manifest import DumpManifest

STRICT = "STRICT_ALL_TABLES"
TOLERABLE = ("zero_dates", "invalid_dates", "empty_enums")


@dataclass(frozen=True, slots=True)
class RestoreOptions:
    """Options of one restore; the defaults are those of the pipeline.

    :param connections: loading connections; more than two gave nothing on two cores. One more completes
        tables, and loads too unless there is only one.
    :param expected_database: the database the dump must come from; None accepts any one.
    :param expected_tables: tables that it must have; None expects none by name.
    :param manifest: what the producer says about the dump.
    :param report: a passed inspection of the same object version; saves reading the dump an extra time.
    :param checksum: compute the SHA-256 of what is stored, for the summary: half a second per gigabyte, in
        which nothing is loaded yet. One that the manifest names is checked in any case.
    :param full_inspection: read every statement before anything is touched, instead of a quick look.
    :param trial_bytes: the rows of a dump of up to so much text are put into temporary tables before anything
        is touched, so that one which the server refuses is refused in time. More would take as long as the
        restore.
    :param overwrite: empty a schema that holds tables no restore of this engine made.
    :param fresh: start afresh even if an earlier try completed tables of the same object version.
    :param state_schema: schema of the tables that remember what is done; made if missing.
    :param tolerated_defects: defects of the source that are restored as they are, out of ``zero_dates``
        (0000-00-00), ``invalid_dates`` (2023-02-31, 2023-00-10) and ``empty_enums`` (the error value of an
        ENUM, written as the empty string). They are counted per column.
    :param verify_checksums: also compare CHECKSUM TABLE with the manifest.
    :param charset: character set of rows in a dump that names none.
    :param time_zone: in which TIMESTAMP values are written where the dump does not say, such as ``+00:00``;
        None takes that of the server's sessions, as the ``mysql`` client does. The manifest's comes first.
    :param time_zone_assumed: whether nobody gave ``time_zone`` for this source: a dump that does not say is
        then a warning.
    :param job_bytes: text loaded in one transaction; more needs memory, less needs commits.
    :param chunk_bytes: tables of an uncompressed dump that are next to each other are read together up to
        this size.
    :param progress_seconds: seconds between two reports of progress.
    :param reconnect_seconds: how long to try to reach a server that went away.
    """

    connections: int = 2
    expected_database: str | None = None
    expected_tables: Collection[str] | None = None
    manifest: DumpManifest | None = None
    report: DumpReport | None = field(default=None, repr=False)
    checksum: bool = True
    full_inspection: bool = False
    trial_bytes: int = 32 * 1024 * 1024
    overwrite: bool = False
    fresh: bool = False
    state_schema: str = "ops"
    tolerated_defects: tuple[str, ...] = TOLERABLE
    verify_checksums: bool = False
    charset: str = "utf8mb4"
    time_zone: str | None = None
    time_zone_assumed: bool = False
    job_bytes: int = 2 * 1024 * 1024
    chunk_bytes: int = 4 * 1024 * 1024
    progress_seconds: float = 5.0
    reconnect_seconds: float = 120.0

    def __post_init__(self) -> None:
        unknown = sorted(set(self.tolerated_defects) - set(TOLERABLE))
        if unknown or not 1 <= self.connections <= 16 or self.job_bytes < 1:
            raise ValueError(f"unknown defects {unknown}, or connections not in 1..16, or job_bytes below 1")

    @property
    def sql_mode(self) -> str:
        """The session's sql_mode: strict, ids of 0 kept, and the named defects let through."""
        return f"{STRICT},{self._mode}"

    @property
    def tolerates_empty_enums(self) -> bool:
        """Whether an ENUM's error value is restored, which strict mode refuses."""
        return "empty_enums" in self.tolerated_defects

    @property
    def watchful_mode(self) -> str:
        """The sql_mode in which the server warns of every zero or impossible day, tolerated or not."""
        return "STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE,NO_ZERO_IN_DATE"

    def watchful_mode_of(self, session: DumpSession) -> str:
        """Return that sql_mode for rows in a session that the dump has set up."""
        return ",".join([self.watchful_mode, *sorted(session.modes & MEANING)])

    @property
    def silent_time_zone(self) -> str | None:
        """The time zone of TIMESTAMP values for which the dump names none; None is the server's."""
        return (self.manifest.time_zone if self.manifest else None) or self.time_zone

    def session_mode(self, session: DumpSession, *, lenient: bool = False, numbered: bool = False) -> str:
        """Return the sql_mode for statements in a session that the dump has set up.

        An id of 0 is kept where the dump sets no mode, though the server would give the row another one.

        :param session: the dump's.
        :param lenient: as the ``mysql`` client has it, without strict mode where the dump switches that off.
        :param numbered: whether the server gives the rows their numbers: it does so for DEFAULT, too.
        """
        if lenient and session.lenient and self.follows_lenient_dump:
            modes = session.modes & KNOWN | {"NO_AUTO_VALUE_ON_ZERO", "ALLOW_INVALID_DATES"}
        else:
            modes = frozenset(self.sql_mode.split(",")) | (session.modes & MEANING)
        if session.numbers_zeros or (numbered and session.sql_mode is None):
            modes -= {"NO_AUTO_VALUE_ON_ZERO"}
        return ",".join(sorted(modes))

    @property
    def follows_lenient_dump(self) -> bool:
        """Whether a dump may switch strict mode off; not where some of its defects are not tolerated."""
        return set(TOLERABLE) <= set(self.tolerated_defects)

    @property
    def content_key(self) -> str:
        """What decides the restored content besides the dump itself; empty for the defaults."""
        differing = []
        if self.charset != "utf8mb4":
            differing.append(f"charset {self.charset}")
        if self.silent_time_zone is not None:
            differing.append(f"time zone {self.silent_time_zone}")
        if missing := set(TOLERABLE) - set(self.tolerated_defects):
            differing.append(f"without {', '.join(sorted(missing))}")
        return "".join(f" {text}" for text in differing)

    @property
    def _mode(self) -> str:
        modes = ["NO_AUTO_VALUE_ON_ZERO", "NO_ENGINE_SUBSTITUTION"]
        if "zero_dates" not in self.tolerated_defects:
            modes += ["NO_ZERO_DATE", "NO_ZERO_IN_DATE"]
        if "invalid_dates" in self.tolerated_defects:
            modes.append("ALLOW_INVALID_DATES")
        return ",".join(modes)
