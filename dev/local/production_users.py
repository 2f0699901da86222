"""The users of the warehouse with exactly the rights of production, from the same SQL files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dev.local.warehouse_users import statements
from include.mysql.target import WarehouseTarget
from include.settings import PROJECT_DIR

SQL_FOLDER = PROJECT_DIR / "infra" / "modules" / "aurora" / "sql"

LOADER = "tokyobeta_loader"
DBT = "tokyobeta_dbt"
READER = "tokyobeta_reader"
QUICKSIGHT = "tokyobeta_quicksight"
USERS = (LOADER, DBT, READER, QUICKSIGHT)


def create_production_users(
    root: WarehouseTarget, passwords: dict[str, str], folder: Path = SQL_FOLDER
) -> dict[str, WarehouseTarget]:
    """Create schemas and users, and set every user's rights to what production grants.

    :param root: the server as a user that may create users.
    :param passwords: password by user name.
    :param folder: the SQL files ``schemas.sql`` and ``grants.sql``.
    :returns: the server as each user, by user name.
    """
    with root.connect() as connection, connection.cursor() as cursor:
        for statement in statements((folder / "schemas.sql").read_text(encoding="utf-8")):
            cursor.execute(statement)
        for name in USERS:
            cursor.execute("CREATE USER IF NOT EXISTS %s@'%%' IDENTIFIED BY %s", (name, passwords[name]))
            cursor.execute("ALTER USER %s@'%%' IDENTIFIED BY %s", (name, passwords[name]))
        for statement in statements((folder / "grants.sql").read_text(encoding="utf-8")):
            cursor.execute(statement)
    return {name: replace(root, user=name, password=passwords[name], schema=None) for name in USERS}
