"""The users of the local warehouse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from include.warehouse.target import WarehouseTarget

USERS_FILE = Path(__file__).resolve().parent / "mysql" / "users.sql"
ETL, READER = "etl", "reader"


def create_users(root: WarehouseTarget, passwords: dict[str, str]) -> None:
    """Create the users, or set their passwords and rights again.

    :param root: the server as a user that may create users.
    :param passwords: password by user name.
    """
    statements = USERS_FILE.read_text(encoding="utf-8")
    with root.connect() as connection, connection.cursor() as cursor:
        quoted = {f"{name}_password": connection.escape(passwords[name]) for name in (ETL, READER)}
        for statement in _statements(statements.format(**quoted)):
            cursor.execute(statement)


def as_user(root: WarehouseTarget, name: str, passwords: dict[str, str]) -> WarehouseTarget:
    """Return the same server as another user."""
    return replace(root, user=name, password=passwords[name])


def _statements(text: str) -> list[str]:
    """Split the file at its semicolons; passwords are random letters, so none is inside a string."""
    lines = (line for line in text.splitlines() if not line.startswith("--"))
    return [part.strip() for part in "\n".join(lines).split(";") if part.strip()]
