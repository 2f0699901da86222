"""The manifest that the dump script writes beside a dump."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from dev.sample.calendar import utc_timestamp


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256 as hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def manifest(
    *,
    day: date,
    dump_key: str,
    dump: Path,
    source_database: str,
    latest_updates: Mapping[str, str],
    tables: Mapping[str, int],
) -> dict[str, Any]:
    """Return the manifest of a dump.

    :param day: the day of the dump, as in its name.
    :param dump_key: its key in the bucket.
    :param dump: the stored file; size and checksum are of its bytes as stored.
    :param source_database: the database that was dumped.
    :param latest_updates: MAX(updated_at) by table.
    :param tables: rows by table, which production's script does not write yet.
    """
    # 05:44 JST: the dump of 05:30 takes about a quarter of an hour.
    generated = utc_timestamp(day.toordinal(), 5 * 3600 + 44 * 60).replace(" ", "T") + "+00:00"
    return {
        "run_id": f"sample-{day:%Y%m%d}T053000JST",
        "generated_at": generated,
        "dump_date": day.isoformat(),
        "dump_key": dump_key,
        "dump_sha256": sha256_of(dump),
        "dump_size_bytes": dump.stat().st_size,
        "source_host": "basis-source.example.invalid",
        "source_database": source_database,
        "source_port": 3306,
        "source_valid": True,
        "valid_for_etl": True,
        "max_updated_at_by_table": dict(latest_updates),
        "tables": dict(tables),
    }


def write_manifest(path: Path, content: Mapping[str, Any]) -> None:
    """Write a manifest in one step."""
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draft.replace(path)
