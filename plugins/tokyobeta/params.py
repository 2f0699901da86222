"""The parameters of the trigger form."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from airflow.sdk import Param

from include.settings import get_settings

log = logging.getLogger(__name__)


def daily_params() -> dict[str, Param]:
    """Return the typed parameters of the daily run, with the help that the trigger form shows."""
    return {
        "dump_date": Param(
            default=None,
            type=["null", "string"],
            format="date",
            title="Dump date",
            description_md=(
                "Day of the dump (Asia/Tokyo), from its file name `gghouse_YYYYMMDD.sql`. "
                "Leave it empty for the day of the run."
            ),
        ),
        "force_restore": Param(
            default=False,
            type="boolean",
            title="Restore again",
            description_md=(
                "Restore and publish even if staging already holds this very dump, or a **newer** one. "
                "Needed to go back to an earlier day on purpose."
            ),
        ),
        "full_refresh": Param(
            default=False,
            type="boolean",
            title="Rebuild history",
            description_md=(
                "Build incremental models from scratch. Takes longer; gives the same rows as the daily way. "
                "Readers see the old tables until the new ones are complete."
            ),
        ),
        "skip_spice": Param(
            default=False,
            type="boolean",
            title="Leave the dashboards alone",
            description_md="Build the tables but do not refresh QuickSight: its data stays as it is.",
        ),
        "waive_rules": Param(
            default=None,
            type=["null", "array"],
            items={"type": "string"},
            title="Accept failed quality rules",
            description_md=(
                "Names of quality rules, one a line, that may fail in this run: only after the source has "
                "confirmed that the data is right. The ledger keeps them as *waived*."
            ),
        ),
    }


def wants_spice(params: Mapping[str, Any], **_: Any) -> bool:
    """Return whether the run refreshes SPICE: the decision of the task ``want_spice``.

    The environment and the run must both want it; the log names each that does not.

    :param params: the run's parameters.
    """
    refusals = []
    if not get_settings().spice_enabled:
        refusals.append("this environment's setting TOKYOBETA_SPICE_ENABLED is off")
    if params["skip_spice"]:
        refusals.append("this run's parameter skip_spice is on")
    for refusal in refusals:
        log.info("SPICE is not refreshed: %s", refusal)
    return not refusals
