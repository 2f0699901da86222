"""The hook that runs dbt through the fork server instead of starting it for each task."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cosmos.hooks.subprocess import FullOutputSubprocessHook, FullOutputSubprocessResult

from include.dbt_server.client import DbtCommand, DbtServer, RunningDbt
from include.settings import get_settings


class DbtServerHook(FullOutputSubprocessHook):  # type: ignore[misc]  # Cosmos ships no types
    """Run dbt commands as Cosmos' own hook does, without the 3 s that importing dbt takes."""

    def __init__(self) -> None:
        super().__init__()
        self._running: RunningDbt | None = None

    def run_command(
        self,
        command: list[str],
        env: dict[str, str] | None = None,
        output_encoding: str = "utf-8",
        cwd: str | None = None,
        process_log_line: Callable[[str, Any], None] | None = None,
        **kwargs: Any,
    ) -> FullOutputSubprocessResult:
        """Run a dbt command, log its lines and return them with its exit code.

        :param command: Python, ``-P``, the script that is dbt, and its arguments.
        :param env: variables of the command.
        :param output_encoding: for the hook without a server; the server's is UTF-8.
        :param cwd: folder in which it runs.
        :param process_log_line: called with each line instead of logging it.
        :raises include.exceptions.TransformError: if the server cannot be started.
        """
        settings = get_settings()
        if not settings.dbt_server_idle_seconds or cwd is None:
            return super().run_command(command, env, output_encoding, cwd, process_log_line, **kwargs)
        python, _, script, *arguments = command
        server = DbtServer(
            python=Path(python),
            script=Path(script),
            project=settings.dbt_project_dir,
            # The process that forks the tasks: with the worker its servers end.
            owner=os.getppid(),
            idle_seconds=settings.dbt_server_idle_seconds,
            at_most=settings.dbt_processes,
        )
        self.log.info("Running dbt with: %s", arguments)
        self._running = server.start(DbtCommand(arguments, dict(env or os.environ), cwd))
        lines = []
        for line in self._running.lines():
            lines.append(line)
            if process_log_line:
                process_log_line(line, {"project_dir": cwd, **kwargs})
            else:
                self.log.info("%s", line)
        code = self._running.exit_code()
        self.log.info("dbt (process %s) exited with return code %s", self._running.pid, code)
        return FullOutputSubprocessResult(code, lines[-1] if lines else "", lines)

    def send_sigterm(self) -> None:
        """Let dbt cancel its queries and end."""
        self._interrupt(super().send_sigterm)

    def send_sigint(self) -> None:
        """Let dbt cancel its queries and end."""
        self._interrupt(super().send_sigint)

    def _interrupt(self, without_server: Callable[[], None]) -> None:
        if self._running is None:
            without_server()
        else:
            self.log.info("Interrupting dbt (process %s)", self._running.pid)
            self._running.interrupt()
