"""What a refresh of SPICE did, for the end of a log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from include.quicksight.data_sets import DATA_SETS
from include.text_table import text_table


def spice_report(states: Sequence[Mapping[str, Any]], dump_date: str) -> str:
    """Return a table of the refreshed data sets and a sentence.

    :param states: what the refresh of each data set returned: ``data_set_id`` and ``rows_ingested``.
    :param dump_date: the day of the published dump.
    """
    done = sorted((str(state["data_set_id"]), int(state["rows_ingested"])) for state in states)
    total = sum(rows for _, rows in done)
    return (
        text_table(
            ("data set", "gold table", "rows"), [(name, DATA_SETS[name], f"{rows:,}") for name, rows in done]
        )
        + f"\nThe dashboards show gold of {dump_date}: {len(done)} of {len(DATA_SETS)} data sets were sent "
        f"again, {total:,} rows, each with as many as its table."
    )
