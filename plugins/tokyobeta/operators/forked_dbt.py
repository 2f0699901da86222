"""What the dbt operators of this project share: dbt runs in a process of the fork server."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from tokyobeta.hooks.dbt_server import DbtServerHook


class ForkedDbt:
    """Mixin for Cosmos' local operators."""

    @cached_property
    def subprocess_hook(self) -> DbtServerHook:
        """What runs the command."""
        return DbtServerHook()

    def calculate_openlineage_events_completes(self, *_: Any, **__: Any) -> bool:
        """Leave out Cosmos' reader of dbt's artifacts for OpenLineage, and return that it is not there.

        It knows no MySQL, so it finds nothing; importing it took a third of each task's CPU.
        """
        return False
