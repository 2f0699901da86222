"""``python -m include.dump``."""

from __future__ import annotations

import sys

from include.dump.cli import main

if __name__ == "__main__":
    sys.exit(main())
