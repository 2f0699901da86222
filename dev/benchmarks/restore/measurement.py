"""What one restore took."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run of one way.

    :param way: its name.
    :param seconds: wall-clock time.
    :param client_cpu: CPU seconds of the client process and its children.
    :param server_cpu: CPU seconds of the MySQL server meanwhile.
    :param client_mb: highest resident memory of the client process in MiB.
    :param wrong_tables: tables whose definition or checksum is not the expected one.
    """

    way: str
    seconds: float
    client_cpu: float
    server_cpu: float
    client_mb: float
    wrong_tables: int
