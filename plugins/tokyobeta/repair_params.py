"""The parameters of the repair forms."""

from __future__ import annotations

from airflow.sdk import Param

from include.quicksight.data_sets import DATA_SET_IDS
from tokyobeta.params import past_day, some_of


def reload_snapshot_params() -> dict[str, Param]:
    """Return the typed parameters of the reload of a snapshot day."""
    return {
        # Named as everywhere: alerts read the day of a run from it.
        "dump_date": past_day(
            title="Day of the snapshot",
            description_md=(
                "The day (Asia/Tokyo) whose file under snapshots/tenant_status/ is loaded again, in place "
                "of what the warehouse holds of it."
            ),
        )
    }


def send_spice_params() -> dict[str, Param]:
    """Return the typed parameters of a refresh of SPICE."""
    return {
        "data_sets": some_of(
            DATA_SET_IDS,
            title="Data sets",
            description_md=(
                "Which QuickSight data sets read gold again; all, if you choose none. An Enterprise account "
                "allows 32 ingestions a day and data set."
            ),
        )
    }


def fire_drill_params() -> dict[str, Param]:
    """Return the typed parameters of a fire drill."""
    return {
        "note": Param(
            default=None,
            type=["null", "string"],
            maxLength=200,
            title="Note",
            description_md="Stands in the first message: who runs the drill, and whom to answer.",
        )
    }
