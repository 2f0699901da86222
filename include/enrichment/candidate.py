"""A tenant whose nationality is to be found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tenant without a known nationality.

    :param tenant_id: the tenant.
    :param name: the clear name; never part of ``repr``, never to be logged or stored.
    """

    tenant_id: int
    name: str = field(repr=False)

    @property
    def name_hash(self) -> str:
        """Return the SHA-256 of the name's UTF-8 bytes in hexadecimal, as MySQL's SHA2(name, 256) does."""
        return hashlib.sha256(self.name.encode()).hexdigest()
