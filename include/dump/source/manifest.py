"""What the producer of a dump says about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from include.dump.errors import DumpMismatchError


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpManifest:
    """The facts of a manifest, which the dump script writes beside each dump; each may be missing.

    :param name: what messages call the manifest: its object key or file.
    :param dump_date: JST day as written, ``YYYY-MM-DD``.
    :param dump_key: object key of the dump that it speaks of.
    :param sha256: SHA-256 of the stored dump, in hexadecimal.
    :param size: bytes of the stored dump.
    :param source_host: host that was dumped.
    :param database: database that was dumped.
    :param valid: what the script itself concluded; False as soon as one of its flags says anything but true.
    :param reason: why it is not valid.
    :param time_zone: in which the dump's TIMESTAMP values are written, where the dump does not say.
    :param newest_changes: table to MAX(updated_at) in UTC.
    :param tables: rows per table.
    :param checksums: ``CHECKSUM TABLE`` values per table.
    """

    name: str = "of the dump"
    dump_date: str | None = None
    dump_key: str | None = None
    sha256: str | None = None
    size: int | None = None
    source_host: str | None = None
    database: str | None = None
    valid: bool = True
    reason: str | None = None
    time_zone: str | None = None
    newest_changes: Mapping[str, datetime] = field(default_factory=dict)
    tables: Mapping[str, int] = field(default_factory=dict)
    checksums: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str | bytes, *, name: str = "of the dump") -> DumpManifest:
        """Read a manifest.

        :param text: its JSON text.
        :param name: what messages call it.
        :raises DumpMismatchError: if the text is no JSON object or a fact has the wrong form.
        """
        try:
            facts: dict[str, Any] = json.loads(text)
            # The older name of the same fact.
            changes = facts.get("max_updated_at_by_table") or facts.get("source_table_max_updated_at") or {}
            size = facts.get("dump_size_bytes")
            return cls(
                name=name,
                dump_date=facts.get("dump_date"),
                dump_key=facts.get("dump_key"),
                sha256=facts.get("dump_sha256"),
                size=None if size is None else int(size),
                source_host=facts.get("source_host"),
                database=facts.get("source_database"),
                valid=all(facts.get(flag, True) is True for flag in ("source_valid", "valid_for_etl")),
                reason=facts.get("reason"),
                time_zone=facts.get("time_zone"),
                newest_changes={table: _utc(value) for table, value in changes.items() if value},
                tables={str(k): int(v) for k, v in (facts.get("tables") or {}).items()},
                checksums={str(k): int(v) for k, v in (facts.get("checksums") or {}).items()},
            )
        except (ValueError, TypeError, AttributeError) as error:
            raise DumpMismatchError(
                f"The manifest {name} cannot be understood ({type(error).__name__}).",
                "Have the dump script write it again; it must be one JSON object.",
            ) from error

    def check_size(self, uri: str, size: int) -> None:
        """Check what is known before the dump is read.

        :raises DumpMismatchError: if the producer calls the dump invalid or the size differs.
        """
        if not self.valid:
            raise DumpMismatchError(
                f"The manifest says that {uri} is not valid: {self.reason or 'no reason given'}.",
                "Do not load it; ask the producer for a new dump.",
            )
        if self.size is not None and self.size != size:
            raise DumpMismatchError(
                f"{uri} has {size:,} bytes; its manifest says {self.size:,}.",
                "Have the dump uploaded again: it is cut or was replaced.",
            )


def _utc(text: str) -> datetime:
    """Return a time of a manifest; one without a zone is UTC, as the source's TIMESTAMPs are."""
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
