"""Runs dbt commands one after another in one process, in dbt's own environment.

Importing dbt, and parsing the project, takes longer than most of the commands of a test. Its argument is the
script that prepares dbt's connections. Reads one JSON list of arguments per line and writes one JSON object
per line: success, and what dbt printed.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any
from unittest import mock

# Parsing does not depend on them (test_parsed_project.py).
OF_A_RUN = {"as_of_date", "as_of_must_be_published"}


class ParsedProjects:
    """Parses a project once for all commands that see the same files and variables.

    It is kept packed, because a command writes what it compiles into the project that it gets.
    """

    def __init__(self) -> None:
        self._packed: dict[str, bytes] = {}

    def of(self, command: list[str]) -> Any:
        """Return the project as a command sees it; None if the command has to parse it itself."""
        from dbt.cli.main import dbtRunner
        from dbt.contracts.graph.manifest import Manifest

        if "parse" in command:
            return None
        project = Path(command[command.index("--project-dir") + 1])
        variables = json.loads(command[command.index("--vars") + 1])
        lasting = {name: value for name, value in variables.items() if name not in OF_A_RUN}
        files = sorted(
            (str(path), path.stat().st_mtime_ns, path.stat().st_size)
            for path in project.rglob("[!.]*")
            if path.is_file() and path.relative_to(project).parts[0] not in {"target", "logs"}
        )
        key = json.dumps([lasting, files], sort_keys=True)
        if key not in self._packed:
            places = ["--project-dir", str(project), "--profiles-dir", str(project)]
            options = ["--quiet", "--no-write-json", "parse", "--no-partial-parse", *places]
            parsed = dbtRunner().invoke([*options, "--vars", json.dumps(variables)])
            if not parsed.success:
                # The command says so.
                return None
            self._packed[key] = parsed.result.to_msgpack()
        manifest = Manifest.from_msgpack(self._packed[key])
        manifest.build_flat_graph()
        return manifest


def macros_of(project: Any) -> contextlib.AbstractContextManager[Any]:
    """Let dbt's adapter use the macros of a parsed project instead of parsing them again."""
    from dbt.adapters.base.impl import BaseAdapter
    from dbt.contracts.graph.manifest import MacroManifest

    def load_macro_manifest(adapter: Any, base_macros_only: bool = False) -> Any:
        adapter._macro_manifest_lazy = MacroManifest(project.macros)
        return adapter._macro_manifest_lazy

    return mock.patch.object(BaseAdapter, "load_macro_manifest", load_macro_manifest)


def main() -> None:
    from dbt.cli.main import dbtRunner

    runpy.run_path(sys.argv[1])["verify_server"]()
    projects = ParsedProjects()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    for line in sys.stdin:
        command = json.loads(line)
        output = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()):
            project = projects.of(command)
        with contextlib.ExitStack() as stack:
            stack.enter_context(contextlib.redirect_stdout(output))
            stack.enter_context(contextlib.redirect_stderr(output))
            if project is not None:
                stack.enter_context(macros_of(project))
            result = dbtRunner(manifest=project).invoke(command)
        if result.exception is not None:
            output.write(str(result.exception))
        answers.write(json.dumps({"success": bool(result.success), "output": output.getvalue()}) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
