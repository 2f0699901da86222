"""Status periods computed from snapshots by a plain loop: what the SQL is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

Snapshots = Mapping[date, Mapping[int, int]]


def status_periods(snapshots: Snapshots, as_of: date) -> set[tuple[Any, ...]]:
    """Return (tenant, status, valid_from, valid_to, change_type, status_since, previous_status).

    :param snapshots: status by tenant, by day that has a snapshot.
    :param as_of: later snapshots do not count.
    """
    days = sorted(day for day in snapshots if day <= as_of)
    before = dict(zip(days[1:], days, strict=False))
    tenants = {tenant for day in days for tenant in snapshots[day]}
    found: set[tuple[Any, ...]] = set()
    for tenant in tenants:
        period: list[Any] | None = None
        for day in (day for day in days if tenant in snapshots[day]):
            status = snapshots[day][tenant]
            if period and period[1] == status and period[3] == day - timedelta(days=1):
                period[3] = day
                continue
            if period:
                found.add(tuple(period))
            period = _next_period(period, tenant, status, day, before.get(day))
        assert period
        if period[3] == days[-1]:
            period[3] = None
        found.add(tuple(period))
    return found


def _next_period(
    last: list[Any] | None, tenant: int, status: int, day: date, day_before: date | None
) -> list[Any]:
    if last is None:
        return [tenant, status, day, day, "first_seen", day, None]
    if last[3] != day_before:
        return [tenant, status, day, day, "returned", day, last[1]]
    if last[1] != status:
        return [tenant, status, day, day, "status", day, last[1]]
    return [tenant, status, day, day, "gap", last[5], last[6]]
