"""A dump of mysqldump with its keys behind the rows, as phpMyAdmin writes them."""

from __future__ import annotations

import re

_TABLE = re.compile(rb"(?m)^CREATE TABLE (`(?:[^`]|``)+`) \(\n((?:  .*\n)+?)(?=\) )")
_KEY = re.compile(rb"  (?:(?:PRIMARY|UNIQUE|FULLTEXT|SPATIAL) )?(?:KEY|CONSTRAINT) ")
_TRAILER = re.compile(rb"(?m)^/\*!40103 SET TIME_ZONE=@OLD_TIME_ZONE \*/;$|^-- Dump completed")


def keys_behind_rows(dump: bytes) -> bytes:
    """Return the dump with keys, constraints and AUTO_INCREMENT in ALTER TABLE statements at its end.

    :param dump: what mysqldump wrote, with quoted names.
    """
    alterations: list[bytes] = []

    def without_keys(match: re.Match[bytes]) -> bytes:
        lines = [line.rstrip(b",\n") for line in match[2].splitlines(keepends=True)]
        keys = [line for line in lines if _KEY.match(line)]
        columns = [line for line in lines if line not in keys]
        if keys:
            added = b",\n".join(b"  ADD" + key[1:] for key in keys)
            alterations.append(b"ALTER TABLE " + match[1] + b"\n" + added + b";\n")
        numbered = [line for line in columns if b" NOT NULL AUTO_INCREMENT" in line]
        if numbered:
            alterations.append(b"ALTER TABLE " + match[1] + b"\n  MODIFY" + numbered[0][1:] + b";\n")
            columns = [
                line.replace(b" AUTO_INCREMENT", b"") if line in numbered else line for line in columns
            ]
        return b"CREATE TABLE " + match[1] + b" (\n" + b",\n".join(columns) + b"\n"

    text = _TABLE.sub(without_keys, dump)
    trailer = _TRAILER.search(text)
    end = trailer.start() if trailer else len(text)
    return text[:end] + b"".join(alterations) + text[end:]
