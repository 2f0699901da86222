"""The command line of the dump engine, but it stands still when two tables are complete, until it is killed.

Small tables go in one by one, unless TABLES_AT_ONCE is set: then it stands still when twice so many are.

A test that kills a restore must find it in the middle, on a fast machine as on a slow one.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

from include.dump.cli import main
from include.dump.load import small_tables
from include.dump.load.restore_state import RestoreState
from include.dump.load.table_summary import TableSummary

COMPLETE_TABLES = 2

_noting = threading.Lock()
_noted: list[str] = []
_record_tables = RestoreState.record_tables


def _record_twice(state: RestoreState, connection: Any, summaries: Sequence[TableSummary]) -> None:
    with _noting:
        if len(_noted) < COMPLETE_TABLES:
            _record_tables(state, connection, summaries)
            _noted.append(summaries[0].name)
            return
    sys.stdout.write("held\n")
    sys.stdout.flush()
    time.sleep(600)


if __name__ == "__main__":
    # This program runs by itself, so that no pytest fixture can patch it.
    small_tables._MOST_TABLES = int(os.environ.get("TABLES_AT_ONCE", "1"))
    RestoreState.record_tables = _record_twice  # type: ignore[method-assign]
    sys.exit(main(sys.argv[1:]))
