"""The SPICE data sets that follow the gold layer: the one list that the DAG, the tests and the stack use."""

from __future__ import annotations

#: Data set to the gold table whose columns and rows it has, one for one. The yml beside the table's model has
#: the name, title, columns and definitions of the data set (``dbt/models/gold/bi``); a test compares them.
DATA_SETS: dict[str, str] = {
    "tokyobeta-daily-activity-summary": "bi_activity",
    "tokyobeta-months": "bi_months",
    "tokyobeta-occupancy": "bi_occupancy",
    "tokyobeta-rooms": "bi_rooms",
    "tokyobeta-new-contracts": "bi_contracts",
    "tokyobeta-moveouts": "bi_moveouts",
    "tokyobeta-moveout-notices": "bi_notices",
    "tokyobeta-exclusions": "bi_exclusions",
    "tokyobeta-monthly-figures": "bi_monthly_figures",
    "tokyobeta-review": "bi_review",
    "tokyobeta-application-funnel": "application_funnel_monthly",
    "tokyobeta-tenants-to-rooms": "tenants_to_rooms_bridge",
    "tokyobeta-external-figures": "external_figures_compared",
    "tokyobeta-rent-roll": "rent_roll_monthly",
    "tokyobeta-definitions": "metric_definitions",
    "tokyobeta-coverage": "source_coverage",
}

DATA_SET_IDS: tuple[str, ...] = tuple(DATA_SETS)
