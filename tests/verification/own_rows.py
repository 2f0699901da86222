"""Rows for our own tables in staging: answers of the language model and backed-up coordinates.

They are chosen by id, so that each case of the definitions occurs: an answer that is a known nationality,
one that is not, none, the placeholder; a pair of coordinates within the box, on its edge and outside.
"""

from __future__ import annotations

from collections.abc import Iterable

Text = str | None

ANSWER_COLUMNS = ("tenant_id", "full_name_hash", "llm_nationality", "llm_confidence")
PLACE_COLUMNS = ("apartment_id", "latitude", "longitude")

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


def answers(tenant_ids: Iterable[int], day: int) -> list[tuple[Text, ...]]:
    """Return cached answers for two tenants in three; which answer changes from one day to the next."""
    return [
        (str(tenant), "0" * 64, _ANSWERS[(tenant // 3 + day) % len(_ANSWERS)], "0.80000")
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
