"""A step of a shared restore that stands still when one table is complete, until it is killed."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

from dev.benchmarks.restore.shared_step import main
from include.dump.load import small_tables
from include.dump.load.restore_state import RestoreState
from include.dump.load.table_summary import TableSummary

_recording = threading.Lock()
_record_tables = RestoreState.record_tables


def _record_once(state: RestoreState, connection: Any, summaries: Sequence[TableSummary]) -> None:
    _recording.acquire()  # never given back: other threads wait here until the process is killed
    _record_tables(state, connection, summaries)
    sys.stdout.write("held\n")
    sys.stdout.flush()
    time.sleep(600)


if __name__ == "__main__":
    # This program runs by itself, so that no pytest fixture can patch it.
    small_tables._MOST_TABLES = 1
    RestoreState.record_tables = _record_once  # type: ignore[method-assign]
    sys.exit(main(sys.argv[1:]))
