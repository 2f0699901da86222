"""Rows for our own tables: answers of the language model, backed-up coordinates, figures published earlier.

They are chosen by id, so that each case of the definitions occurs: an answer that is a known nationality,
one that is not, none, the placeholder; a pair of coordinates within the box, on its edge and outside.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

Text = str | None

ANSWER_COLUMNS = ("tenant_id", "full_name_hash", "llm_nationality", "llm_confidence", "enriched_at")
PLACE_COLUMNS = ("apartment_id", "latitude", "longitude")
FIGURE_COLUMNS = (
    *("gold_table", "metric", "tenant_type", "figure_month", "as_of_date", "publication_number"),
    *("value", "rule_version", "published_at", "run_id", "code_version"),
)

_ANSWERS: tuple[Text, ...] = (
    "ネパール",
    "Atlantis",
    None,
    "レソト",
    "フィリピン",
    "れそと",
    "ベトナム ",
    "モンゴル",
)
_PLACES = (
    ("35.68123600", "139.76712500"),
    ("35.00000000", "139.00000000"),
    ("36.00000100", "139.50000000"),
    ("35.50000000", "140.50000001"),
    ("35.70000049", "139.70000051"),
)


_FIGURES = (
    *(
        ("daily_activity_summary", metric)
        for metric in (
            *("new_signings", "renewals", "signings", "starts_without_signing_date"),
            *("moveins", "moveouts", "net_signings", "net_moveins"),
        )
    ),
    ("occupancy_daily", "moveouts"),
    ("kpi_month_end_metrics", "rooms_at_end"),
    ("kpi_month_end_metrics", "physical_rooms"),
    ("kpi_month_end_metrics", "occupancy_rate_at_start"),
)


def figures() -> list[tuple[Text, ...]]:
    """Return figures that were published before the first dump: of the running month and of past ones, by the
    rules of both versions, twice on one day, and without a value.
    """
    rows = []
    for number, month in enumerate(
        (date(2025, 7, 1), date(2025, 10, 1), date(2025, 12, 1), date(2026, 1, 1))
    ):
        for table, metric in _FIGURES:
            types = ("individual", "corporate", "unknown") if table == "daily_activity_summary" else ("all",)
            for as_of, publication in (
                (date(2025, 12, 20), 1),
                (date(2026, 1, 12), 1),
                (date(2026, 1, 12), 2),
            ):
                if as_of < month:
                    continue
                rows += [
                    (
                        *(table, metric, tenant_type, str(month), str(as_of), str(publication)),
                        None if (number, publication) == (0, 1) else f"{number + publication}.000000",
                        *(str(1 + number % 2), "2026-01-12 00:00:00.000", "earlier", "earlier"),
                    )
                    for tenant_type in types
                ]
    return rows


def answers(tenant_ids: Iterable[int], day: int) -> list[tuple[Text, ...]]:
    """Return cached answers for two tenants in three; which answer changes from one day to the next."""
    return [
        (
            str(tenant),
            "0" * 64,
            _ANSWERS[(tenant // 3 + day) % len(_ANSWERS)],
            "0.80000",
            "2026-01-05 03:04:05",
        )
        for tenant in tenant_ids
        if tenant % 3
    ]


def places(apartment_ids: Iterable[int], day: int) -> list[tuple[Text, ...]]:
    """Return backed-up coordinates of four apartments in five."""
    return [
        (str(apartment), *_PLACES[(apartment // 5 + day) % len(_PLACES)])
        for apartment in apartment_ids
        if apartment % 5
    ]
