"""Whether the ledger allows a restored dump to be published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from include.exceptions import PublishError
from include.ledger.ledger import Ledger
from include.ledger.restore_marker import RestoreMarker


def require_approval(ledger: Ledger, marker: RestoreMarker, error_rules: Collection[str]) -> None:
    """Refuse a restored dump whose rules were not all measured, or of which one failed and was not waived.

    It reads what was measured on this very restore; the state of a task in the web UI counts for nothing.

    :param ledger: the run ledger.
    :param marker: the restore that is to be published.
    :param error_rules: names of the rules that stop a publish.
    :raises PublishError: naming the rules.
    """
    results = _results(ledger, marker)
    missing = sorted(set(error_rules) - results.keys())
    if missing:
        raise PublishError(
            f"{len(missing)} quality rules were not measured on this restore of {marker.object_key}, "
            f"such as {missing[0]}.",
            "Clear check_staging of this run with downstream.",
        )
    failed = [
        name for name, row in results.items() if row["severity"] == "error" and row["status"] == "failed"
    ]
    if failed:
        raise PublishError(
            f"{marker.object_key} failed the rules {', '.join(failed)}, and nobody waived them by name.",
            advice_for_failed_rules(marker.dump_date, failed),
        )


def advice_for_failed_rules(day: date, failed: Collection[str]) -> str:
    """Return what a person does about rules that stop a publish."""
    return (
        "Nothing was published. Ask the source for a correct dump; when it is in S3 under the same name, "
        f"clear preflight of {day} with downstream. Only if the source confirms its data: publish it all the "
        "same in Required actions, or trigger the day again with a reason and waive_rules "
        f"{', '.join(failed)}."
    )


def waived_rules(ledger: Ledger, marker: RestoreMarker) -> tuple[str, ...]:
    """Return the names of the rules that were waived for this restore, in any run."""
    return tuple(name for name, row in _results(ledger, marker).items() if row["status"] == "waived")


def overrides_of(ledger: Ledger, marker: RestoreMarker) -> tuple[str, ...]:
    """Return a sentence for each rule that failed on this restore and was waived by name."""
    return tuple(
        f"rule {name} measured {row['measured']}, must be {row['threshold']}: waived in run {row['run_id']}"
        + (f" ({row['detail']})" if row["detail"] else "")
        for name, row in _results(ledger, marker).items()
        if row["status"] == "waived" and row["severity"] == "error"
    )


def _results(ledger: Ledger, marker: RestoreMarker) -> Mapping[str, dict[str, Any]]:
    rows = ledger.quality_results(marker.restore_id)
    return {row["rule_name"]: row for row in rows if row["load_id"] == marker.load_id}
