"""Run by the image's own Python: import the DAGs, the plugins and the triggers as Airflow's processes do.

Not imported by anything; it must work without the project on the path.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path


def main() -> int:
    """Print what was found as JSON; the exit code is that of the findings."""
    from airflow import settings  # noqa: PLC0415 (its environment is set by the caller)

    settings.initialize()  # type: ignore[no-untyped-call]  # Airflow's function has no hints
    # First the triggerer and the web server: they read no DAG file, so nothing has put dags/ on the path.
    early = {name: _import_error(name) for name in sys.argv[1:]}

    from airflow import plugins_manager  # noqa: PLC0415
    from airflow.dag_processing.dagbag import DagBag  # noqa: PLC0415

    plugin_errors = plugins_manager.get_import_errors()
    # The web server builds the pages of the plugins; an error there is an error here.
    plugins_manager.get_fastapi_plugins()
    folder = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    bag = DagBag(dag_folder=folder, bundle_path=folder)
    found = {
        "import_errors": bag.import_errors,
        "early_import_errors": {name: error for name, error in early.items() if error},
        "plugin_errors": plugin_errors,
        "dags": {name: len(dag.tasks) for name, dag in bag.dags.items()},
        "code": sys.modules["include"].__file__ if "include" in sys.modules else None,
    }
    sys.stdout.write("\n" + json.dumps(found) + "\n")
    return 1 if found["import_errors"] or found["early_import_errors"] or found["plugin_errors"] else 0


def _import_error(name: str) -> str | None:
    try:
        importlib.import_module(name)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    raise SystemExit(main())
