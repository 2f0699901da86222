"""The dbt manifest that Cosmos draws its task groups from, the same bytes for the same models."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from dev.local.setup.dbt_manifest import parse_project
from include.exceptions import LocalStackError, PackagingError

# dbt writes when and by which process a manifest was made; none of it means anything to the task graph.
_VOLATILE_METADATA: dict[str, Any] = {
    "generated_at": "1970-01-01T00:00:00Z",
    "invocation_id": None,
    "user_id": None,
    "env": {},
}


def build_manifest(project: Path, dbt: Path) -> bytes:
    """Parse a dbt project and return its manifest without times and process identifiers.

    No database is contacted.

    :param project: the dbt project's folder; nothing is written there.
    :param dbt: the dbt program.
    :raises include.exceptions.PackagingError: with dbt's own words if the project does not parse.
    """
    with tempfile.TemporaryDirectory(prefix="dbt-parse-") as folder:
        try:
            path = parse_project(project, dbt, Path(folder, "target"))
        except LocalStackError as error:
            raise PackagingError(error.problem, error.action) from error
        manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["metadata"].update(_VOLATILE_METADATA)
    return (json.dumps(_timeless(manifest), ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _timeless(value: Any) -> Any:
    """Return the value with every ``created_at`` at zero."""
    if isinstance(value, dict):
        return {key: 0.0 if key == "created_at" else _timeless(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_timeless(item) for item in value]
    return value
