"""Two users for a warehouse in a container, which does not see the SQL files of production."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from include.mysql.target import WarehouseTarget

USERS_FILE = Path(__file__).resolve().parent / "mysql" / "users.sql"
ETL, READER = "etl", "reader"


def create_users(root: WarehouseTarget, passwords: dict[str, str]) -> None:
    """Create the users, or set their passwords and rights again.

    :param root: the server as a user that may create users.
    :param passwords: password by user name.
    """
    text = USERS_FILE.read_text(encoding="utf-8")
    with root.connect() as connection, connection.cursor() as cursor:
        quoted = {f"{name}_password": connection.escape(passwords[name]) for name in (ETL, READER)}
        for statement in statements(text.format(**quoted)):
            cursor.execute(statement)


def as_user(root: WarehouseTarget, name: str, passwords: dict[str, str]) -> WarehouseTarget:
    """Return the same server as another user."""
    return replace(root, user=name, password=passwords[name])


def statements(text: str) -> list[str]:
    """Return the statements of an SQL file: no string holds a semicolon, comments are lines."""
    lines = (line for line in text.splitlines() if not line.startswith("--"))
    return [part.strip() for part in "\n".join(lines).split(";") if part.strip()]
