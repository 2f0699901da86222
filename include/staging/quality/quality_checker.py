"""Measures every quality rule on a restored dump."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import pymysql

from include.exceptions import ConfigurationError, FailedRulesError, QualityError
from include.ledger.ledger import Ledger
from include.ledger.restore_marker import RestoreMarker
from include.ledger.restore_marker_table import read_restore_marker
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.quality.approval import advice_for_failed_rules, waived_rules
from include.staging.quality.checks import CHECKS
from include.staging.quality.measurement import Measurement
from include.staging.quality.rule import Rule
from include.staging.quality.rule_context import RuleContext
from include.staging.quality.rule_result import RuleResult
from include.staging.quality.rules import all_rules
from include.staging.quality.skip_rule import SkipRuleError
from include.staging.restored_dump import describe_markers, find_restored_dump
from include.text_table import text_table

if TYPE_CHECKING:
    from pymysql.connections import Connection

log = logging.getLogger(__name__)

_NO_SUCH_TABLE: Final = 1146
_NO_SUCH_COLUMN: Final = 1054


class QualityChecker:
    """Measures every quality rule on a restored dump and records the results.

    :param target: the warehouse, as the loading user.
    :param ledger: the run ledger on the same server.
    :param settings: names of the schemas, and thresholds that are settings.
    """

    def __init__(self, target: WarehouseTarget, ledger: Ledger, settings: Settings) -> None:
        self._target = target.with_schema(None)
        self._ledger = ledger
        self._settings = settings

    def run(
        self,
        dump_date: date,
        *,
        run_id: str,
        waived: Collection[str] = (),
        reason: str = "",
        restore_id: str | None = None,
        uploaded_at: datetime | None = None,
    ) -> list[RuleResult]:
        """Measure every rule and record the results; a failed rule does not raise here.

        The dump is looked for in the incoming schema, or, when it is published already, in staging. What was
        waived when it was published stays waived.

        :param dump_date: JST day of the dump.
        :param run_id: Airflow run, for the ledger.
        :param waived: rules that a person lets fail in this run; their result says so.
        :param reason: who lets them fail and why, for the ledger.
        :param restore_id: the object version that the run looked at; None takes any dump of the day.
        :param uploaded_at: timezone-aware moment at which that object was uploaded; None if it is not known.
        :raises QualityError: if neither schema holds that dump.
        :raises ConfigurationError: if a waived rule does not exist.
        """
        unknown = set(waived) - {rule.name for rule in all_rules()}
        if unknown:
            raise ConfigurationError(
                f"There is no quality rule {', '.join(sorted(unknown))}.",
                "Take a name from the list in the log.",
            )
        with self._target.connect() as connection:
            with connection.cursor() as cursor:
                # Zero dates are data here; a strict mode would refuse to compare them.
                cursor.execute("SET SESSION sql_mode = ''")
            context = self._context(connection, dump_date, restore_id, uploaded_at)
            if context.schema == self._settings.staging_schema:
                waived = {*waived, *waived_rules(self._ledger, context.marker)}
            results = [_result(rule, context, rule.name in waived) for rule in all_rules()]
        if reason:
            results = [
                replace(each, detail=f"{reason}; {each.detail}".rstrip("; "))
                if each.status == "waived"
                else each
                for each in results
            ]
        self._ledger.record_quality(context.marker, run_id, [result.to_row() for result in results])
        return results

    def _context(
        self,
        connection: Connection[Any],
        dump_date: date,
        restore_id: str | None,
        uploaded_at: datetime | None,
    ) -> RuleContext:
        found = find_restored_dump(connection, self._settings, dump_date, restore_id)
        if found is None:
            raise QualityError(
                f"The dump of {dump_date} that this run looked at is not restored; its rules cannot be "
                f"measured: {describe_markers(connection, self._settings)}.",
                f"Clear preflight of {dump_date} with downstream.",
            )
        schema, marker = found
        if schema == self._settings.staging_schema:
            reference, reference_marker = self._replaced(connection, marker)
        else:
            reference = self._settings.staging_schema
            reference_marker = read_restore_marker(connection, reference)
        return RuleContext(
            connection,
            self._ledger,
            self._settings,
            schema=schema,
            marker=marker,
            reference=reference if reference_marker else None,
            reference_marker=reference_marker,
            uploaded_at=uploaded_at,
        )

    def _replaced(self, connection: Connection[Any], seen: RestoreMarker) -> tuple[str, RestoreMarker | None]:
        """Return the copy that the published dump replaced, as long as its backup is kept."""
        published = self._ledger.published()
        schema = (published.backup_schema if published else None) or ""
        marker = read_restore_marker(connection, schema) if schema else None
        return schema, marker if marker and marker.load_id != seen.load_id else None


def require_quality(results: Sequence[RuleResult], day: date) -> None:
    """Raise if a result stops the publish.

    :param results: what was measured.
    :param day: JST day of the dump, for the message.
    :raises FailedRulesError: listing every failed rule of severity error.
    """
    failed = [result for result in results if result.blocks]
    if failed:
        lines = "; ".join(
            f"{r.rule_name} measured {r.measured}, must be {r.threshold}"
            + (f" ({r.detail})" if r.detail else "")
            for r in failed
        )
        raise FailedRulesError(
            f"{len(failed)} quality rule{'s' if len(failed) > 1 else ''} failed: {lines}.",
            advice_for_failed_rules(day, [result.rule_name for result in failed]),
        )


def results_table(results: Sequence[RuleResult]) -> str:
    """Return the results as an aligned table for the task log, failures first."""
    order = {"failed": 0, "waived": 1, "skipped": 3}
    rows = sorted(results, key=lambda result: (order.get(result.status, 2), result.severity))
    return text_table(
        ("status", "severity", "rule", "measured", "must be", "detail"),
        [(r.status, r.severity, r.rule_name, r.measured, r.threshold, r.detail) for r in rows],
    )


def _result(rule: Rule, context: RuleContext, waived: bool) -> RuleResult:
    threshold = rule.threshold(context.settings)
    shown_threshold = f"{rule.expect.partition(' ')[0]} {threshold:g}"
    try:
        measurement = _measure(rule, context)
    except SkipRuleError as skip:
        return RuleResult(
            rule_name=rule.name, about=rule.about, severity=rule.severity, status="skipped",
            measured="-", threshold=shown_threshold, detail=str(skip),
        )  # fmt: skip
    value = measurement.value
    passed = value is not None and rule.holds(value, threshold)
    failed = "waived" if waived else "failed"
    return RuleResult(
        rule_name=rule.name,
        about=rule.about,
        severity=rule.severity,
        status="passed" if passed else failed,
        measured="nothing" if value is None else _shown(value, threshold),
        threshold=shown_threshold,
        detail=measurement.detail,
    )


def _measure(rule: Rule, context: RuleContext) -> Measurement:
    if rule.compares:
        _need_reference(context)
    try:
        if rule.check is not None:
            return CHECKS[rule.check](context, rule.parameters)
        return _run_query(rule, context)
    except (pymysql.err.ProgrammingError, pymysql.err.OperationalError) as error:
        # A missing table or column is a finding about the dump, and a rule of its own names it.
        if error.args[0] in {_NO_SUCH_TABLE, _NO_SUCH_COLUMN}:
            return Measurement(value=None, detail=str(error.args[1]))
        raise


def _need_reference(context: RuleContext) -> None:
    if context.reference_marker is None:
        raise SkipRuleError("nothing is published yet to compare with")
    if context.reference_marker.dump_date > context.marker.dump_date:
        raise SkipRuleError(f"readers see a newer dump, of {context.reference_marker.dump_date}")


def _run_query(rule: Rule, context: RuleContext) -> Measurement:
    assert rule.query is not None
    names: dict[str, str | list[str]] = {"schema": context.schema}
    values: dict[str, object] = {"end_of_day": context.end_of_day}
    for key, value in rule.parameters.items():
        if key == "seed":
            values["codes"] = context.codes(value)
        else:
            names[key] = value
    measured, detail = context.query(rule.query, names, values)[0]
    return Measurement(value=None if measured is None else float(measured), detail=_text(detail))


def _text(detail: object) -> str:
    return detail.decode() if isinstance(detail, bytes) else str(detail or "")


def _shown(value: float, threshold: float) -> str:
    """Return a count, a share or a number of hours as people read it; the threshold tells which it is."""
    if 0 < threshold <= 1:
        return f"{value:.4f}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
