"""The form of a tidy-up, and what of it contradicts itself."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import Any

from airflow.sdk import Param

from include.exceptions import ConfigurationError
from include.staging.tidy_up.kinds import KINDS, WAITING
from tokyobeta.params import some_of, switch

_WAITING_SECTION = "A complete dump that waits"

log = logging.getLogger(__name__)


def tidy_up_params() -> dict[str, Param]:
    """Return the typed parameters of a tidy-up, with the help that the trigger form shows."""
    return {
        "erase": switch(
            False,
            title="Erase what is found",
            description_md=(
                "Off: the run only shows what a dead run left behind, as a table at the end of its log. On: "
                "it is erased, too. Readers see none of it, and the next daily run begins from nothing."
            ),
        ),
        "only": some_of(
            KINDS,
            title="Only these",
            description_md=(
                "What is erased; all of it, if you choose none. The *unfinished restore* is the tables of "
                "the incoming schema with their sessions and notes, and the schema in which it tried tables, "
                "*replaced tables* are what a publish or roll-back has set aside, *drafts of models* are "
                "what dbt builds beside silver and gold."
            ),
        ),
        "reason": Param(
            default=None,
            type=["null", "string"],
            maxLength=500,
            title="Reason",
            description_md="Why, for the ledger. Erasing needs a reason.",
        ),
        "waiting_dump": switch(
            False,
            section=_WAITING_SECTION,
            title="Erase the dump that waits, too",
            description_md=(
                "A dump that was restored completely and is not published, such as one whose quality rules "
                "failed. It is only erased if you say so here: whoever publishes it later has it restored "
                "again. While *Required actions* asks about it, answer there first."
            ),
        ),
    }


def require_consistent(params: Mapping[str, Any]) -> None:
    """Refuse a form that contradicts itself, before anything is looked at.

    :param params: the run's parameters.
    :raises ConfigurationError: saying what contradicts what.
    """
    reason = str(params.get("reason") or "").strip()
    if params["erase"]:
        if not reason:
            raise ConfigurationError(
                "What a dead run left behind shall be erased, but the form names no reason.",
                "Trigger the run again with a reason: it stands in the ledger.",
            )
        return
    for given, what in (
        (params.get("waiting_dump"), "*Erase the dump that waits, too* is on"),
        (params.get("only"), "it is chosen what to erase"),
        (reason, "there is a reason to erase"),
    ):
        if given:
            raise ConfigurationError(
                f"In the form {what}, but *Erase what is found* is off.",
                "Trigger the run again with *Erase what is found* on, or with the rest left as it was.",
            )


def wants_erase(params: Mapping[str, Any], **_: Any) -> bool:
    """Return whether this run erases: the decision of the task ``want_erase``.

    :param params: the run's parameters.
    """
    if not params["erase"]:
        log.info("This run only shows what there is: *Erase what is found* is off. Nothing is changed.")
    return bool(params["erase"])


def chosen_kinds(params: Mapping[str, Any]) -> Collection[str]:
    """Return the kinds of leftovers that this run erases.

    :param params: the run's parameters.
    """
    kinds = set(params.get("only") or KINDS)
    return kinds | {WAITING} if params.get("waiting_dump") else kinds
