"""Which try of a part of a shared restore may write."""

from __future__ import annotations

import secrets
from typing import Any

from pymysql.connections import Connection

from include.dump.errors import RestoreBusyError
from include.dump.load.fencing_token import FencingToken


class PartToken(FencingToken):
    """The claim of one try on its part, under the claim of the plan on the schema.

    Parts of one plan work side by side; a restore that claims the schema ends them all, and another try of
    the same part ends the one before it.

    :param state_schema: where the tables of claims are.
    :param target_schema: the schema being restored into.
    :param plan_token: the claim of the plan.
    :param part: the number of the part.
    """

    def __init__(self, state_schema: str, target_schema: str, plan_token: str, part: int) -> None:
        super().__init__(state_schema, target_schema, plan_token)
        self._part, self._own = part, secrets.token_hex(16)
        self._part_taken = False

    @property
    def taken(self) -> bool:
        """Whether this try has claimed its part; another one may have done so since."""
        return self._part_taken

    def take(self, connection: Connection[Any]) -> None:
        """Claim the part. Waits for transactions of the try before that are about to commit.

        :raises RestoreBusyError: if another restore has claimed the schema since the plan.
        """
        super().check(connection)
        with connection.cursor() as cursor:
            self._run(cursor, "take_part", self._target, self._part, self._own)
        connection.commit()
        self._part_taken = True

    def check(self, connection: Connection[Any]) -> None:
        """Check within a transaction that both claims still hold, and keep them so until its end.

        :raises RestoreBusyError: if another restore, or another try of the part, has begun since.
        """
        super().check(connection)
        if not self._part_taken:
            return
        with connection.cursor() as cursor:
            self._run(cursor, "check_part", self._target, self._part)
            row = cursor.fetchone()
        if row is None or row[0] != self._own:
            raise RestoreBusyError(
                f"Another try of part {self._part} of the restore into {self._target} began while this one "
                "was cut off from the server.",
                "Let the other one end; this one has written nothing since.",
            )
