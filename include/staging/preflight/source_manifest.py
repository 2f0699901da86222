"""What the dump script says about a dump, where it came from and how fresh its source was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from include.exceptions import DumpError


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceManifest:
    """The facts of a manifest that decide whether its dump may be used.

    :param key: object key of the manifest.
    :param text: its JSON text.
    :param dump_date: JST day as written, ``YYYY-MM-DD``, or None.
    :param dump_key: the dump that it speaks of, or None.
    :param sha256: SHA-256 in hex of the stored dump, or None.
    :param size: bytes of the stored dump, or None.
    :param source_host: host that was dumped, or None.
    :param source_database: database that was dumped, or None.
    :param valid: what the script itself concluded; False as soon as one of its flags says so.
    :param reason: why it is not valid, or None.
    :param newest_changes: table to MAX(updated_at) in UTC.
    """

    key: str
    text: str
    dump_date: str | None
    dump_key: str | None
    sha256: str | None
    size: int | None
    source_host: str | None
    source_database: str | None
    valid: bool
    reason: str | None
    newest_changes: Mapping[str, datetime]

    @classmethod
    def parse(cls, key: str, text: str) -> SourceManifest:
        """Read a manifest.

        :raises DumpError: if it is no JSON object or a fact has the wrong form.
        """
        try:
            facts: dict[str, Any] = dict(json.loads(text))
            # The older name of the same fact.
            changes = facts.get("max_updated_at_by_table") or facts.get("source_table_max_updated_at") or {}
            return cls(
                key=key,
                text=text,
                dump_date=facts.get("dump_date"),
                dump_key=facts.get("dump_key"),
                sha256=facts.get("dump_sha256"),
                size=None if facts.get("dump_size_bytes") is None else int(facts["dump_size_bytes"]),
                source_host=facts.get("source_host"),
                source_database=facts.get("source_database"),
                valid=all(facts.get(flag, True) is True for flag in ("source_valid", "valid_for_etl")),
                reason=facts.get("reason"),
                newest_changes={name: _moment(value) for name, value in changes.items() if value},
            )
        except (ValueError, TypeError, AttributeError) as error:
            raise DumpError(
                f"The manifest {key} cannot be understood ({type(error).__name__}).",
                "Have the dump script write it again; it must be one JSON object.",
            ) from error


def _moment(text: str) -> datetime:
    """Return a moment of a manifest; one without a zone is UTC, as the source's TIMESTAMPs are."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
