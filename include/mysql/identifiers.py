"""Names of schemas, tables and columns (MySQL manual, "Schema Object Names")."""

from __future__ import annotations

import re

from include.exceptions import ConfigurationError

_SCHEMA = re.compile(r"[A-Za-z0-9_$]{1,64}\Z")


def quoted(identifier: str) -> str:
    """Return a schema, table or column name in back-ticks.

    Any name that MySQL accepts is possible in a dump, so a back-tick inside is doubled rather than refused.
    """
    return "`" + identifier.replace("`", "``") + "`"


def unquoted(identifier: bytes) -> str:
    """Return the name that an identifier in a dump stands for, in back-ticks, double quotes or none."""
    text = identifier.decode("utf-8", "surrogateescape")
    quote = text[:1]
    return text[1:-1].replace(quote * 2, quote) if quote in {"`", '"'} else text


def checked_schema(name: str) -> str:
    """Return the name of one of our schemas.

    :raises ConfigurationError: if it holds anything but letters, digits, ``_`` and ``$``.
    """
    if not _SCHEMA.match(name):
        raise ConfigurationError(
            f"{name!r} is not an acceptable schema name.", "Correct the schema names in the settings."
        )
    return name
