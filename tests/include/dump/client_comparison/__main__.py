"""Many dumps: ``python -m tests.include.dump.client_comparison [FIRST_SEED] [DUMPS]``."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from tests.conftest import started_mysql
from tests.include.dump.client_comparison.client_comparison import ClientComparison, mariadb_dump


def main() -> int:
    """Compare and print; returns 1 if anything differs."""
    first, count = (int(text) for text in (sys.argv[1:] + ["1", "500"][len(sys.argv) - 1 :])[:2])
    logging.disable(logging.WARNING)
    with started_mysql() as server:
        tally = ClientComparison(server).run_changed(range(first, first + count))
        sys.stdout.write("\n  ".join([f"changed dumps: {tally}", *tally.differences]) + "\n")
        failed = bool(tally.differences)
        for program in ("mysqldump", mariadb_dump()):
            if program is None:
                sys.stdout.write("mariadb-dump: skipped, it is not installed (Debian: mariadb-client).\n")
                continue
            tally = ClientComparison(server, program).run(range(first, first + count))
            sys.stdout.write("\n  ".join([f"{Path(program).name}: {tally}", *tally.differences]) + "\n")
            failed = failed or bool(tally.differences)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
