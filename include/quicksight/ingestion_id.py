"""Identifiers of SPICE ingestions.

The API accepts 1 to 128 characters of ``[a-zA-Z0-9-_]``, never the same identifier twice for one data set.
An Airflow run id holds colons and plus signs, so it cannot be used as it is.
"""

from __future__ import annotations

import hashlib
import re
import secrets

_FORBIDDEN = re.compile(r"[^a-zA-Z0-9_-]+")
_READABLE_CHARACTERS = 80
_DIGEST_CHARACTERS = 10


def run_prefix(run_key: str) -> str:
    """Return what every ingestion identifier of one run begins with: readable, and unique by a digest.

    :param run_key: the run's own identifier, of any length and characters.
    """
    readable = _FORBIDDEN.sub("-", run_key).strip("-")[:_READABLE_CHARACTERS]
    digest = hashlib.sha256(run_key.encode()).hexdigest()[:_DIGEST_CHARACTERS]
    return f"{readable}-{digest}-" if readable else f"{digest}-"


def new_ingestion_id(run_key: str) -> str:
    """Return an identifier that was never used before, also not by an earlier try of the same run.

    :param run_key: the run's own identifier.
    """
    return f"{run_prefix(run_key)}{secrets.token_hex(6)}"
