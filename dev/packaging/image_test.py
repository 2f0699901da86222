"""The package test: what MWAA would do with the package, on this machine."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from dev.packaging.commands import run
from dev.packaging.mwaa_image import MwaaImage
from dev.packaging.package import Package
from include.exceptions import PackagingError

log = logging.getLogger(__name__)

FALLBACK_CONSTRAINTS = Path(__file__).resolve().parents[2] / "requirements" / "mwaa-constraints.txt"
PROBE = Path(__file__).with_name("image_probe.py")
# What processes import that never read a DAG file: the triggerer, and callbacks run by it.
EARLY_IMPORTS = (
    "tokyobeta.triggers.quicksight_ingestion",
    "tokyobeta.notifications.pipeline_alert",
)
AGAIN_SECONDS = 10.0


def run_image_test(folder: Path, *, image: Path, constraints: Path | None, pipeline: bool) -> None:
    """Lay a package out as in the image, install its requirements, start every component, import the DAGs.

    :param folder: the built package.
    :param image: the scratch folder; its Python is kept for the next time.
    :param constraints: the image's constraints list; without one, the project's own pins stand in for it.
    :param pipeline: run the pipeline of a day there, too, against the running local stack.
    :raises PackagingError: naming what MWAA would not take.
    """
    package = Package.read(folder)
    scratch = MwaaImage(image)
    if constraints is None:
        log.warning(
            "No list of the image's constraints (MWAA_CONSTRAINTS=file): the project's own pins stand in, so "
            "a conflict with the image itself would not be seen"
        )
    # The installer runs in the scratch folder, from where a relative path leads nowhere.
    scratch.make_python((constraints or FALLBACK_CONSTRAINTS).resolve())
    scratch.lay_out(package)
    added = scratch.install_requirements()
    log.info("requirements.txt adds %s packages and changes none of the image", len(added))
    environment = start_components(scratch)
    before = _checksums(scratch)
    import_dags(scratch, environment)
    if pipeline:
        from dev.packaging.image_run import run_pipeline  # noqa: PLC0415 (needs the local stack)

        run_pipeline(scratch, environment)
    changed = sorted(name for name, value in _checksums(scratch).items() if before.get(name) != value)
    if changed:
        raise PackagingError(
            f"Something wrote below dags/: {', '.join(changed[:5])}.",
            "MWAA treats it as read-only: write elsewhere.",
        )
    log.info("The package of commit %s is fit for MWAA", package.commit)


def start_components(scratch: MwaaImage) -> dict[str, str]:
    """Start every component twice, and return the environment of a worker."""
    environments = {}
    for component in scratch.facts["components"]:
        environments[component], seconds = scratch.start(component)
        _, again = scratch.start(component)
        log.info("startup.sh on %s: %.1f s, again: %.1f s", component, seconds, again)
        if again > AGAIN_SECONDS:
            raise PackagingError(f"startup.sh took {again:.0f} s again.", "What it made must be found again.")
    dbt = environments["worker"]["TOKYOBETA_DBT_EXECUTABLE"]
    if not Path(dbt).is_file():
        raise PackagingError(f"startup.sh left no {dbt}.", "Look at what it printed above.")
    return environments["worker"]


def import_dags(scratch: MwaaImage, environment: dict[str, str]) -> None:
    """Import DAGs, plugins and triggers with the image's Python, and check that the code is the package's."""
    command = [str(scratch.python), str(PROBE), *EARLY_IMPORTS]
    found = json.loads(run(command, cwd=scratch.home, env=environment).decode().strip().rpartition("\n")[2])
    log.info("DAGs: %s", ", ".join(f"{name} ({tasks} tasks)" for name, tasks in found["dags"].items()))
    if "tokyobeta_daily" not in found["dags"]:
        raise PackagingError("The package has no DAG tokyobeta_daily.", "Look at dags/.airflowignore.")
    if not str(found["code"]).startswith(str(scratch.home)):
        raise PackagingError(f"The code came from {found['code']}.", "Nothing else may be on the path.")


def _checksums(scratch: MwaaImage) -> dict[str, int]:
    """Return what is below dags/, without Python's own caches."""
    files = (path for path in (scratch.home / "dags").rglob("*") if path.is_file())
    return {str(path): hash(path.read_bytes()) for path in files if "__pycache__" not in path.parts}
