from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import include.staging.quality
from include.exceptions import ConfigurationError, QualityError
from include.staging.publish.publisher import Publisher
from include.staging.quality.quality_checker import QualityChecker, require_quality, results_table
from include.staging.quality.rule_result import RuleResult
from include.staging.quality.rules import all_rules
from tests.include.staging.quality.sound_dump import DAY_9, DAY_10, SoundDump

pytestmark = pytest.mark.mysql


# The sound dump's newest change is eight hours older.
UPLOADED_AT = datetime(2026, 2, 9, 13, tzinfo=UTC)


def check(dump: SoundDump, **options: Any) -> dict[str, RuleResult]:
    checker = QualityChecker(dump.target, dump.ledger, dump.settings)
    options = {"uploaded_at": UPLOADED_AT, **options}
    return {result.rule_name: result for result in checker.run(DAY_10, run_id="run", **options)}


def failed(results: dict[str, RuleResult]) -> set[str]:
    return {name for name, result in results.items() if result.status == "failed"}


def test_a_sound_dump_passes_every_rule(dump: SoundDump) -> None:
    results = check(dump)
    assert {(r.rule_name, r.measured, r.detail) for r in results.values() if r.status != "passed"} == set()
    require_quality(list(results.values()), DAY_10)


def test_the_five_rules_of_the_design_are_errors_with_their_thresholds() -> None:
    five = {rule.name: (rule.expect, rule.severity) for rule in all_rules()[:5]}
    assert five == {
        "movings_row_count": ("> 1000", "error"),
        "movings_movein_date_filled": (">= 0.80", "error"),
        "movings_dates_in_order": (">= 0.99", "error"),
        "movings_id_unique": ("> 0.99", "error"),
        "movings_tenant_found": ("> 0.95", "error"),
    }


INCOMING = "staging_incoming"
M, T = f"{INCOMING}.movings", f"{INCOMING}.tenants"
DAMAGES = [
    ("movings_row_count", "fragment", f"DELETE FROM {M} WHERE id > 1000"),
    (
        "movings_movein_date_filled",
        "missing dates",
        f"UPDATE {M} SET movein_date = NULL WHERE id % 4 = 1",
    ),
    (
        "movings_movein_date_filled",
        "zero dates",
        f"UPDATE {M} SET movein_date = '0000-00-00' WHERE id % 4 = 1",
    ),
    (
        "movings_dates_in_order",
        "inverted",
        f"UPDATE {M} SET moveout_date = '2019-01-01' WHERE id % 30 = 3",
    ),
    (
        "movings_tenant_found",
        "orphans",
        f"UPDATE {M} SET tenant_id = 999999 WHERE id % 10 = 0",
    ),
    ("movings_flags_valid", "flags", f"UPDATE {M} SET cancel_flag = 7 WHERE id % 100 = 0"),
    ("tenants_row_count", "fragment", f"DELETE FROM {T} WHERE id > 1000"),
    ("lookups_empty", "incident 3", f"DELETE FROM {INCOMING}.m_nationalities"),
    ("lookup_rows_lost", "incident 3", f"DELETE FROM {INCOMING}.m_nationalities"),
    ("tables_emptied", "incident 3", f"DELETE FROM {INCOMING}.m_nationalities"),
    ("lookup_rows_lost", "shrunk", f"DELETE FROM {INCOMING}.m_nationalities WHERE id > 170"),
    ("core_rows_lost", "incident 2", f"DELETE FROM {T} WHERE id % 20 = 0"),
    ("tables_missing", "table missing", f"DROP TABLE {INCOMING}.`Costs`"),
    ("tables_missing", "wrong case", f"RENAME TABLE {INCOMING}.`Costs` TO {INCOMING}.costs"),
    ("columns_missing", "renamed", f"ALTER TABLE {INCOMING}.rooms RENAME COLUMN room_number TO room_no"),
    ("movings_content_age", "incident 14", f"UPDATE {M} SET updated_at = '2026-02-02 04:00'"),
    ("tenants_content_age", "incident 14", f"UPDATE {T} SET updated_at = '2026-02-02 04:00'"),
    ("content_not_older", "incident 14", f"UPDATE {T} SET updated_at = '2026-02-02 04:00'"),
    (
        "changed_after_upload",
        "a source in Tokyo time, dumped without its time zone",
        f"UPDATE {M} SET updated_at = '2026-02-09 22:00'",
    ),
    ("tenant_status_unknown", "incident 6", f"UPDATE {T} SET status = 99 WHERE id % 50 = 0"),
    (
        "agreement_type_unknown",
        "new code",
        f"UPDATE {M} SET moving_agreement_type = 33 WHERE id % 50 = 0",
    ),
    (
        "agreement_type_shift",
        "incident 7",
        f"UPDATE {M} SET moving_agreement_type = 1 WHERE moving_agreement_type IN (3, 6, 9)",
    ),
]


@pytest.mark.parametrize(
    ("rule", "why", "damage"), DAMAGES, ids=[f"{rule}: {why}" for rule, why, _ in DAMAGES]
)
def test_a_damaged_dump_fails_its_rule_and_is_not_published(
    dump: SoundDump, rule: str, why: str, damage: str
) -> None:
    dump.execute(damage)
    dump.mark_again()
    results = check(dump)
    assert rule in failed(results), why
    assert results[rule].severity == "error"
    with pytest.raises(QualityError, match=rule):
        require_quality(list(results.values()), DAY_10)


def test_incident_2_rows_lost_between_dump_and_server_are_found(dump: SoundDump) -> None:
    dump.execute(
        "DELETE FROM staging_incoming.`Fundhing_Request`", "DELETE FROM staging_incoming.movings LIMIT 1"
    )
    results = check(dump)
    assert failed(results) == {"rows_as_restored"}
    assert "movings 1499 of 1500" in results["rows_as_restored"].detail


WARNINGS = [
    ("columns_changed", f"ALTER TABLE {T} ADD COLUMN llm_nationality VARCHAR(128)", "is new"),
    ("columns_changed", f"ALTER TABLE {INCOMING}.cash MODIFY id BIGINT NOT NULL", "was int"),
    ("tables_unexpected", f"CREATE TABLE {INCOMING}.m_languages (id INT)", "m_languages"),
    ("movings_rent_positive", f"UPDATE {M} SET rent = -1 WHERE id % 8 = 0", "negative"),
    ("new_codes", f"UPDATE {T} SET status = 18 WHERE id = 5", "tenants.status 18 (1 rows)"),
    (
        "contract_type_shift",
        f"UPDATE {T} SET contract_type = 1 WHERE contract_type IN (3, 6, 9)",
        "code 1 +",
    ),
    ("rooms_content_age", f"UPDATE {INCOMING}.rooms SET updated_at = '2026-02-01'", "newest change"),
]


@pytest.mark.parametrize(("rule", "change", "detail"), WARNINGS, ids=[f"{r}: {d}" for r, _, d in WARNINGS])
def test_a_change_that_needs_a_look_warns_and_does_not_stop_the_publish(
    dump: SoundDump, rule: str, change: str, detail: str
) -> None:
    if rule == "rooms_content_age":
        dump.execute("UPDATE staging.rooms SET updated_at = '2026-02-01'")
    dump.execute(change)
    dump.mark_again()
    results = check(dump)
    assert failed(results) == {rule}
    assert detail in results[rule].detail
    require_quality(list(results.values()), DAY_10)
    if rule == "rooms_content_age":
        dump.execute("UPDATE staging.rooms SET updated_at = '2026-02-08'")


def test_a_change_dated_in_the_future_does_not_hide_stale_content(dump: SoundDump) -> None:
    dump.execute(
        "UPDATE staging_incoming.movings SET updated_at = '2026-02-01 04:00'",
        "UPDATE staging_incoming.movings SET updated_at = '2030-01-01' WHERE id = 7",
    )
    assert "movings_content_age" in failed(check(dump))


def test_the_upload_and_not_the_restore_decides_what_is_from_the_future(dump: SoundDump) -> None:
    """A run that restores hours after the upload sees the same faults."""
    dump.execute(f"UPDATE {M} SET updated_at = '2026-02-09 20:00'")
    assert "changed_after_upload" in failed(check(dump))
    later = datetime(2026, 2, 9, 19, 55, tzinfo=UTC)
    assert "changed_after_upload" not in failed(check(dump, uploaded_at=later))


def test_a_newest_change_nine_hours_before_the_upload_is_a_warning(dump: SoundDump) -> None:
    """Case tz: the times of a source in UTC, read as Tokyo's, lie nine hours behind."""
    newest = check(dump)["hours_before_upload"].detail
    late = datetime.strptime(newest, "newest change %Y-%m-%d %H:%M UTC").replace(tzinfo=UTC)
    results = check(dump, uploaded_at=late + timedelta(hours=9, minutes=1))
    assert "hours_before_upload" in failed(results)
    require_quality(list(results.values()), DAY_10)
    for unknown in (None, datetime(2026, 2, 12, tzinfo=UTC)):
        assert check(dump, uploaded_at=unknown)["hours_before_upload"].status == "skipped"


def test_a_reuploaded_dump_is_recognised_by_its_bytes(dump: SoundDump) -> None:
    dump.mark_again(sha256="09" * 32)
    results = check(dump)
    assert failed(results) == {"content_seen_before"}
    assert "dumps/gghouse_20260209.sql.gz of 2026-02-09" in results["content_seen_before"].detail


def test_before_the_first_publication_comparing_rules_are_skipped_visibly(dump: SoundDump) -> None:
    dump.execute("RENAME TABLE staging._dump_seal TO ops.hidden_marker")
    try:
        results = check(dump)
    finally:
        dump.execute("RENAME TABLE ops.hidden_marker TO staging._dump_seal")
    skipped = {name for name, result in results.items() if result.status == "skipped"}
    assert skipped == {rule.name for rule in all_rules() if rule.compares}
    assert all("nothing is published yet" in results[name].detail for name in skipped)
    require_quality(list(results.values()), DAY_10)


def test_results_are_in_the_ledger_with_measure_and_threshold(dump: SoundDump) -> None:
    dump.execute("DELETE FROM staging_incoming.m_nationalities")
    dump.mark_again()
    results = check(dump)
    check(dump)
    assert dump.record is not None
    rows = {row["rule_name"]: row for row in dump.ledger.quality_results(dump.record.dump.restore_id)}
    assert rows.keys() == results.keys()
    row = rows["lookup_rows_lost"]
    assert (row["status"], row["measured"], row["threshold"], row["severity"]) == (
        "failed",
        "1.0000",
        "<= 0.1",
        "error",
    )
    assert "m_nationalities 200 to 0" in row["detail"]


def test_a_waived_rule_lets_the_run_pass_and_stays_visible(dump: SoundDump) -> None:
    dump.execute("DELETE FROM staging_incoming.tenants WHERE id % 20 = 0")
    dump.mark_again()
    results = check(dump, waived={"core_rows_lost", "movings_tenant_found"})
    assert results["core_rows_lost"].status == "waived"
    require_quality(list(results.values()), DAY_10)
    with pytest.raises(ConfigurationError, match="no quality rule nonsense"):
        check(dump, waived={"nonsense"})


def test_an_unsealed_or_other_days_incoming_is_not_measured(dump: SoundDump) -> None:
    checker = QualityChecker(dump.target, dump.ledger, dump.settings)
    dump.mark_again(day=DAY_9)
    with pytest.raises(QualityError, match="staging_incoming holds dumps/gghouse_20260209"):
        checker.run(DAY_10, run_id="run")
    dump.execute("DROP TABLE staging_incoming._dump_seal")
    with pytest.raises(QualityError, match="no completely restored dump"):
        checker.run(DAY_10, run_id="run")


def test_cleared_after_the_publish_it_measures_what_readers_see(dump: SoundDump) -> None:
    publisher = Publisher(dump.target, dump.ledger, dump.settings)
    check(dump)
    publisher.publish(DAY_10, run_id="r", code_version="c")
    try:
        assert failed(check(dump)) == set()
        assert all(result.status == "passed" for result in check(dump).values())
    finally:
        publisher.roll_back(DAY_9, run_id="r", code_version="c")
        dump.execute("DROP DATABASE staging_backup_20260210")


def test_the_table_of_results_is_aligned_with_failures_first(dump: SoundDump) -> None:
    dump.execute("DELETE FROM staging_incoming.m_nationalities")
    lines = results_table(list(check(dump).values())).splitlines()
    assert lines[0].split() == ["status", "severity", "rule", "measured", "must", "be", "detail"]
    assert lines[2].startswith("failed")
    assert lines[-1].startswith("passed")
    column = lines[0].index("rule")
    assert all(line[column - 1] == " " and line[column] != " " for line in lines[2:])


def test_every_query_and_check_is_used_by_a_rule() -> None:
    from include.staging.quality.checks import CHECKS

    folder = Path(include.staging.quality.__path__[0]) / "sql"
    used = {rule.query for rule in all_rules()} | {"columns", "code_shares", "newest_change", "changed_after"}
    assert {path.stem for path in folder.glob("*.sql")} == used - {None}
    assert {rule.check for rule in all_rules()} - {None} == set(CHECKS)
