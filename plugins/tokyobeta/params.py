"""The parameters of the trigger form."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from airflow.sdk import Param

from include.clock import tokyo_today
from include.exceptions import ConfigurationError
from include.settings import get_settings
from include.staging.quality.rules import error_rules

# What a person types to confirm *Rebuild history*.
REBUILD_CONFIRMATION = "rebuild history"

log = logging.getLogger(__name__)


def daily_params() -> dict[str, Param]:
    """Return the typed parameters of the daily run, with the help that the trigger form shows.

    What a person fills in is open in the form, as "Run Parameters"; Airflow folds a section with a name.
    """
    return {
        "dump_date": Param(
            default=None,
            type=["null", "string"],
            pattern=possible_days(),
            title="Dump date",
            description_md=(
                # No code marks: on a telephone Airflow's form lays their boxes over the lines beside them.
                "Day of the dump (Asia/Tokyo) as in its file name, 20260210 or 2026-02-10. Leave it empty "
                "for the day of the run. A day to come, or one before "
                f"{get_settings().first_dump_day}, is refused. In a *Backfill* leave it empty, with both "
                "ends in Tokyo time: 2026-02-10T00:00+09:00 to 2026-02-12T23:59+09:00 builds the 10th, "
                "11th and 12th."
            ),
        ),
        "force_restore": switch(
            False,
            title="Restore again",
            description_md=(
                "Restore and publish even if staging already holds this very dump, or a **newer** one. "
                "Needed to go back to an earlier day on purpose."
            ),
        ),
        "skip_spice": switch(
            False,
            title="Leave the dashboards alone",
            description_md="Build the tables but do not refresh QuickSight: its data stays as it is.",
        ),
        "waive_rules": some_of(
            sorted(error_rules()),
            section="Failed quality rules",
            title="Accept failed quality rules",
            description_md=(
                "Quality rules that may fail in this run: only after the source has confirmed that the data "
                "is right. The ledger keeps them as *waived*. Easier: answer in *Required actions*, which "
                "fills this in."
            ),
        ),
        "waive_reason": Param(
            default=None,
            type=["null", "string"],
            section="Failed quality rules",
            title="Why they may fail",
            description_md="Who confirmed the data, for the ledger and *Data health*. Rules need a reason.",
        ),
        "full_refresh": switch(
            False,
            section="Rebuild history",
            title="Rebuild history",
            description_md=(
                "Compute the **occupancy of all past days anew from the newest dump**. Daily runs keep what "
                "each day's own dump said, so published figures may change: those of open months are listed "
                "in gold.restatements, a changed closed month stops the run. Takes longer. Readers see the "
                "old tables until the new ones are complete. Needs the confirmation below."
            ),
        ),
        "rebuild_confirmation": Param(
            default=None,
            type=["null", "string"],
            pattern=rf"^\s*({REBUILD_CONFIRMATION})?\s*$",
            section="Rebuild history",
            title="Confirm: Rebuild history",
            description_md=f"Type **{REBUILD_CONFIRMATION}**: published figures of past days may change.",
        ),
    }


def decision_params() -> dict[str, Param]:
    """Return the typed parameters of a decision; the daily run fills them in."""
    return {
        "dump_date": past_day(
            title="Dump date",
            description_md="Day of the dump whose rules failed (Asia/Tokyo).",
        )
    }


def switch(default: bool, **schema: Any) -> Param:
    """Return an on-off switch.

    With ``type="boolean"`` Airflow's form marks it as required, which a switch that has a value never is; the
    list of its values allows as much and no more.

    :param default: its position in the form.
    :param schema: title and help, and the section if it has one.
    """
    return Param(default=default, enum=[True, False], **schema)


def some_of(options: Sequence[str], **schema: Any) -> Param:
    """Return a list to choose some of; nothing is chosen in the form, which would lay each choice out in it.

    :param options: what there is to choose from.
    :param schema: title and help, and the section if it has one.
    """
    return Param(
        default=None,
        type=["null", "array"],
        uniqueItems=True,
        items={"type": "string", "enum": list(options)},
        # What the form lists (Airflow documentation, "Params", Trigger UI: multi select).
        examples=list(options),
        **schema,
    )


def past_day(**schema: Any) -> Param:
    """Return a day that must be chosen, of those that can be; the form shows a calendar.

    :param schema: title and help, and the section if it has one.
    """
    return Param(default=None, type="string", format="date", pattern=possible_days(), **schema)


def require_possible(params: Mapping[str, Any]) -> None:
    """Refuse a combination of parameters of the daily run that cannot be meant, before anything runs.

    :param params: the run's parameters.
    :raises ConfigurationError: saying what contradicts what.
    """
    rebuilds_history(params)
    if params.get("rebuild_confirmation") and not params.get("full_refresh"):
        raise ConfigurationError(
            "The rebuild of history was confirmed but not asked for.",
            "Trigger the run again with *Rebuild history* on, or with the confirmation empty.",
        )
    rules, reason = params.get("waive_rules"), (params.get("waive_reason") or "").strip()
    if rules and not reason:
        raise ConfigurationError(
            f"The rules {', '.join(rules)} may fail, but nobody said why.",
            "Trigger the run again with *Why they may fail*: the reason stands in the ledger.",
        )
    if reason and not rules:
        raise ConfigurationError(
            "There is a reason why rules may fail, but no rule was chosen.",
            "Trigger the run again with the rules chosen, or with the reason empty.",
        )


def rebuilds_history(params: Mapping[str, Any]) -> bool:
    """Return whether the run rebuilds history: asked for and confirmed.

    :param params: the run's parameters.
    :raises ConfigurationError: if it was asked for without the confirmation.
    """
    if not params.get("full_refresh"):
        return False
    if (params.get("rebuild_confirmation") or "").strip() != REBUILD_CONFIRMATION:
        raise ConfigurationError(
            "Rebuild history was asked for without its confirmation: published figures may change.",
            f"Trigger the run again, with {REBUILD_CONFIRMATION!r} typed into *Confirm: Rebuild history*.",
        )
    return True


def possible_days() -> str:
    """Return the pattern of the days that a form takes: the months from the first dump's to this one.

    The months, not the days: a pattern that changes daily would make a new version of the DAG every day. What
    it lets through is refused by the first task, before it waits.
    """
    first, today = get_settings().first_dump_day, tokyo_today()
    months = [
        f"{year}-?{month:02d}"
        for year in range(first.year, today.year + 1)
        for month in range(1, 13)
        if (first.year, first.month) <= (year, month) <= (today.year, today.month)
    ]
    return f"^({'|'.join(months)})-?(0[1-9]|[12][0-9]|3[01])$"


def wants_spice(params: Mapping[str, Any], **_: Any) -> bool:
    """Return whether the run refreshes SPICE: the decision of the task ``start_spice``.

    The environment and the run must both want it; the log names each that does not.

    :param params: the run's parameters.
    """
    refusals = []
    if not get_settings().spice_enabled:
        refusals.append("this environment's setting TOKYOBETA_SPICE_ENABLED is off")
    if params.get("skip_spice"):
        refusals.append("this run's parameter skip_spice is on")
    for refusal in refusals:
        log.info("SPICE is not refreshed: %s", refusal)
    return not refusals
