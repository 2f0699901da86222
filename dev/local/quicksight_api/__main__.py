"""Run the stand-in: ``python -m dev.local.quicksight_api --port 8010``."""

from __future__ import annotations

import argparse
import os

import uvicorn

from dev.local.quicksight_api.app import create_app
from dev.local.quicksight_api.service import QuickSightService
from dev.local.quicksight_api.spice import Spice
from dev.servers.ports import LOOPBACK
from include.mysql.target import WarehouseTarget
from include.settings import get_settings

# In the environment and not among the arguments: it holds the reader's password.
READER_URL = "TOKYOBETA_LOCAL_READER_URL"


def main() -> None:
    """Serve until asked to end."""
    parser = argparse.ArgumentParser(prog="python -m dev.local.quicksight_api", description=__doc__)
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--region", default="ap-northeast-1")
    parser.add_argument("--daily-limit", type=int, default=32, help="ingestions per data set in 24 hours")
    parser.add_argument("--minimum-seconds", type=float, default=0.5, help="shortest ingestion")
    options = parser.parse_args()
    spice = Spice(WarehouseTarget.from_url(os.environ[READER_URL]), options.minimum_seconds)
    service = QuickSightService(
        get_settings().quicksight_account_id, options.region, spice, daily_limit=options.daily_limit
    )
    uvicorn.run(create_app(service), host=options.host, port=options.port, log_level="info")


if __name__ == "__main__":
    main()
