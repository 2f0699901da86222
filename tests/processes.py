"""What tests ask about processes."""

from __future__ import annotations

import psutil


def gone(pid: int) -> bool:
    """Tell whether a process has ended; a zombie has."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
