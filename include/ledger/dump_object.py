"""One version of one dump in S3."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpObject:
    """A dump as S3 holds it: where it is, and which version of it.

    :param bucket: S3 bucket.
    :param key: object key.
    :param etag: ETag without quotes; changes with the content.
    :param size: bytes as stored, that is compressed.
    :param dump_date: the JST day in the name.
    :param version_id: S3 version, empty in a bucket without versioning.
    :param sha256: SHA-256 of the stored bytes in hex, when the object's metadata or manifest tells it.
    :param last_modified: UTC moment of the upload; two quality rules compare the content with it.
    """

    bucket: str
    key: str
    etag: str
    size: int
    dump_date: date
    version_id: str = ""
    sha256: str | None = None
    last_modified: datetime | None = None

    @property
    def restore_id(self) -> str:
        """The identity of this object version: the key under which the ledger knows its restore."""
        parts = (self.bucket, self.key, self.etag, self.version_id)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    @property
    def url(self) -> str:
        """The object as ``s3://bucket/key``, for messages."""
        return f"s3://{self.bucket}/{self.key}"

    def to_json(self) -> dict[str, Any]:
        """Return the object in JSON types, for handing it from one task to the next."""
        values = asdict(self)
        values["dump_date"] = self.dump_date.isoformat()
        values["last_modified"] = self.last_modified.isoformat() if self.last_modified else None
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> DumpObject:
        """Return the object that :meth:`to_json` wrote."""
        modified = values.get("last_modified")
        return cls(
            **{
                **values,
                "dump_date": date.fromisoformat(values["dump_date"]),
                "last_modified": datetime.fromisoformat(modified) if modified else None,
            }
        )
