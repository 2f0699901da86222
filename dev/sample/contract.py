"""One row of ``movings``: what a tenant and a room have to do with each other, from first to last day."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Contract:
    """The whole life of one contract; every day is an ordinal, and None means "never".

    :param tenant: index of the tenant.
    :param room: index of the room.
    :param code: contract type (``moving_agreement_type``).
    :param created: day on which the row appears.
    :param movein: first day of the contract.
    :param original_movein: first day in the room, kept over renewals.
    """

    tenant: int
    room: int
    code: int
    created: int
    movein: int
    original_movein: int
    renewal: bool = False
    previous: Contract | None = None
    #: Which contract, in order of creation; the id follows from it, with gaps.
    index: int = 0
    id: int = 0
    #: Set for rows whose tenant or room was deleted in the source.
    orphan_tenant_id: int | None = None
    orphan_room_id: int | None = None
    cancelled: int | None = None
    #: Day on which a notice arrived, and the day on which it was entered.
    receipt: int | None = None
    receipt_entered: int | None = None
    #: Last day in the room.
    leave: int | None = None
    #: First and last day of a notice that was taken back.
    withdrawn: tuple[int, int] | None = None
    #: Day on which the next contract of the same tenant takes over, and whether this row was then closed.
    superseded: int | None = None
    left_open: bool = False
    #: Days of renewals that were written into this row instead of a new one.
    renewed_in_place: list[int] = field(default_factory=list)

    def is_known(self, dump_day: int) -> bool:
        """Whether the dump of that day has the row."""
        return self.created < dump_day

    def last_event(self, dump_day: int) -> int:
        """Return the last day before the dump on which the row changed."""
        days = [
            self.created,
            self.cancelled,
            self.receipt_entered,
            self.leave,
            self.superseded,
            self.movein,
        ]
        days += self.renewed_in_place
        if self.withdrawn:
            days += self.withdrawn
        return max(day for day in days if day is not None and day < dump_day)
