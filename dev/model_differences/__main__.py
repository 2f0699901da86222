"""``python -m dev.model_differences --base CHECKOUT/dbt``: build both, compare, write a page."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from dev.model_differences.comparison import compare
from dev.model_differences.report import report
from dev.model_differences.synthetic_warehouse import SyntheticWarehouse
from include.exceptions import TokyoBetaError

ROOT = Path(__file__).resolve().parents[2]
BEFORE, AFTER = "before_", "after_"
log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Compare two checkouts; return 1 if one of them cannot be built."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    options = _parser().parse_args(arguments)
    from dev.servers.mysql_server import MySqlServer  # noqa: PLC0415 (tooling of a build, never deployed)

    try:
        with tempfile.TemporaryDirectory(prefix="tb-") as name:
            folder = Path(name)
            with MySqlServer(folder / "m", die_with_parent=True) as server:
                warehouse = SyntheticWarehouse(server, folder, options.scale)
                for prefix, project in ((BEFORE, options.base), (AFTER, options.head)):
                    warehouse.restore(prefix)
                    warehouse.build(prefix, project.resolve(), options.dbt)
                with server.target.connect() as connection:
                    page = report(compare(connection, BEFORE, AFTER), options.name)
    except TokyoBetaError as error:
        log.error("%s", error)
        return 1
    options.output.write_text(page, encoding="utf-8") if options.output else sys.stdout.write(page)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dev.model_differences")
    parser.add_argument("--base", type=Path, required=True, help="dbt project to compare with")
    parser.add_argument("--head", type=Path, default=ROOT / "dbt", help="dbt project of this checkout")
    parser.add_argument("--name", default="main", help="what the base is called in the page")
    parser.add_argument("--dbt", type=Path, default=ROOT / ".venv-dbt" / "bin" / "dbt", help="dbt program")
    parser.add_argument("--scale", type=float, default=0.005, help="share of production's volume")
    parser.add_argument("--output", type=Path, help="file of the page; standard output by default")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
