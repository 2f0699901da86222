"""Checks of quality rules that are more than one query.

Each is a function of the rule's context and parameters that returns a measurement; ``rules.yml`` names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from include.staging.quality.checks.codes import code_shift, new_codes
from include.staging.quality.checks.columns import columns_changed, columns_missing
from include.staging.quality.checks.content import (
    changed_after_upload,
    content_older,
    content_seen_before,
    hours_before_upload,
)
from include.staging.quality.checks.tables import (
    largest_fall,
    rows_as_restored,
    tables_emptied,
    tables_empty,
    tables_missing,
    tables_unexpected,
)
from include.staging.quality.measurement import Measurement
from include.staging.quality.rule_context import RuleContext

Check = Callable[[RuleContext, Mapping[str, Any]], Measurement]

CHECKS: Final[Mapping[str, Check]] = {
    check.__name__: check
    for check in (
        changed_after_upload,
        code_shift,
        columns_changed,
        columns_missing,
        content_older,
        content_seen_before,
        hours_before_upload,
        largest_fall,
        new_codes,
        rows_as_restored,
        tables_emptied,
        tables_empty,
        tables_missing,
        tables_unexpected,
    )
}
