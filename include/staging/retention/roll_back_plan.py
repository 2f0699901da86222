"""What a roll-back would do, before it does anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from include.exceptions import PublishError
from include.ledger.publication import Publication
from include.staging.retention.backup import Backup
from include.text_table import text_table


def roll_back_plan(day: date, published: Publication | None, backups: Sequence[Backup]) -> str:
    """Return in words and as a table what going back to a day would do.

    :param day: dump date to go back to.
    :param published: what readers see now.
    :param backups: the copies that are kept, newest dump date first.
    :raises PublishError: if there is no copy of that day that can be published.
    """
    ready = {backup.day: backup for backup in backups if backup.can_be_published}
    if day not in ready:
        days = ", ".join(str(each) for each in ready) or "none"
        raise PublishError(
            f"There is no copy of the dump of {day} to go back to. Days that there are: {days}.",
            "Trigger this DAG again with one of these, or tokyobeta_daily with that day and *Restore again*.",
        )
    rows = [(str(b.day), b.schema, str(b.table_count), _state(b, day)) for b in backups]
    seen = f"the dump of {published.dump_date}" if published else "nothing that this pipeline published"
    if published is not None:
        rows.insert(
            0, (str(published.dump_date), "staging", str(published.table_count), "readers see it now")
        )
    return (
        f"Readers see {seen}. Going back to {day} lets them see its {ready[day].table_count} tables "
        f"({ready[day].row_count or 0:,} rows) instead, by one RENAME TABLE; what they see becomes a copy, "
        "to which the same step leads back. Then silver and gold are built and SPICE is refreshed.\n"
        + text_table(("dump date", "schema", "tables", "state"), rows)
    )


def _state(backup: Backup, day: date) -> str:
    if not backup.can_be_published:
        return "cannot be published: no marker"
    return "would be seen again" if backup.day == day else "kept"
