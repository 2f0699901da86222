"""Make the database users of an environment, their schemas and rights, and store their passwords.

Run by a person inside the VPC on the first day, and again whenever ``grants.sql`` changes
(docs/runbooks/deploy.md):

    terraform output -json database_users | python infra/scripts/database_users.py

It may be run any number of times: a user that exists keeps its password, rights are set to exactly
what is written.
"""

from __future__ import annotations

import argparse
import json
import ssl
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from pymysql.connections import Connection

SQL_DIR = Path(__file__).resolve().parent.parent / "modules" / "aurora" / "sql"

# What the rotation function excludes as well: characters that shells, URLs and SQL treat specially.
EXCLUDED_CHARACTERS = "/@\"'\\`$%&;#?:+ "
PASSWORD_LENGTH = 32


@dataclass(frozen=True, slots=True)
class UserResult:
    """What happened to one user.

    :param username: the database user.
    :param password_made: whether a new password was made and stored.
    """

    username: str
    password_made: bool


def statements(script: Path) -> Iterator[str]:
    """Yield the statements of an SQL file of this project: each ends with a semicolon at a line's end.

    :param script: the file. Lines that begin with ``--`` are comments.
    """
    lines = [line for line in script.read_text(encoding="utf-8").splitlines() if not line.startswith("--")]
    for statement in "\n".join(lines).split(";\n"):
        if text := statement.strip().rstrip(";"):
            yield text


def run_script(admin: Connection[Any], script: Path) -> None:
    """Run an SQL file statement by statement.

    :param admin: connection of the administrator.
    :param script: the file.
    :raises pymysql.MySQLError: from the first statement that the server refuses.
    """
    with admin.cursor() as cursor:
        for statement in statements(script):
            cursor.execute(statement)


def ensure_user(secrets: SecretsManagerClient, admin: Connection[Any], secret_id: str) -> UserResult:
    """Make the user of a secret, with the password of the secret, or with a new one that is stored there.

    The database comes first: if storing fails, the secret still has no password and the next run makes
    a new one.

    :param secrets: Secrets Manager.
    :param admin: connection of the administrator.
    :param secret_id: name or ARN of the secret: JSON with at least ``username``.
    :returns: the user, and whether it got a new password.
    """
    value: dict[str, Any] = json.loads(secrets.get_secret_value(SecretId=secret_id)["SecretString"])
    username, known = value["username"], value.get("password")
    password = known or _new_password(secrets)
    with admin.cursor() as cursor:
        cursor.execute("CREATE USER IF NOT EXISTS %s@'%%' IDENTIFIED BY %s", (username, password))
        if not known:
            cursor.execute("ALTER USER %s@'%%' IDENTIFIED BY %s", (username, password))
    if not known:
        secrets.put_secret_value(SecretId=secret_id, SecretString=json.dumps({**value, "password": password}))
    return UserResult(username, password_made=not known)


def apply(secrets: SecretsManagerClient, admin: Connection[Any], secret_ids: list[str]) -> list[UserResult]:
    """Make schemas and users, then set every user's rights to exactly what ``grants.sql`` says.

    :param secrets: Secrets Manager.
    :param admin: connection of the administrator.
    :param secret_ids: the users' secrets.
    :returns: one result for each secret.
    """
    run_script(admin, SQL_DIR / "schemas.sql")
    results = [ensure_user(secrets, admin, secret_id) for secret_id in secret_ids]
    run_script(admin, SQL_DIR / "grants.sql")
    return results


def _new_password(secrets: SecretsManagerClient) -> str:
    return secrets.get_random_password(
        PasswordLength=PASSWORD_LENGTH,
        ExcludeCharacters=EXCLUDED_CHARACTERS,
        RequireEachIncludedType=True,
    )["RandomPassword"]


def main(arguments: list[str] | None = None) -> int:
    """Read Terraform's output ``database_users`` from standard input and apply it.

    :param arguments: command-line arguments; None takes those of the process.
    :returns: exit code.
    """
    import boto3  # noqa: PLC0415 (only the command needs it)
    import pymysql  # noqa: PLC0415

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ca", type=Path, required=True, help="CA bundle of RDS")
    options = parser.parse_args(arguments)
    facts = json.load(sys.stdin)

    secrets = boto3.client("secretsmanager")
    login = json.loads(secrets.get_secret_value(SecretId=facts["administrator_secret"])["SecretString"])
    admin = pymysql.connect(
        host=facts["host"],
        port=facts["port"],
        user=login["username"],
        password=login["password"],
        ssl=ssl.create_default_context(cafile=str(options.ca)),
        charset="utf8mb4",
        autocommit=True,
    )
    with admin:
        for result in apply(secrets, admin, list(facts["secrets"])):
            made = "new password stored" if result.password_made else "password kept"
            sys.stdout.write(f"{result.username}: {made}, rights set\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
