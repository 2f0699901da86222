"""``python -m include.warehouse``."""

from __future__ import annotations

import sys

from include.warehouse.cli import main

if __name__ == "__main__":
    sys.exit(main())
