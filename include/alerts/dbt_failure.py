"""What dbt itself says about a failed command, from the files that it leaves.

Format of ``target/run_results.json``: https://docs.getdbt.com/reference/artifacts/run-results-json
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from include.exceptions import TransformError

_FAILED: Final = frozenset({"error", "fail", "runtime error"})
_NAMED_AT_MOST: Final = 5
# MySQL quotes values of rows in some errors; a message leaves the log, so they must not be in it.
_VALUE: Final = re.compile(r"(entry|value:?) '.*?'(?= for key| for column| at row|$)", re.DOTALL)
_FATAL: Final = "Encountered an error:"
_LOG_LINE: Final = re.compile(r"^\S*\d\d:\d\d:\d\d", re.MULTILINE)


def require_dbt_success(project_dir: str, **_: Any) -> None:
    """Raise if dbt's last command in this folder failed: a callback of Cosmos, called after each command.

    :param project_dir: the folder that dbt ran in.
    :raises TransformError: with dbt's own message for each model, seed and test that failed.
    """
    results = Path(project_dir) / "target" / "run_results.json"
    if not results.is_file():
        _require_no_fatal_error(Path(project_dir) / "logs" / "dbt.log")
        return
    failed = [
        result
        for result in json.loads(results.read_text(encoding="utf-8"))["results"]
        if result["status"] in _FAILED
    ]
    if not failed:
        return
    more = f"\nand {len(failed) - _NAMED_AT_MOST} more" if len(failed) > _NAMED_AT_MOST else ""
    tests = [result for result in failed if result["unique_id"].startswith(("test.", "unit_test."))]
    raise TransformError(
        "dbt failed:\n" + "\n".join(_described(result) for result in failed[:_NAMED_AT_MOST]) + more,
        (
            "The rows that a test found are in the schema test_results, in a table named after the test. "
            if tests
            else ""
        )
        + "Mend the cause, then clear this task with downstream.",
    )


def _described(result: dict[str, Any]) -> str:
    kind, _, name = result["unique_id"].partition(".")
    message = _VALUE.sub(r"\1 '...'", " ".join(str(result.get("message") or "no message").split()))
    return f"- {kind} {name.split('.')[1]}: {message}"


def _require_no_fatal_error(log: Path) -> None:
    """Raise with what dbt logged before it could run anything, such as a refused connection."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    if _FATAL not in text:
        return
    reason = _LOG_LINE.split(text.rpartition(_FATAL)[2].strip(), maxsplit=1)[0]
    raise TransformError(
        f"dbt could not begin: {_VALUE.sub(chr(92) + '1 ...', ' '.join(reason.split()))}",
        "Mend the cause, then clear this task with downstream.",
    )
