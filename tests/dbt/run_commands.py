"""Runs dbt commands one after another in one process, in dbt's own environment.

Importing dbt takes longer than most of the commands of a test. Reads one JSON list of arguments per line and
writes one JSON object per line: success, and what dbt printed.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys


def main() -> None:
    from dbt.cli.main import dbtRunner  # type: ignore[import-not-found]

    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    for line in sys.stdin:
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            result = dbtRunner().invoke(json.loads(line))
        if result.exception is not None:
            output.write(str(result.exception))
        answers.write(json.dumps({"success": bool(result.success), "output": output.getvalue()}) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
