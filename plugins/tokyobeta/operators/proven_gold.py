"""What the steps after gold rest on: the proof that gold is complete, for what readers see now."""

from __future__ import annotations

import json
from typing import Any

from include.exceptions import TransformError
from include.settings import get_settings
from tokyobeta.hooks.warehouse import WarehouseHook

PROVEN_GOLD = "{{ ti.xcom_pull(task_ids='gold_done') | tojson }}"
"""Template of an argument ``gold``: for which publication gold was proven to be complete, and its rows."""


def proven_gold(rendered: str) -> dict[str, Any]:
    """Return the result of the task that proved gold to be complete, if it is about what readers see now.

    :param rendered: that result as JSON; ``null`` when the task left none.
    :returns: ``load_id``, ``complete_at`` (Unix time in seconds) and ``rows`` by table.
    :raises TransformError: if there is none, or something was published since.
    """
    from include.ledger.ledger import Ledger

    gold: dict[str, Any] | None = json.loads(rendered)
    if not gold:
        raise TransformError(
            "gold_done has left no result in this run, whatever its state says: gold may be incomplete.",
            "Clear gold_done of this run with downstream.",
        )
    settings = get_settings()
    published = Ledger(WarehouseHook(settings.warehouse_conn_id).target(), settings.ops_schema).published()
    if published is None or published.load_id != gold["load_id"]:
        seen = f"{published.object_key}, published by {published.run_id}" if published else "no dump"
        raise TransformError(
            f"Gold was proven to be complete for another dump than readers see now: {seen}.",
            "Clear gold_done of this run with downstream.",
        )
    return gold
