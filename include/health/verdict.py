"""Whether today's numbers can be trusted, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from include.clock import TOKYO
from include.health.day_status import DayStatus
from include.health.history import History

# The watchdog writes the document every morning: after this nobody has looked.
_OLDEST_DOCUMENT: Final = timedelta(hours=26)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person has to know first.

    :param level: ``green``, ``amber`` or ``red``.
    :param sentence: what readers see now.
    :param reasons: why it is not green, a sentence each, the worst first.
    :param next_step: the one thing to do; empty when it is green.
    :param path: address in the web UI that the next step is about, or empty.
    """

    level: str
    sentence: str
    reasons: tuple[str, ...] = ()
    next_step: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    level: str
    reason: str
    next_step: str
    path: str = "/dags/tokyobeta_daily"


def verdict(history: History) -> Verdict:
    """Return whether today's numbers can be trusted, and what to do if not.

    :param history: the ledger by day.
    """
    findings = sorted(_findings(history), key=lambda finding: finding.level != "red")
    worst = findings[0] if findings else None
    return Verdict(
        level=worst.level if worst else "green",
        sentence=_sentence(history),
        reasons=tuple(finding.reason for finding in findings),
        next_step=worst.next_step if worst else "",
        path=worst.path if worst else "",
    )


def nothing_recorded() -> Verdict:
    """Return the verdict of an environment in which nothing has run yet."""
    return Verdict(
        level="amber",
        sentence="Nothing has been recorded yet: no dump was published from here.",
        reasons=("The first run writes what this page shows.",),
        next_step="Open tokyobeta_daily, choose Trigger, and give the day of a dump that is in S3.",
        path="/dags/tokyobeta_daily",
    )


def day_text(day: date) -> str:
    """Return a day as people write it: 20 November 2026."""
    return f"{day.day} {day:%B %Y}"


def time_text(moment: datetime, relative_to: date | None = None) -> str:
    """Return a time in Tokyo; without its day if that is the day given."""
    local = moment.astimezone(TOKYO)
    return f"{local:%H:%M}" if local.date() == relative_to else f"{local:%d %b %Y, %H:%M}"


def _sentence(history: History) -> str:
    published = history.published
    if published is None:
        return "No dump is published."
    rules = history.rules_of(published["restore_id"])
    not_passed = [rule for rule in rules if rule["status"] in {"failed", "waived"}]
    skipped = sum(rule["status"] == "skipped" for rule in rules)
    passed = "all rules passed"
    if skipped:
        passed = f"{len(rules) - skipped} of {len(rules)} rules passed, {skipped} had nothing to compare with"
    if not_passed:
        passed = f"{len(not_passed)} rules did not pass"
    day, gold = published["dump_date"], history.gold_day
    if gold != day:
        shown = (
            f"Gold is {f'as of {day_text(gold)}' if gold else 'not built yet'}, staging is of {day_text(day)}"
        )
    else:
        shown = f"Gold is as of {day_text(day)}"
    if day < history.expected and published["action"] != "roll back":
        shown = f"No numbers for {day_text(history.expected)} yet. {shown}"
    return (
        f"{shown}, published {time_text(published['published_at'], day)} JST "
        f"from {published['object_key'].rpartition('/')[2]}, {published['table_count']} tables, "
        f"{passed if rules else 'no rule was measured'}."
    )


def _findings(history: History) -> Iterator[_Finding]:
    yield from _late_or_failed(history)
    yield from _gold_behind(history)
    yield from _overrides(history)
    yield from _warnings(history)
    yield from _stale(history)
    age = history.now - history.document.written_at
    if age > _OLDEST_DOCUMENT:
        yield _Finding(
            level="red",
            reason=f"The ledger was read last on {time_text(history.document.written_at)} JST: "
            "neither a run nor the watchdog has looked since.",
            next_step="Open tokyobeta_freshness_watchdog: is it paused, does it reach the warehouse?",
            path="/dags/tokyobeta_freshness_watchdog",
        )


def _late_or_failed(history: History) -> Iterator[_Finding]:
    waiting = [run for run in history.airflow_runs if run.waits_for_decision]
    if waiting:
        yield _Finding(
            level="red",
            reason=f"Quality rules failed on the dump of {day_text(waiting[0].day)}: a person has to decide.",
            next_step="Open Required actions of the run, look at the values, and refuse or publish.",
            path=f"{waiting[0].path}/required_actions",
        )
    newest = history.airflow_runs[0] if history.airflow_runs else None
    if newest and newest.state == "failed":
        task = newest.failed_tasks[0] if newest.failed_tasks else "a task"
        yield _Finding(
            level="red",
            reason=f"The newest run, of {day_text(newest.day)}, failed at {task}. "
            "Readers still see the numbers above.",
            next_step=f"Open the log of {task}: its last lines say what happened and what to do.",
            path=newest.path,
        )
    done = [run["dump_date"] for run in history.document.rows("runs") if run["state"] == "success"]
    if done and max(done) < history.expected:
        running = bool(newest and newest.state in {"queued", "running"})
        yield _Finding(
            level="amber" if running else "red",
            reason=f"No run of {day_text(history.expected)} had succeeded by {history.due:%H:%M} JST"
            + (f"; the run of {day_text(newest.day)} is in progress." if newest and running else "."),
            next_step="Wait for the run in progress; its page shows how far it is."
            if running
            else "Open tokyobeta_daily: is it paused, is there a dump in S3, which task is red?",
            path=newest.path if newest and running else "/dags/tokyobeta_daily",
        )


def _gold_behind(history: History) -> Iterator[_Finding]:
    published, gold = history.published, history.gold_day
    if published is None or gold == published["dump_date"]:
        return
    running = [run for run in history.airflow_runs if run.state in {"queued", "running"}]
    yield _Finding(
        level="amber" if running else "red",
        reason=f"Staging holds the dump of {day_text(published['dump_date'])}, gold is as of "
        f"{day_text(gold) if gold else 'no day'}: silver and gold were not built since.",
        next_step="Wait for the run in progress."
        if running
        else f"Clear seed_code_lists of the run of {published['dump_date']} with downstream.",
        path=running[0].path if running else "/dags/tokyobeta_daily",
    )


def _overrides(history: History) -> Iterator[_Finding]:
    published = history.published
    if published is None:
        return
    goes_back = published["action"] == "roll back"
    for override in () if goes_back else published["overrides"] or ():
        yield _Finding(
            level="amber",
            reason=f"Published by override: {override}.",
            next_step="Read the numbers that it is about with care; the day's page says who decided.",
            path="",
        )
    if goes_back:
        why = "".join(f", {override}" for override in published["overrides"] or ())
        replaced = published["replaced_dump_date"]
        yield _Finding(
            level="amber",
            reason=f"Rolled back: {day_text(replaced) if replaced else 'a later dump'} was replaced by "
            f"{day_text(published['dump_date'])} at {time_text(published['published_at'])} JST{why}.",
            next_step="When the dump is corrected, trigger tokyobeta_daily for its day. "
            f"To undo, roll back to {replaced}.",
            path="/dags/tokyobeta_roll_back",
        )


def _warnings(history: History) -> Iterator[_Finding]:
    published = history.published
    if published is None:
        return
    day = published["dump_date"]
    failed = [r for r in history.rules_of(published["restore_id"]) if r["status"] == "failed"]
    for rule in failed:
        yield _Finding(
            level="amber",
            reason=f"Rule {rule['rule_name']} measured {rule['measured']}, must be {rule['threshold']}.",
            next_step="It informs and does not stop: see the rule and its trend in the day's page.",
            path="",
        )
    runs = history.runs_of(day)
    warnings: list[Any] = list(runs[-1]["warnings"] or ()) if runs else []
    if warnings:
        more = f", and {len(warnings) - 1} more" if len(warnings) > 1 else ""
        yield _Finding(
            level="amber",
            reason=f"The run ended with a warning: {warnings[0]}{more}.",
            next_step="Read the warnings in the day's page; the numbers are complete.",
            path="",
        )


def _stale(history: History) -> Iterator[_Finding]:
    readings = history.document.rows("freshness")
    newest = readings[-1]["measured_on"] if readings else None
    for reading in readings:
        if reading["measured_on"] == newest and reading["status"] == "stale":
            yield _Finding(
                level="amber",
                reason=f"{reading['source']} was {reading['age_days']:.1f} days old on {newest}, "
                f"limit {reading['limit_days']:g}.",
                next_step="Open tokyobeta_freshness_watchdog: its page says what each source means.",
                path="/dags/tokyobeta_freshness_watchdog",
            )


def status_sentence(status: DayStatus) -> str:
    """Return what a status means for the numbers that readers see."""
    return _MEANINGS[status]


_MEANINGS: Final = {
    DayStatus.PUBLISHED: "Published in time, every rule that stops a dump passed.",
    DayStatus.WAIVED: "Published with what a person decided: a failed check, or a table of another day.",
    DayStatus.LATE: "Published, but after the time at which it was due.",
    DayStatus.ROLLED_BACK: "Published, then taken back: readers saw an earlier dump again.",
    DayStatus.REFUSED: "Refused: readers kept the numbers of the day before.",
    DayStatus.FAILED: "The run did not end well: readers kept what was published until then.",
    DayStatus.MISSING: "No dump of this day was published and none is known.",
    DayStatus.RUNNING: "The run of this day is in progress.",
    DayStatus.NOT_DUE: "The run of this day is not due yet.",
    DayStatus.NO_RECORD: "Before the first day that the ledger knows.",
}
