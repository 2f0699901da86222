"""Make the database users of an environment, their schemas and rights, and write their secrets.

Run by a person inside the VPC on the first day, and again whenever ``grants.sql`` changes
(docs/runbooks/deploy.md):

    terraform output -json database_users | python infra/scripts/database_users.py --ca rds-bundle.pem

It may be run any number of times: a user that exists keeps its password, rights and addresses are set to
exactly what is written.

It has to run on Python 3.9, which the rest of the project does not: the cluster is reached from a CloudShell
inside the VPC, and the ``python3`` of CloudShell (Amazon Linux 2023) is 3.9. Nothing newer may be used here.
"""

from __future__ import annotations

import argparse
import json
import os
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


@dataclass(frozen=True)
class DatabaseUser:
    """A user as Terraform's output ``database_users`` describes it.

    :param secret: name or ARN of its secret.
    :param username: the database user.
    :param extra: the extra of its Airflow connection, such as the CA bundle and the reader endpoint.
    """

    secret: str
    username: str
    extra: dict[str, str]


@dataclass(frozen=True)
class UserResult:
    """What happened to one user.

    :param username: the database user.
    :param password_made: whether a new password was made and stored.
    :param secret_written: whether the secret got a new value: a password, an address, or both.
    """

    username: str
    password_made: bool
    secret_written: bool


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


def ensure_user(
    secrets: SecretsManagerClient, admin: Connection[Any], user: DatabaseUser, host: str, port: int
) -> UserResult:
    """Make a user with the password of its secret, or with a new one, and write what the secret lacks.

    The database comes first: if storing fails, the secret still has no password and the next run makes
    a new one.

    :param secrets: Secrets Manager.
    :param admin: connection of the administrator.
    :param user: the user.
    :param host: writer endpoint, for every user: the rotation logs in there to set the password.
    :param port: its port.
    :returns: the user, and what was done for it.
    """
    stored = _stored_value(secrets, user.secret)
    known = stored.get("password")
    password = known or _new_password(secrets)
    with admin.cursor() as cursor:
        cursor.execute("CREATE USER IF NOT EXISTS %s@'%%' IDENTIFIED BY %s", (user.username, password))
        if not known:
            cursor.execute("ALTER USER %s@'%%' IDENTIFIED BY %s", (user.username, password))
    value = {
        **stored,
        "engine": "mysql",
        # Read by AWS's rotation function, which would otherwise try TLS and fall back to plain text.
        "ssl": True,
        "host": host,
        "port": port,
        "username": user.username,
        "password": password,
        "extra": json.dumps(user.extra, sort_keys=True),
    }
    if value != stored:
        secrets.put_secret_value(SecretId=user.secret, SecretString=json.dumps(value))
    return UserResult(user.username, password_made=not known, secret_written=value != stored)


def apply(
    secrets: SecretsManagerClient, admin: Connection[Any], users: list[DatabaseUser], host: str, port: int
) -> list[UserResult]:
    """Make schemas and users, then set every user's rights to exactly what ``grants.sql`` says.

    :param secrets: Secrets Manager.
    :param admin: connection of the administrator.
    :param users: the users.
    :param host: writer endpoint of the cluster.
    :param port: its port.
    :returns: one result for each user.
    """
    run_script(admin, SQL_DIR / "schemas.sql")
    results = [ensure_user(secrets, admin, user, host, port) for user in users]
    run_script(admin, SQL_DIR / "grants.sql")
    return results


def _stored_value(secrets: SecretsManagerClient, secret_id: str) -> dict[str, Any]:
    """Return what a secret holds: nothing on the first day, because Terraform makes it without a value."""
    # The server gives one code for a secret that is not there and one without a value: this tells the first.
    secrets.describe_secret(SecretId=secret_id)
    try:
        text = secrets.get_secret_value(SecretId=secret_id)["SecretString"]
    except secrets.exceptions.ResourceNotFoundException:
        return {}
    value: dict[str, Any] = json.loads(text)
    return value


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
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ca", type=Path, required=True, help="CA bundle of RDS")
    options = parser.parse_args(arguments)

    import boto3  # noqa: PLC0415 (only the command needs it, and its help does not)
    import pymysql  # noqa: PLC0415 (likewise)

    facts = json.load(sys.stdin)

    # boto3 by itself reads AWS_DEFAULT_REGION only.
    secrets = boto3.client("secretsmanager", region_name=os.environ.get("AWS_REGION") or None)
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
        users = [DatabaseUser(**user) for user in facts["users"]]
        for result in apply(secrets, admin, users, facts["host"], facts["port"]):
            made = "new password stored" if result.password_made else "password kept"
            written = ", secret written" if result.secret_written else ""
            sys.stdout.write(f"{result.username}: {made}{written}, rights set\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
