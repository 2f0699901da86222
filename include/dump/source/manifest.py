"""What the producer of a dump says about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from include.dump.errors import DumpMismatchError


@dataclass(frozen=True, slots=True)
class DumpManifest:
    """The facts of a manifest that a restore can check; each may be missing.

    :param key: key of the dump.
    :param sha256: checksum of the stored object, in hexadecimal.
    :param size: size of the stored object in bytes.
    :param database: the database that was dumped.
    :param valid: whether the producer vouches for the dump.
    :param reason: why not.
    :param time_zone: in which the dump's TIMESTAMP values are written, where the dump does not say.
    :param tables: rows per table.
    :param checksums: ``CHECKSUM TABLE`` values per table.
    """

    key: str | None = None
    sha256: str | None = None
    size: int | None = None
    database: str | None = None
    valid: bool = True
    reason: str | None = None
    time_zone: str | None = None
    tables: Mapping[str, int] = field(default_factory=dict)
    checksums: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str | bytes) -> DumpManifest:
        """Read a manifest.

        :raises DumpMismatchError: if the text is no JSON object or a fact has the wrong type.
        """
        try:
            facts: dict[str, Any] = json.loads(text)
            size = facts.get("dump_size_bytes")
            return cls(
                key=facts.get("dump_key"),
                sha256=facts.get("dump_sha256"),
                size=int(size) if size is not None else None,
                database=facts.get("source_database"),
                valid=all(facts.get(flag, True) is True for flag in ("source_valid", "valid_for_etl")),
                reason=facts.get("reason"),
                time_zone=facts.get("time_zone"),
                tables={str(k): int(v) for k, v in (facts.get("tables") or {}).items()},
                checksums={str(k): int(v) for k, v in (facts.get("checksums") or {}).items()},
            )
        except (ValueError, TypeError, AttributeError) as error:
            raise DumpMismatchError(
                f"The manifest of the dump cannot be understood: {type(error).__name__}.",
                "Have the manifest written again; it must be one JSON object.",
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
