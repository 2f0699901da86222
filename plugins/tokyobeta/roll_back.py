"""The form of a roll-back, and the answer to what it asks."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from airflow.sdk import Param

from include.exceptions import ConfigurationError
from include.settings import get_settings
from include.staging.expected_tables import expected_tables
from tokyobeta.params import possible_days, switch

ALL_TABLES = "all tables"
NOTHING = "Change nothing"
# An option of the question is this and a day.
GO_BACK = "Go back to "
# Not the name that the form has: Airflow lays the run's parameters over those of a task, and the form sends
# its empty reason along as null, which a text field of the question does not take.
_WHY = "why"
# Short: one run at a time, so an open question holds back the roll-back that somebody else needs.
QUESTION_TIME = timedelta(hours=1)
_ONE_TABLE = (
    "One table alone: readers see its copy of that day beside all other tables of the published dump, until "
    "the next publish. The same with the published day undoes it."
)

log = logging.getLogger(__name__)


def roll_back_params() -> dict[str, Param]:
    """Return the typed parameters of a roll-back, with the help that the trigger form shows."""
    return {
        "dry_run": switch(
            True,
            title="Show what there is, then ask",
            description_md=(
                "On: nothing is changed. The run lists the copies that there are and asks in *Required "
                "actions* which one readers shall see. Nothing else needs to be filled in. Off: it happens "
                "at once, with the day and the reason below."
            ),
        ),
        "dump_date": Param(
            default=None,
            type=["null", "string"],
            format="date",
            pattern=possible_days(),
            title="Day to go back to",
            description_md=(
                f"Day of the dump (Asia/Tokyo). Copies are kept for {get_settings().backup_days} days. With "
                "the switch on: the run also says what going back to this day would do."
            ),
        ),
        "table": _table(description_md=_ONE_TABLE),
        "reason": Param(
            default=None,
            type=["null", "string"],
            title="Reason",
            description_md="Why, for the ledger, *Data health* and the message to people.",
        ),
    }


def question_params() -> dict[str, Param]:
    """Return what is asked in *Required actions* beside the day.

    Airflow 3.3.1 shows ``description`` there, and an empty text field only for a text that is not null.
    """
    return {
        "table": _table(description=_ONE_TABLE),
        _WHY: Param(
            "",
            type="string",
            title="Reason",
            description="Why, for the ledger, Data health and the message to people.",
        ),
    }


def _table(**schema: Any) -> Param:
    names = [ALL_TABLES, *sorted(expected_tables())]
    return Param(default=ALL_TABLES, enum=names, title="All tables or one", **schema)


def require_complete(params: Mapping[str, Any]) -> None:
    """Refuse a roll-back at once that lacks its day or its reason, before anything runs.

    :param params: the run's parameters.
    :raises ConfigurationError: saying what is missing.
    """
    if params.get("dry_run", True):
        return
    missing = [
        title for name, title in (("dump_date", "day"), ("reason", "reason")) if not _text(params, name)
    ]
    if missing:
        raise ConfigurationError(
            f"Readers shall see an earlier dump again, but the form names no {' and no '.join(missing)}.",
            "Trigger the run again with both, or with *Show what there is, then ask* on.",
        )


def goes_back(params: Mapping[str, Any], **_: Any) -> bool:
    """Return whether this run goes back: the decision of the task ``want_roll_back``.

    :param params: the run's parameters.
    """
    if params["dry_run"]:
        log.info("This run changes nothing: choose_day asks what to do, and another run does it.")
    return not params["dry_run"]


def chosen(answer: Mapping[str, Any]) -> bool:
    """Return whether a person chose a day; by the deadline nothing is changed.

    :param answer: what ``choose_day`` returned: ``chosen_options``, ``params_input``, ``responded_by_user``.
    :raises ConfigurationError: if a day was chosen and nobody said why.
    """
    if answer["chosen_options"] == [NOTHING] and not answer.get("responded_by_user"):
        log.warning(
            "Nobody answered within %d minutes, so nothing is changed: readers keep the numbers that they "
            "see. Next: if they shall see an earlier dump, trigger the DAG again and answer in time.",
            QUESTION_TIME.total_seconds() // 60,
        )
        return False
    if answer["chosen_options"] == [NOTHING]:
        log.info("Nothing is changed, by %s; readers keep the numbers that they see.", _who(answer))
        return False
    if not _text(answer.get("params_input") or {}, _WHY):
        raise ConfigurationError(
            f"{_who(answer)} chose to go back and gave no reason.",
            "Clear choose_day with downstream and answer again, with a reason: it stands in the ledger.",
        )
    return True


def run_conf(answer: Mapping[str, Any]) -> str:
    """Return the parameters of the run that goes back, as JSON.

    :param answer: what ``choose_day`` returned.
    """
    given = answer["params_input"]
    conf = {
        "dry_run": False,
        "dump_date": answer["chosen_options"][0].removeprefix(GO_BACK),
        "table": given["table"],
        "reason": _text(given, _WHY),
        "decided_by": _who(answer),
    }
    return json.dumps(conf, ensure_ascii=False)


def _who(answer: Mapping[str, Any]) -> str:
    user = answer.get("responded_by_user") or {}
    return str(user.get("name") or user.get("id") or "an unknown person")


def _text(values: Mapping[str, Any], name: str) -> str:
    return str(values.get(name) or "").strip()
