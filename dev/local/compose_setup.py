"""Prepare the servers of docker-compose.yaml: ``python -m dev.local.compose_setup``.

Users, rights, bucket, topic and secret are those of the stack without Docker. A second run changes nothing.
"""

from __future__ import annotations

import os

from dev.local.aws import LocalAws
from dev.local.warehouse_users import ETL, READER, as_user, create_users
from include.exceptions import ConfigurationError
from include.mysql.target import WarehouseTarget


def main() -> None:
    """Prepare the servers that the environment names.

    :raises ConfigurationError: naming a variable that is missing.
    """
    root = WarehouseTarget.from_url(_variable("TOKYOBETA_LOCAL_ROOT_URL"))
    passwords = {
        ETL: _variable("TOKYOBETA_LOCAL_ETL_PASSWORD"),
        READER: _variable("TOKYOBETA_LOCAL_READER_PASSWORD"),
    }
    create_users(root, passwords)
    topic = LocalAws(_variable("TOKYOBETA_LOCAL_AWS_URL")).prepare(as_user(root, ETL, passwords))
    print(f"Warehouse users {ETL} and {READER}, bucket and topic {topic} are ready.")


def _variable(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise ConfigurationError(f"{name} is not set.", "docker-compose.yaml sets it; start it from there.")
    return value


if __name__ == "__main__":
    main()
