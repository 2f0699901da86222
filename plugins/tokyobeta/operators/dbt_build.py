"""The operator that builds and tests one model or the code lists."""

from __future__ import annotations

from cosmos.operators.local import DbtBuildLocalOperator

from tokyobeta.operators.forked_dbt import ForkedDbt


class DbtBuildOperator(ForkedDbt, DbtBuildLocalOperator):  # type: ignore[misc]
    """Run ``dbt build`` as Cosmos does, in a process forked from a dbt that is loaded already."""
