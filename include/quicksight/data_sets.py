"""The SPICE data sets that follow the gold layer: the one list that the DAG, the tests and the stack use."""

from __future__ import annotations

DATA_SET_IDS: tuple[str, ...] = (
    "tokyobeta-daily-activity-summary",
    "tokyobeta-new-contracts",
    "tokyobeta-moveouts",
    "tokyobeta-moveout-notices",
)
