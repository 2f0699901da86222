"""The operator that builds and tests one model or the code lists."""

from __future__ import annotations

from functools import cached_property

from cosmos.operators.local import DbtBuildLocalOperator

from tokyobeta.hooks.dbt_server import DbtServerHook


class DbtBuildOperator(DbtBuildLocalOperator):  # type: ignore[misc]
    """Run ``dbt build`` as Cosmos does, in a process forked from a dbt that is loaded already."""

    @cached_property
    def subprocess_hook(self) -> DbtServerHook:
        """What runs the command."""
        return DbtServerHook()
