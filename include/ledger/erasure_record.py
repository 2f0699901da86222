"""The record of an erasure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRecord:
    """A row of ``ops.erasures``, without a name: after a restore of a backup the person is erased again.

    :param erasure_id: token of this erasure.
    :param tenant_id: the tenant.
    :param erased_since: day of the first dump without the person.
    :param request: reference of the person's request, such as a ticket number.
    :param erased_by: who ran the command.
    :param code_version: version of the code.
    :param started_at: UTC time.
    :param finished_at: UTC time; None while it runs, or after it has failed.
    :param places: items erased, by place.
    """

    erasure_id: str
    tenant_id: int
    erased_since: date
    request: str
    erased_by: str
    code_version: str
    started_at: datetime
    finished_at: datetime | None = None
    places: dict[str, int] = field(default_factory=dict)
