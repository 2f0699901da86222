"""The rows of ``movings`` on a day."""

from __future__ import annotations

from datetime import date

from dev.sample.calendar import (
    BASE,
    ZERO_DATE,
    ZERO_DATETIME,
    iso,
    local_datetime,
    office_second,
    ordinal,
    utc_timestamp,
)
from dev.sample.contract import Contract
from dev.sample.heartbeat import touched_by_sync, updated_at
from dev.sample.randomness import mixed
from dev.sample.timeline import Timeline
from dev.sample.values import Value, nothing_or, remark

#: Older rows were often not marked as moved out.
_RELIABLE_FLAG_FROM = ordinal("2022-01-01")
_LATEST_DATE = "2302-01-28"
#: Residents whose row still has the end of their first term.
_STALE_END_PERCENT = 46
_FIRST_TERM = 60
#: One contract in so many has no day of arrival at all.
_DATELESS_EVERY = 250
#: Days from the last day in the room to the end of its cleaning.
_CLEANED = 9


class MovingRows:
    """Writes contracts as the source stores them.

    :param timeline: the world's contracts, tenants and rooms.
    :param inverted: id of the one contract whose moveout lies before its start.
    :param endless: id of the one contract whose moveout is centuries away.
    """

    def __init__(self, timeline: Timeline, *, inverted: int, endless: int) -> None:
        self._seed = timeline.seed
        self._rooms = timeline.portfolio.rooms
        self._tenancies = timeline.tenancies
        # The nightly sync touches one row each night, in turn.
        self._sync_period = len(timeline.contracts_known(BASE))
        self._inverted = inverted
        self._endless = endless

    def values(self, contract: Contract, dump_day: int) -> dict[str, Value]:
        """Return the columns of one contract that are not at their default, in the dump of a day."""
        bits = contract_bits(self._seed, contract)
        room = self._rooms[contract.room]
        tenant_id = contract.orphan_tenant_id or self._tenancies[contract.tenant].id
        row: dict[str, Value] = {
            "id": contract.id,
            "tenant_id": tenant_id,
            "apartment_id": room.apartment_id,
            "room_id": contract.orphan_room_id or room.id,
            "move_renew_flag": int(contract.renewal),
            "cancel_flag": int(contract.cancelled is not None and contract.cancelled < dump_day),
            "moving_agreement_type": contract.code,
            "tenant_contract_type": contract.code if bits % 40 == 0 else None,
            "previous_moving_id": contract.previous.id if contract.previous else None,
            "number_of_people": 1,
            "is_terminated_noticed": 0,
            "remark": remark(bits >> 3),
            "memo": remark(bits >> 17),
        }
        row |= _start(contract, bits)
        row |= _money(room.rent, bits)
        row |= _terms(contract, bits, dump_day)
        row |= self._end(contract, bits, dump_day)
        last = max(contract.last_event(dump_day), _silent_change(contract, bits, dump_day))
        touched = touched_by_sync(contract.index, self._sync_period, dump_day, last)
        created = contract.created
        if bits % 658 == 0:
            # The clock of one office machine was wrong: created in the future.
            created = BASE + 60 + (bits >> 10) % 700
        row["created_at"] = utc_timestamp(created, office_second(bits >> 5))
        row["updated_at"] = updated_at(last, max(office_second(bits >> 5), office_second(bits >> 8)), touched)
        return row

    def _end(self, contract: Contract, bits: int, dump_day: int) -> dict[str, Value]:
        if contract.id == self._inverted and contract.leave is not None:
            wrong = iso(contract.movein - 3)
            return {
                "moveout_date": wrong,
                "moveout_plans_date": wrong,
                "moveout_date_integrated": wrong,
                "is_moveout": 1,
            }
        if contract.id == self._endless:
            return {"moveout_date": _LATEST_DATE, "moveout_date_integrated": _LATEST_DATE}
        if contract.superseded is not None and contract.superseded < dump_day and contract.leave is None:
            return _superseded(contract)
        row = _notice(contract, bits, dump_day)
        leave = contract.leave
        left = leave is not None and leave < dump_day
        if leave is not None and (left or row):
            row |= _moveout(leave, bits)
        if left and leave is not None:
            late_flag = leave < _RELIABLE_FLAG_FROM and bits % 10 == 0
            row["is_moveout"] = 0 if late_flag else 1
            row["key_return_flag"] = 1
            row["key_return_date"] = iso(leave)
            row["mainte_plans_date"] = iso(leave + 3)
            row["mainte_done_date"] = iso(leave + _CLEANED) if leave + _CLEANED < dump_day else None
        elif not row:
            row |= _resident_leftovers(contract, bits, dump_day)
        return row


def contract_bits(seed: int, contract: Contract) -> int:
    """Return the random bits from which the row of a contract is made."""
    return mixed(seed, "moving", contract.id)


def _silent_change(contract: Contract, bits: int, dump_day: int) -> int:
    """Return the last day before the dump on which the row changed without an event of the contract."""
    days = [0]
    if contract.leave is not None:
        days.append(contract.leave + _CLEANED)
    if bits % 100 < _STALE_END_PERCENT:
        days.append(contract.movein + _FIRST_TERM)
    return max(day for day in days if day < dump_day)


def _start(contract: Contract, bits: int) -> dict[str, Value]:
    movein = contract.movein
    decided: Value = None
    if bits % 5:
        decided = local_datetime(
            contract.created - (bits >> 7) % 4 * ((bits >> 9) % 6), office_second(bits >> 11)
        )
        if (bits >> 13) % 200 == 0:
            decided = ZERO_DATETIME
    start: Value = iso(movein)
    if (bits >> 15) % 1_000 == 0:
        start = ZERO_DATE
    elif contract.cancelled is not None and bits % 17 == 0:
        start = None
    original: Value = iso(contract.original_movein)
    if (bits >> 40) % _DATELESS_EVERY == 0:
        start = original = None
    return {
        "movein_decided_date": decided,
        "movein_exposition_date": ZERO_DATE if (bits >> 19) % 200 == 0 else iso(movein - 1),
        "movein_date": start,
        "original_movein_date": original,
        "movein_time": f"{10 + bits % 9:02d}:{bits % 2 * 30:02d}:00",
        "movein_staff_id": bits % 30 + 1,
        "key_receipt_date": ZERO_DATE if (bits >> 23) % 190 == 0 else iso(movein),
        "first_month_pay_date": iso(movein - 2) if bits % 3 else None,
        "rent_start_date": iso(movein) if (bits >> 29) % 5_000 == 0 else None,
    }


def monthly_rent(room_rent: int, bits: int) -> int:
    """Return the rent that a contract states; a few state none, or a negative one.

    :param room_rent: list rent of the room, JPY.
    :param bits: the contract's own random bits.
    """
    rent = int(round(room_rent * (0.92 + (bits >> 6) % 14 / 100), -3))
    lot = (bits >> 21) % 1_000
    if lot < 28:
        return 0
    return -rent if lot < 35 else rent


def _money(room_rent: int, bits: int) -> dict[str, Value]:
    rent = monthly_rent(room_rent, bits)
    partial = bits % 20
    return {
        "rent": f"{rent}.00",
        "condo_fee": f"{(8_000, 10_000, 12_000, 15_000)[bits % 4]}.00",
        "administrative_fee": f"{(0, 20_000, 30_000)[bits % 3]}.00",
        "moveout_fee": f"{(0, 22_000, 33_000)[(bits >> 2) % 3]}.00",
        "first_month_per_rent": "--"
        if partial < 4
        else "0"
        if partial < 8
        else str(int(abs(rent) * (bits % 30 + 1) / 30)),
        "last_month_per_rent": nothing_or(bits >> 4, None),
        "deposit": "0.00",
        "utility_fee": "11000.00" if bits % 4 else None,
        "payment_method": bits % 4,
        "payment_day": 27 if bits % 3 else 5,
    }


def _terms(contract: Contract, bits: int, dump_day: int) -> dict[str, Value]:
    term = contract.movein + (182 if bits % 3 else 365)
    renewed = [day for day in contract.renewed_in_place if day < dump_day]
    expiration: Value = iso((renewed[-1] if renewed else contract.movein) + 182) if bits % 11 < 4 else None
    if (bits >> 25) % 900 == 0:
        expiration = _LATEST_DATE if bits % 4 == 0 else date(2100 + bits % 200, 3, 31).isoformat()
    return {
        "agreement_period_months": 6 if bits % 3 else 12,
        "agreement_number": f"K{contract.id:08d}",
        "expiration_date": expiration,
        "expiration_deadline_date": iso(term - 30) if bits % 2 else None,
        "renewal_deadline_date": iso(term - 40) if bits % 3 == 0 else None,
        "renewal_count": len(renewed),
        "renewal_fee": "11000.00" if contract.renewal else None,
        "renewal_notice_date": iso(contract.created) if contract.renewal else None,
        "renewal_contract_date": iso(contract.movein - 5) if contract.renewal else None,
        "cloud_send_date": local_datetime(contract.created, office_second(bits >> 30))
        if bits % 3 == 0
        else None,
        "cloud_document_id": f"doc-{bits:016x}" if bits % 3 == 0 else None,
        "ac_plans_date": iso(contract.movein + 20) if bits % 13 == 0 else None,
        "cancel_date": (
            local_datetime(contract.cancelled, office_second(bits >> 14))
            if contract.cancelled is not None and contract.cancelled < dump_day
            else None
        ),
        "created_user_id": bits % 30 + 1,
        "updated_user_id": (bits >> 8) % 30 + 1,
    }


def _superseded(contract: Contract) -> dict[str, Value]:
    """Return the end of a row whose renewal has taken over; some were never closed."""
    assert contract.superseded is not None
    if contract.left_open:
        return {}
    last = iso(contract.superseded - 1)
    return {"moveout_date": last, "moveout_date_integrated": last, "is_moveout": 1}


def _notice(contract: Contract, bits: int, dump_day: int) -> dict[str, Value]:
    """Return what a notice writes, if one stands on that day."""
    entered, receipt = contract.receipt_entered, contract.receipt
    if entered is not None and receipt is not None and entered < dump_day:
        return {
            "moveout_receipt_date": iso(receipt),
            "answer_notice_date": iso(receipt + 2),
            "is_terminated_noticed": 1,
            # A few were marked as gone on the day they gave notice.
            "is_moveout": int((bits >> 35) % 30 == 0),
        }
    if contract.withdrawn and contract.withdrawn[0] < dump_day <= contract.withdrawn[1]:
        plans = iso(contract.withdrawn[0] + 25)
        return {
            "moveout_receipt_date": iso(contract.withdrawn[0]),
            "moveout_plans_date": plans,
            "moveout_date_integrated": plans,
            "is_terminated_noticed": 1,
        }
    return {}


def _moveout(leave: int, bits: int) -> dict[str, Value]:
    """Return the three moveout dates; which of them are filled differs as it does in the source."""
    lot = (bits >> 31) % 100
    plans, last_rent = iso(leave), iso(leave - bits % 4)
    if lot < 55:
        return {"moveout_date": last_rent, "moveout_plans_date": plans, "moveout_date_integrated": plans}
    if lot < 92:
        return {"moveout_plans_date": plans, "moveout_date_integrated": plans}
    if lot < 97:
        return {"moveout_date": last_rent, "moveout_date_integrated": last_rent}
    return {"moveout_plans_date": plans}


def _resident_leftovers(contract: Contract, bits: int, dump_day: int) -> dict[str, Value]:
    """Return the past end date that many residents still carry, from a term that has long been extended."""
    if contract.cancelled is not None or contract.movein >= dump_day:
        return {}
    ends = [day - 1 for day in contract.renewed_in_place if day < dump_day]
    if not ends and bits % 100 < _STALE_END_PERCENT and contract.movein + _FIRST_TERM < dump_day:
        ends = [contract.movein + _FIRST_TERM - 1]
    if not ends:
        return {}
    return {"moveout_date": iso(ends[-1]), "moveout_date_integrated": iso(ends[-1])}
