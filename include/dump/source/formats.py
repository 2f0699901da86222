"""Recognising by content what an object is: compressed, a mysqldump, or something to be refused by name."""

from __future__ import annotations

import re
from enum import StrEnum

from include.dump.errors import DumpFormatError, DumpIncompleteError


class Compression(StrEnum):
    """How the stored bytes are compressed."""

    NONE = "none"
    GZIP = "gzip"
    ZSTD = "zstd"


_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"PK\x03\x04", "a zip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x04\x22\x4d\x18", "an lz4 file"),
    (b"XBSTCK01", "an .xbstream of XtraBackup or mariadb-backup"),
    (b"\xfebin", "a MySQL binary log"),
    (b"PGDMP", "a custom-format dump of PostgreSQL"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"Salted__", "a file encrypted with openssl"),
    (b"-----BEGIN PGP", "a file encrypted with PGP"),
    (b"\xff\xfe", "UTF-16 text, as PowerShell's > writes"),
    (b"\xfe\xff", "UTF-16 text"),
)
_TEXTS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (
        re.compile(rb"mysqldump: \[?(?:Warning|Error)|mysqldump: |mariadb-dump: "),
        "a dump with messages of mysqldump mixed into it (2>&1)",
    ),
    (re.compile(rb"<\?xml[^>]*>\s*<mysqldump"), "a dump made with --xml"),
    (re.compile(rb"\s*(?:<!DOCTYPE html|<html)", re.I), "an HTML page"),
    (re.compile(rb"\s*<\?xml[^>]*>\s*<Error>"), "an error answer of S3"),
    (re.compile(rb"\s*<"), "an XML document"),
    (re.compile(rb"\s*\{[^}]*mysqlsh"), "the metadata file of a MySQL Shell dump folder"),
    (re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]0-9])"), "a JSON document"),
    (re.compile(rb"--\s*\n-- PostgreSQL database dump"), "a dump of PostgreSQL"),
    (re.compile(rb"PRAGMA foreign_keys"), "a dump of SQLite"),
    (re.compile(rb"\[(?:config|master|source|myloader)"), "the metadata file of a mydumper folder"),
)
_COMMENTS = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s++|--(?=[\x00-\x20])[^\n]*+\n|#[^\n]*+\n|/\*(?!!|M!)[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+"
)
# What SQL may begin with: a statement that no dump has is refused later, by its name.
_STATEMENT = re.compile(
    rb";|\(|/\*|--[^\n]*+\Z|#[^\n]*+\Z|(?:ALTER|ANALYZE|BEGIN|CALL|CHANGE|CHECK|COMMIT|CREATE|DELETE|DELIMITER|DO"
    rb"|DROP|FLUSH|GRANT|INSERT|KILL|LOAD|LOCK|OPTIMIZE|RENAME|REPLACE|RESET|REVOKE|SELECT|SET|SHOW|START|STOP"
    rb"|TRUNCATE|UNLOCK|UPDATE|USE|WITH)\b",
    re.IGNORECASE,
)
_DUMP_BELOW = re.compile(
    rb"\n(?:-- (?:MySQL|MariaDB|Percona) dump|/\*[!M]|CREATE (?:TABLE|DATABASE) |DROP TABLE |SET "
    rb"|INSERT INTO |USE [`\"])"
)
_MIXED = "a dump with other text on top, such as a message of the program that made or sent it"
# What lines of a log look like, and how a dump below them begins.
_OF_LOGS = frozenset({"a JSON document", "an XML document", "an HTML page", "an error answer of S3"})
_MYSQL_BELOW = re.compile(
    rb"\n(?:-- (?:MySQL|MariaDB) dump |/\*M?!\d{5,6}[ \\]|CREATE TABLE `|DROP TABLE IF EXISTS `)"
)
_LONGEST_WORD = 16  # such a piece may be all that there is of it before the beginning ends
_ACTION = "Give one file made by mysqldump or mariadb-dump: plain, gzip or zstd."
MIXED_ACTION = (
    "Send the messages of the programs elsewhere (2> dump.log, not 2>&1; kubectl and ssh without a "
    "terminal), then make the dump again."
)
_TAR_MAGIC = slice(257, 262)


def compression_of(beginning: bytes) -> Compression:
    """Return how an object that begins with these bytes is compressed."""
    if beginning.startswith(b"\x1f\x8b"):
        return Compression.GZIP
    if beginning.startswith(b"\x28\xb5\x2f\xfd") or re.match(rb"[\x50-\x5f]\x2a\x4d\x18", beginning):
        return Compression.ZSTD
    return Compression.NONE


def check_format(beginning: bytes) -> None:
    """Check that uncompressed text that begins with these bytes can be a mysqldump.

    :raises DumpFormatError: naming what it is otherwise.
    :raises DumpIncompleteError: if there is nothing.
    """
    if not beginning:
        raise DumpIncompleteError("The dump is empty.", "Have the dump made and uploaded again.")
    if compression_of(beginning) is not Compression.NONE:
        raise DumpFormatError(f"The content is {compression_of(beginning)} compressed twice.", _ACTION)
    if beginning[_TAR_MAGIC] == b"ustar":
        raise DumpFormatError("The content is a tar archive.", _ACTION)
    for magic, name in _MAGIC:
        if beginning.startswith(magic):
            raise DumpFormatError(f"The content is {name}.", _ACTION)
    comments = _COMMENTS.match(beginning)
    first = comments.end() if comments else 0
    for pattern, name in _TEXTS:
        if pattern.match(beginning) or pattern.match(beginning, first):
            if name in _OF_LOGS and _MYSQL_BELOW.search(beginning):
                raise DumpFormatError(f"The content is {_MIXED}.", MIXED_ACTION)
            raise DumpFormatError(f"The content is {name}.", MIXED_ACTION if "mixed" in name else _ACTION)
    all_there = first == 0 or len(beginning) - first > _LONGEST_WORD
    if all_there and not _STATEMENT.match(beginning, first):
        what = _unknown(beginning)
        mixed = "other text" in what
        raise DumpFormatError(f"The content is {what}.", MIXED_ACTION if mixed else _ACTION)


def folder_format(names: set[str]) -> str:
    """Return what kind of dump a folder with files of these names holds."""
    if "@.json" in names:
        return "a MySQL Shell dump"
    if "metadata" in names and any(name.endswith(("-schema.sql", "-schema.sql.gz")) for name in names):
        return "a mydumper dump"
    if "xtrabackup_info" in names or "xtrabackup_checkpoints" in names:
        return "a physical backup of XtraBackup"
    stems = {name[:-4] for name in names if name.endswith(".sql")}
    if any(name.endswith(".txt") and name[:-4] in stems for name in names):
        return "a dump made with --tab"
    return "of no kind that is known"


def _unknown(beginning: bytes) -> str:
    first = beginning.split(b"\n", 1)[0]
    if _DUMP_BELOW.search(beginning):
        return _MIXED
    if b"\t" in first and not re.search(rb"[\x00-\x08\x0e-\x1f]", beginning):
        return "tab-separated rows, as in the .txt files of a --tab dump"
    if b"\x00" in beginning[:512] or sum(byte > 0x7E for byte in beginning[:512]) > 128:
        return "binary data of no known kind"
    return "no SQL"
