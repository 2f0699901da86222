"""The restore marker: which dump a schema holds, written into the schema itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from include.ledger.dump_identity import DumpIdentity


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreMarker(DumpIdentity):
    """The one row of the table ``_dump_seal`` of a schema that holds a complete restored dump.

    The table is written last by a restore and travels with the tables in the RENAME of a publish. So what a
    schema says about itself cannot differ from what it holds, whatever died in between.

    :param sealed_at: UTC moment at which the restore was complete.
    """

    sealed_at: datetime
