"""Prepare the servers of docker-compose.yaml: ``python -m dev.local.compose_setup``.

Users and rights are those of production, from the SQL files that ``make up`` uses as well; bucket, topic and
secret are those of ``make up``. A second run changes nothing.
"""

from __future__ import annotations

import os

from dev.local.aws import LocalAws
from dev.local.production_users import LOADER, USERS, create_production_users
from include.exceptions import ConfigurationError
from include.mysql.target import WarehouseTarget


def main() -> None:
    """Prepare the servers that the environment names.

    :raises ConfigurationError: naming a variable that is missing.
    """
    root = WarehouseTarget.from_url(_variable("TOKYOBETA_LOCAL_ROOT_URL"))
    passwords = {name: _variable(f"{name.upper()}_PASSWORD") for name in USERS}
    users = create_production_users(root, passwords)
    topic = LocalAws(_variable("TOKYOBETA_LOCAL_AWS_URL")).prepare(users[LOADER])
    print(f"Warehouse users {', '.join(USERS)}, bucket and topic {topic} are ready.")


def _variable(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise ConfigurationError(f"{name} is not set.", "docker-compose.yaml sets it; start it from there.")
    return value


if __name__ == "__main__":
    main()
