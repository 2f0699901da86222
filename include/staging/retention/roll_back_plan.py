"""What a roll-back would do, before it does anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from include.exceptions import PublishError
from include.ledger.publication import Publication
from include.staging.quality.copy_check import require_no_problem
from include.staging.retention.backup import Backup
from include.text_table import text_table

_COLUMNS: Final = ("dump date", "schema", "tables", "state")


def possible_days(backups: Sequence[Backup]) -> list[date]:
    """Return the dump dates to which readers can go back, newest first.

    :param backups: the copies that are kept.
    """
    return [backup.day for backup in backups if backup.can_be_published and not backup.problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class RollBackPlan:
    """What would happen, and the copies that there are.

    :param sentence: what would happen.
    :param rows: dump date, schema, tables and state; what readers see now first.
    """

    sentence: str
    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """Return it for a log."""
        return f"{text_table(_COLUMNS, self.rows)}\n{self.sentence}"

    def markdown(self) -> str:
        """Return it for the web UI."""
        lines = [_COLUMNS, ("---",) * len(_COLUMNS), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines) + f"\n\n{self.sentence}"


def _rows(
    day: date | None, published: Publication | None, backups: Sequence[Backup]
) -> tuple[tuple[str, ...], ...]:
    rows = [(str(b.day), b.schema, str(b.table_count), _state(b, day)) for b in backups]
    if published is not None:
        rows.insert(
            0, (str(published.dump_date), "staging", str(published.table_count), "readers see it now")
        )
    return tuple(rows)


def choice(published: Publication | None, backups: Sequence[Backup]) -> RollBackPlan:
    """Return what a person can choose from, and what each choice means.

    :param published: what readers see now.
    :param backups: the copies that are kept, newest dump date first.
    :raises PublishError: if there is no copy at all that can be published.
    """
    days = possible_days(backups)
    if not days:
        raise PublishError(
            f"There is no copy of any earlier dump to go back to.{_problems(backups)}",
            "Trigger tokyobeta_daily with the day and *Restore again*: that needs its dump in S3.",
        )
    return RollBackPlan(
        sentence="All tables: readers see that dump again by one RENAME TABLE, in seconds; what they see "
        "becomes a copy. One table: a copy of it beside all others; the day that readers see now undoes "
        "that. Then silver and gold are built and SPICE is refreshed.",
        rows=_rows(None, published, backups),
    )


def table_plan(
    day: date, table: str, published: Publication | None, backups: Sequence[Backup]
) -> RollBackPlan:
    """Return what going back to a day with one table alone would do.

    :param day: dump date of the copy; the published day undoes it.
    :param table: name of the table.
    :param published: what readers see now.
    :param backups: the copies that are kept, newest dump date first.
    :raises PublishError: if there is no copy of that day that can be published, or it lacks something.
    """
    if published is not None and day == published.dump_date:
        what = f"{table} would be the one of the published dump again, if a roll-back had replaced it."
    else:
        _require(day, backups)
        what = (
            f"Readers would see {table} of {day}, a copy, beside all other tables "
            f"of {published.dump_date if published else 'staging'}: figures that join both mix two days. The "
            "same step with the published day undoes it, and the next publish replaces all tables."
        )
    return RollBackPlan(
        sentence=f"{what} Then silver and gold are built and SPICE is refreshed.",
        rows=_rows(day, published, backups),
    )


def roll_back_plan(day: date, published: Publication | None, backups: Sequence[Backup]) -> RollBackPlan:
    """Return in words and as a table what going back to a day would do.

    :param day: dump date to go back to.
    :param published: what readers see now.
    :param backups: the copies that are kept, newest dump date first.
    :raises PublishError: if there is no copy of that day that can be published, or it lacks something.
    """
    _require(day, backups)
    copy = next(backup for backup in backups if backup.can_be_published and backup.day == day)
    seen = f"the dump of {published.dump_date}" if published else "nothing that this pipeline published"
    return RollBackPlan(
        sentence=f"Readers see {seen}. Going back to {day} lets them see its {copy.table_count} tables "
        f"({copy.row_count or 0:,} rows) instead, by one RENAME TABLE; what they see becomes a copy, "
        "to which the same step leads back. Then silver and gold are built and SPICE is refreshed.",
        rows=_rows(day, published, backups),
    )


def _require(day: date, backups: Sequence[Backup]) -> None:
    for backup in backups:
        if backup.day == day:
            require_no_problem(backup.problem, f"The copy of the dump of {day}")
    ready = possible_days(backups)
    if day not in ready:
        days = ", ".join(str(each) for each in ready) or "none"
        raise PublishError(
            f"There is no copy of the dump of {day} to go back to. Days that there are: {days}.",
            "Trigger this DAG again with one of these, or tokyobeta_daily with that day and *Restore again*.",
        )


def _problems(backups: Sequence[Backup]) -> str:
    return "".join(f" The copy of {b.day} lacks {b.problem}." for b in backups if b.problem)


def _state(backup: Backup, day: date | None) -> str:
    if not backup.can_be_published:
        return "cannot be published: no marker"
    if backup.problem:
        return f"cannot be seen again, lacks {backup.problem}"
    return "would be seen again" if backup.day == day else "available"
