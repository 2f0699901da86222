"""The operator that loads dbt and parses the project before a model needs it."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from cosmos.operators.local import DbtLocalBaseOperator

from tokyobeta.hooks.dbt_server import DbtServerHook


class DbtParseOperator(DbtLocalBaseOperator):  # type: ignore[misc]
    """Run ``dbt parse``; the fork server keeps the parsed project for the models of the same worker."""

    base_cmd: ClassVar = ["parse"]

    @cached_property
    def subprocess_hook(self) -> DbtServerHook:
        """What runs the command."""
        return DbtServerHook()
