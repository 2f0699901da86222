"""Proves that readers see the dump that a run is about."""

from __future__ import annotations

from datetime import date

from include.exceptions import PublishError
from include.ledger.ledger import Ledger
from include.ledger.publication import Publication
from include.ledger.restore_marker_table import read_restore_marker
from include.mysql.target import WarehouseTarget


def require_published(
    target: WarehouseTarget, ledger: Ledger, staging_schema: str, day: date, restore_id: str | None = None
) -> Publication:
    """Return what readers see, if that is a run's own dump.

    Staging says itself what it holds; the ledger must say the same.

    :param target: the warehouse, as the loading user.
    :param ledger: the run ledger on the same server.
    :param staging_schema: the schema that readers see.
    :param day: JST day of the run's dump.
    :param restore_id: the object version that the run looked at; None takes any dump of the day.
    :raises PublishError: if readers see another day, another object of the day, or one of which the ledger
        does not know.
    """
    with target.with_schema(None).connect() as connection:
        seen = read_restore_marker(connection, staging_schema)
    published = ledger.published()
    if seen is None or seen.dump_date != day:
        raise PublishError(
            f"Readers see {f'the dump of {seen.dump_date}' if seen else 'no dump'}, not that of {day}.",
            f"Clear preflight of {day} with downstream if that day is wanted.",
        )
    if published is None or published.load_id != seen.load_id:
        raise PublishError(
            f"{staging_schema} holds {seen.object_key} with ETag {seen.etag}, and the ledger does not know "
            "that it was published.",
            f"Clear publish_staging of {day} with downstream.",
        )
    if restore_id not in {None, seen.restore_id}:
        raise PublishError(
            f"Readers see {seen.object_key} with ETag {seen.etag}, which the run {published.run_id} "
            f"published; this run looked at another object of {day}.",
            f"Clear preflight of {day} with downstream.",
        )
    return published
