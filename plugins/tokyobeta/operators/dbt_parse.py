"""The operator that loads dbt and parses the project before a model needs it."""

from __future__ import annotations

from typing import ClassVar

from cosmos.operators.local import DbtLocalBaseOperator

from tokyobeta.operators.forked_dbt import ForkedDbt


class DbtParseOperator(ForkedDbt, DbtLocalBaseOperator):  # type: ignore[misc]  # Cosmos ships no types
    """Run ``dbt parse``; the fork server keeps the parsed project for the models of the same worker."""

    base_cmd: ClassVar = ["parse"]
