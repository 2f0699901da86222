"""Checks of how old the content is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from include.mysql.timestamps import to_ledger
from include.staging.quality.checks.tables import named
from include.staging.quality.measurement import Measurement
from include.staging.quality.rule_context import RuleContext
from include.staging.quality.skip_rule import SkipRuleError


def content_older(context: RuleContext, parameters: Mapping[str, Any]) -> Measurement:
    """Count the tables whose newest change is older than the one that readers see now."""
    assert context.reference is not None
    older = []
    for table in parameters["tables"]:
        if table not in context.rows or table not in context.reference_rows:
            continue  # tables_missing tells
        before, now = _newest(context, context.reference, table), _newest(context, context.schema, table)
        if before is not None and (now is None or now < before):
            older.append(f"{table} {now} after {before}")
    return Measurement(value=len(older), detail=named(older))


def changed_after_upload(context: RuleContext, parameters: Mapping[str, Any]) -> Measurement:
    """Count the rows that were changed after the dump was uploaded: the source's clock is not in UTC.

    A dump says nothing of its time zone when it is made with ``--compact`` or ``--skip-tz-utc``. Read in UTC,
    the changes of the last hours in Tokyo then lie hours ahead. The end of the restore stands for an upload
    whose moment is not known.
    """
    uploaded_at = {"uploaded_at": to_ledger(context.uploaded_at or context.marker.sealed_at)}
    ahead = {}
    for table in parameters["tables"]:
        if table in context.rows:  # tables_missing reports the others
            names = {"schema": context.schema, "table": table}
            ahead[table] = int(context.query("changed_after", names, uploaded_at)[0][0])
    found = [f"{table} {rows} rows" for table, rows in ahead.items() if rows]
    return Measurement(value=sum(ahead.values()), detail=named(found))


def hours_before_upload(context: RuleContext, parameters: Mapping[str, Any]) -> Measurement:
    """Return the hours from the newest change of any of the tables to the upload.

    A source in UTC whose times are read as Tokyo's seems nine hours older than it is.

    :raises SkipRuleError: if the moment of the upload is not known, or is not of the dump's own day.
    """
    uploaded_at = to_ledger(context.uploaded_at)
    if uploaded_at is None:
        raise SkipRuleError("the moment of the upload is not known")
    if uploaded_at > context.end_of_day:
        raise SkipRuleError(f"the dump was uploaded after its day, at {uploaded_at:%Y-%m-%d %H:%M} UTC")
    found = {
        table: _newest(context, context.schema, table)
        for table in parameters["tables"]
        if table in context.rows  # tables_missing reports the others
    }
    newest = max((moment for moment in found.values() if moment is not None), default=None)
    if newest is None:
        return Measurement(value=None, detail="no change with a usable moment")
    hours = (uploaded_at - newest).total_seconds() / 3600
    return Measurement(value=hours, detail=f"newest change {newest:%Y-%m-%d %H:%M} UTC")


def content_seen_before(context: RuleContext, _: Mapping[str, Any]) -> Measurement:
    """Count the other days (0 or 1) whose dump had the very same bytes."""
    if context.marker.sha256 is None:
        return Measurement(value=None, detail="the restore did not record a checksum")
    same = context.ledger.same_content_other_day(context.marker.sha256, context.marker.dump_date)
    return Measurement(value=int(same is not None), detail=f"{same[1]} of {same[0]}" if same else "")


def _newest(context: RuleContext, schema: str, table: str) -> datetime | None:
    names = {"schema": schema, "table": table}
    moment: datetime | None = context.query("newest_change", names, {"end_of_day": context.end_of_day})[0][0]
    return moment
