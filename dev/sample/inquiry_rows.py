"""The rows of ``inquiries``, a table that nobody has written to since May 2023."""

from __future__ import annotations

from dev.sample.calendar import iso, office_second, ordinal, utc_timestamp
from dev.sample.randomness import mixed
from dev.sample.tenancy import Tenancy
from dev.sample.timeline import Timeline
from dev.sample.values import Value, remark

INQUIRIES = 719
FIRST_DAY = ordinal("2018-10-06")
LAST_DAY = ordinal("2023-05-02")
#: In so many inquiries one is shared by two tenants: counts that join over it fan out.
_SHARED_EVERY = 24


class InquiryRows:
    """All inquiries and the tenants they led to.

    :param timeline: the tenants.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._seed = timeline.seed
        # A fortnight is left, because an inquiry is up to so much older than its tenant.
        eligible = [t for t in timeline.tenancies_known(LAST_DAY + 1) if t.created > FIRST_DAY + 14]
        count = min(timeline.scale.core_count(INQUIRIES), len(eligible))
        self._tenancies: list[Tenancy] = [eligible[n * len(eligible) // count] for n in range(count)]
        #: Inquiry id by tenant index, as tenants.inquiry_id names it.
        self.inquiry_of: dict[int, int] = {}
        for number, tenancy in enumerate(self._tenancies, start=1):
            self.inquiry_of[tenancy.index] = number
            if number % _SHARED_EVERY == 0:
                self.inquiry_of.setdefault(tenancy.index + 1, number)

    def __len__(self) -> int:
        return len(self._tenancies)

    def values(self) -> list[dict[str, Value]]:
        """Return all rows; they are the same in every dump."""
        return [self._row(number, tenancy) for number, tenancy in enumerate(self._tenancies, start=1)]

    def _row(self, number: int, tenancy: Tenancy) -> dict[str, Value]:
        bits = mixed(self._seed, "inquiry", number)
        last = number == len(self._tenancies)
        day = FIRST_DAY if number == 1 else LAST_DAY if last else max(FIRST_DAY, tenancy.created - bits % 14)
        moved_in = tenancy.movein is not None
        return {
            "id": number,
            "tenant_id": tenancy.id,
            "apartment_id": None,
            "inquiry_date": iso(day),
            "wish_movein_date": iso(day + 20 + bits % 30),
            "movein_date": iso(tenancy.movein) if tenancy.movein is not None else None,
            "abort_date": None if moved_in else iso(day + 10),
            "inquiry_type": bits % 3 + 1,
            "media_id": (bits >> 4) % 24 + 1,
            "name": f"見本問合せ{number}",
            "email": f"inquiry.{number}@example.invalid",
            "message": remark(bits >> 9),
            "created_at": utc_timestamp(day, office_second(bits)),
            "updated_at": utc_timestamp(
                day + (bits >> 20) % 4 * (0 if last else 1), office_second(bits >> 3)
            ),
        }
