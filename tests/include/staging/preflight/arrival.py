"""Puts a small dump with the real table names into the bucket, as the dump script does."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from include.staging.expected_tables import expected_tables

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "jram-gghouse"


def dump_text(mark: str = "", *, database: str = "basis", without: str = "") -> bytes:
    """Return a compact dump as the live script writes it: CREATE DATABASE and USE, no header, no trailer."""
    lines = [
        f"CREATE DATABASE /*!32312 IF NOT EXISTS*/ `{database}` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;",
        "",
        f"USE `{database}`;",
    ]
    for table in sorted(expected_tables() - {without}):
        lines += [
            "/*!40101 SET @saved_cs_client     = @@character_set_client */;",
            "/*!50503 SET character_set_client = utf8mb4 */;",
            f"CREATE TABLE `{table}` (",
            "  `id` int unsigned NOT NULL AUTO_INCREMENT,",
            "  `mark` varchar(40) DEFAULT NULL,",
            "  PRIMARY KEY (`id`)",
            ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;",
            "/*!40101 SET character_set_client = @saved_cs_client */;",
            f"INSERT INTO `{table}` VALUES (1,'{mark}');",
        ]
    return ("\n".join(lines) + "\n").encode()


class Arrival:
    """A dump and its manifest in S3."""

    def __init__(self, s3: S3Client) -> None:
        self.s3 = s3

    def put(self, day: date, content: bytes | None = None, *, suffix: str = ".gz", **facts: Any) -> str:
        """Put a dump and its manifest; ``facts`` replace the manifest's, ``manifest=None`` leaves it out."""
        text = dump_text(day.isoformat()) if content is None else content
        body = gzip.compress(text, mtime=0) if suffix == ".gz" else text
        key = f"dumps/gghouse_{day:%Y%m%d}.sql{suffix}"
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=body)
        if facts.get("manifest", "written") is None:
            return key
        newest = f"{day.isoformat()} 01:02:03"
        manifest = {
            "dump_date": day.isoformat(),
            "dump_key": key,
            "dump_sha256": hashlib.sha256(body).hexdigest(),
            "dump_size_bytes": len(body),
            "source_host": "v3-basis.example.com",
            "source_database": "basis",
            "source_valid": True,
            "valid_for_etl": True,
            "max_updated_at_by_table": dict.fromkeys(("movings", "tenants", "rooms", "apartments"), newest),
        }
        name = f"dumps-manifest/gghouse_{day:%Y%m%d}.json"
        self.s3.put_object(Bucket=BUCKET, Key=name, Body=json.dumps({**manifest, **facts}).encode())
        return key
