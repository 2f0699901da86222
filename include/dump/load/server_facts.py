"""What a server allows, looked up before anything is touched."""

from __future__ import annotations

from dataclasses import dataclass

from include.dump.errors import RestoreTargetError
from include.dump.load.load_connection import LoadConnection
from include.dump.parse.report import DumpReport


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """Facts about the target server.

    :param version: such as ``8.0.39``.
    :param local_infile: whether LOAD DATA LOCAL is on.
    :param max_allowed_packet: longest statement in bytes.
    """

    version: str
    local_infile: bool
    max_allowed_packet: int

    @classmethod
    def of(cls, connection: LoadConnection) -> ServerFacts:
        """Ask the server."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT VERSION(), @@GLOBAL.local_infile, @@SESSION.max_allowed_packet")
            row = cursor.fetchone()
        assert row is not None
        return cls(str(row[0]), bool(row[1]), int(row[2]))

    def check(self, report: DumpReport) -> None:
        """Check that the server can take the dump's statements.

        :raises RestoreTargetError: if it cannot.
        """
        # Rows that go by INSERT are sent in pieces of a mebibyte or one row, so a long statement needs its
        # whole length only where it is one row; 2 MiB is what a piece and its header may take.
        needed = min(report.largest_statement, 2 * 1024 * 1024)
        if self.max_allowed_packet < needed:
            raise RestoreTargetError(
                f"max_allowed_packet of the server is {self.max_allowed_packet:,}; {needed:,} are needed.",
                "Raise it in the parameter group to 64 MiB.",
            )
