"""The modes of ``sql_mode`` (MySQL manual, "Server SQL Modes")."""

from __future__ import annotations

from typing import Final

MEANING: Final = frozenset(
    {
        "ANSI_QUOTES",
        "HIGH_NOT_PRECEDENCE",
        "IGNORE_SPACE",
        "NO_BACKSLASH_ESCAPES",
        "NO_UNSIGNED_SUBTRACTION",
        "PAD_CHAR_TO_FULL_LENGTH",
        "PIPES_AS_CONCAT",
        "REAL_AS_FLOAT",
        "TIME_TRUNCATE_FRACTIONAL",
    }
)
"""Those that decide how statements are read and what is computed in them: rows need those of their dump."""

KNOWN: Final = MEANING | {
    "ALLOW_INVALID_DATES",
    "ERROR_FOR_DIVISION_BY_ZERO",
    "NO_AUTO_VALUE_ON_ZERO",
    "NO_DIR_IN_CREATE",
    "NO_ENGINE_SUBSTITUTION",
    "NO_ZERO_DATE",
    "NO_ZERO_IN_DATE",
    "ONLY_FULL_GROUP_BY",
    "STRICT_ALL_TABLES",
    "STRICT_TRANS_TABLES",
}
"""Those that every supported server takes. Others, of MySQL 5.7 or MariaDB, are left out of what is set."""

ANSI: Final = frozenset(
    {"ANSI_QUOTES", "IGNORE_SPACE", "ONLY_FULL_GROUP_BY", "PIPES_AS_CONCAT", "REAL_AS_FLOAT"}
)
"""What ANSI stands for (MySQL manual, "Combination SQL Modes")."""
