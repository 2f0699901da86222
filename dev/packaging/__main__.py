"""``python -m dev.packaging build|test|deploy``: see ``make help``."""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
from pathlib import Path

from dev.packaging.builder import build
from dev.packaging.package import Package
from dev.packaging.source_tree import SourceTree
from dev.packaging.wheels import WheelCache
from include.exceptions import TokyoBetaError

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "build" / "package"
log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    logging.getLogger("botocore").setLevel(logging.WARNING)
    options = _parser().parse_args(arguments)
    commands = {"build": _build, "test": _test, "deploy": _deploy}
    try:
        commands[options.command](options)
    except TokyoBetaError as error:
        log.error("%s", error)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dev.packaging")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in (
        ("build", "build the package of the checked-out commit"),
        ("test", "build it, lay it out as MWAA does, install, start and run it there"),
        ("deploy", "build, upload and activate it in an environment"),
    ):
        command = commands.add_parser(name, help=purpose)
        command.add_argument("--output", type=Path, default=OUTPUT, help="folder of the package")
        command.add_argument(
            "--dbt", type=Path, default=ROOT / ".venv-dbt" / "bin" / "dbt", help="dbt program"
        )
        if name == "test":
            command.add_argument("--image", type=Path, help="scratch folder; kept for the next time")
            command.add_argument("--constraints", type=Path, help="the MWAA image's constraints list")
            command.add_argument(
                "--no-run", action="store_true", help="do not run the pipeline of a day there"
            )
        if name == "deploy":
            command.add_argument("--env", required=True, help="dev or prod")
            command.add_argument(
                "--environment", help="name of the MWAA environment; tokyobeta-ENV by default"
            )
            command.add_argument("--commit", help="activate this release instead of building: the way back")
            command.add_argument("--account", help="AWS account that must be the one in use")
            command.add_argument("--bucket", help="code bucket of an environment that does not exist yet")
            command.add_argument(
                "--force", action="store_true", help="deploy although a run is under way or expected"
            )
    return parser


def _build(options: argparse.Namespace) -> Package:
    source = SourceTree(ROOT)
    left_out = source.uncommitted()
    if left_out:
        log.warning("Not committed, so not in the package: %s", ", ".join(left_out[:10]))
    package = build(source, options.dbt, WheelCache(ROOT / ".local" / "wheels"))
    if options.output.exists():
        shutil.rmtree(options.output)
    package.write(options.output)
    size = sum(map(len, package.files.values()))
    log.info("%s: commit %s, %s files, %s bytes", options.output, package.commit, len(package.files), size)
    return package


def _test(options: argparse.Namespace) -> None:
    from dev.packaging.image_test import run_image_test  # noqa: PLC0415 (only this command needs it)

    _build(options)
    run_image_test(
        options.output,
        image=options.image or ROOT / ".local" / "mwaa-image",
        constraints=options.constraints,
        pipeline=not options.no_run,
    )


def _deploy(options: argparse.Namespace) -> None:
    from dev.packaging.deploy_command import run_deploy  # noqa: PLC0415 (only this command needs AWS)

    package = None if options.commit else _build(options)
    run_deploy(
        package,
        environment=options.environment or f"tokyobeta-{options.env}",
        commit=options.commit,
        account=options.account,
        bucket=options.bucket,
        force=options.force,
    )


if __name__ == "__main__":
    raise SystemExit(main())
