"""The rows of ``apartments`` and ``rooms`` on a day."""

from __future__ import annotations

import csv
from collections.abc import Mapping

from dev.sample.calendar import ZERO_DATE, iso, ordinal, utc_timestamp
from dev.sample.contract import Contract
from dev.sample.heartbeat import touched_by_sync, updated_at
from dev.sample.portfolio import Portfolio, Room
from dev.sample.randomness import mixed
from dev.sample.resources import DATA_DIR
from dev.sample.values import Value, remark

#: Share of buildings whose coordinates are missing or far from Tokyo, so that 3.6 % of contracts are.
_BAD_COORDINATES_EVERY = 28
_OPENED = ordinal("2012-04-01")
_ENTERED = ordinal("2017-06-01")
_NOON = 12 * 3600


class PropertyRows:
    """Writes buildings and rooms as the source stores them.

    :param seed: the world's seed.
    :param portfolio: the buildings and rooms.
    """

    def __init__(self, seed: int, portfolio: Portfolio) -> None:
        self._seed = seed
        self._portfolio = portfolio
        with (DATA_DIR / "wards.csv").open(encoding="utf-8", newline="") as handle:
            self._wards = [row for row in csv.DictReader(handle) for _ in range(int(row["weight"]))]

    def apartment(self, index: int, changed: int, dump_day: int) -> dict[str, Value]:
        """Return the columns of one building that are not at their default.

        :param index: which building.
        :param changed: the last day on which a contract in it changed, or 0.
        :param dump_day: the day of the dump.
        """
        bits = mixed(self._seed, "apartment", index)
        ward = self._wards[bits % len(self._wards)]
        municipality: Value = ward["municipality"]
        if bits % 97 == 0:
            municipality = ("", "NULL")[bits % 2]
        block = f"架空{(bits >> 8) % 5 + 1}丁目{(bits >> 11) % 30 + 1}-{(bits >> 16) % 20 + 1}"
        rooms = len(self._portfolio.rooms_of[index])
        touched = touched_by_sync(index, self._portfolio.apartments, dump_day, max(changed, _ENTERED))
        # Counted when the row was last rewritten, and stale since then.
        counted = mixed(self._seed, "counted", index * 50_000 + max(touched or 0, changed))
        row: dict[str, Value] = {
            "id": index + 1,
            "unique_number": f"SMP{index + 1:05d}",
            "apartment_name": f"トーキョーベータ {ward['municipality']}{index + 1}（見本）",
            "apartment_name_en": f"TOKYO BETA {ward['name_en']} {index + 1} (sample)",
            "apartment_name_old": f"シェアハウス見本{index + 1}" if bits % 4 == 0 else None,
            "prefecture": ward["prefecture"],
            "municipality": municipality,
            "address": block,
            "full_address": f"{ward['prefecture']}{ward['municipality']}{block}",
            "zip_code": f"000-{bits % 10_000:04d}",
            "room_count": rooms,
            "vacancy_room_count": rooms * (counted % 45) // 100,
            "movein_count": rooms - rooms * (counted % 45) // 100,
            "apartment_type": bits % 3 + 1,
            "building_type": (bits >> 4) % 4 + 1,
            "status": 1 if rooms else 9,
            "m_owner_id": bits % 164 + 1,
            "structure": ("木造", "軽量鉄骨", "RC")[bits % 3],
            "floor_count": max((room.floor for room in self._portfolio.rooms_of[index]), default=2),
            "has_wifi": 1,
            "is_women_only": int(bits % 15 == 0),
            "station_name_1": f"見本{(bits >> 20) % 40 + 1}駅",
            "walk_minutes_1": (bits >> 22) % 18 + 1,
            "management_fee_rate": "0.2000",
            "remark": remark(bits >> 5),
        }
        row |= _coordinates(ward, bits, index)
        row |= {
            f"nationality_group_{group}": (counted >> group) % max(1, rooms // 2) for group in range(1, 8)
        }
        opened = _OPENED + bits % 3_600
        row["completion_date"] = ZERO_DATE if bits % 150 == 0 else iso(opened - 90)
        row["handover_date"] = iso(opened - 30)
        row["open_date"] = iso(opened)
        row["contract_start_date"] = iso(opened)
        row["contract_end_date"] = "2100-01-01" if bits % 25 == 0 else iso(opened + 10_950)
        row["application_start_date"] = iso(opened - 60)
        row["created_at"] = utc_timestamp(_ENTERED, _NOON)
        row["updated_at"] = updated_at(max(changed, _ENTERED), _NOON, touched)
        return row

    def room(
        self,
        room: Room,
        occupant: Contract | None,
        planned: Contract | None,
        changed: int,
        dump_day: int,
    ) -> dict[str, Value]:
        """Return the columns of one room that are not at their default.

        :param room: the room.
        :param occupant: the contract of who lives there, if anybody.
        :param planned: the contract of who is going to move in, if anybody.
        :param changed: the last day on which a contract in it changed, or 0.
        :param dump_day: the day of the dump.
        """
        bits = mixed(self._seed, "room row", room.index)
        contract = occupant or planned
        changed = max(changed, _ENTERED)
        touched = touched_by_sync(room.index, min(1_000, len(self._portfolio.rooms)), dump_day, changed)
        movein: Value = iso(planned.movein) if planned else None
        return {
            "id": room.id,
            "apartment_id": room.apartment_id,
            "room_number": room.number,
            "rent": f"{room.rent}.00",
            "condo_fee": f"{(8_000, 10_000, 12_000, 15_000)[bits % 4]}.00",
            "room_floor": room.floor,
            "capacity": 2 if bits % 12 == 0 else 1,
            "gender_type": bits % 20 if bits % 20 in (1, 2) else 0,
            "bed_type": bits % 3,
            "status": room.status,
            "moving_id": contract.id if contract else None,
            "prohibition_date": iso(_ENTERED + bits % 2_000) if room.status == 6 else None,
            "release_date": None,
            "movein_plan_date": "2030-12-31" if bits % 1_500 == 0 else movein,
            "room_area": f"{(900 + bits % 900) / 100:.2f}",
            "has_window": 1,
            "has_desk": int(bits % 3 > 0),
            "key_number": f"SMP-{room.index:06d}",
            "administrative_fee": "30000.00",
            "remark": remark(bits >> 7),
            "created_at": utc_timestamp(_ENTERED, _NOON),
            "updated_at": updated_at(changed, _NOON, touched),
        }


def _coordinates(ward: Mapping[str, str], bits: int, index: int) -> dict[str, Value]:
    if index % _BAD_COORDINATES_EVERY == 3:
        kinds: tuple[tuple[Value, Value], ...] = (
            (None, None),
            ("34.693700", "135.502300"),
            ("0.000000", "0.000000"),
            (None, None),
        )
        latitude, longitude = kinds[index // _BAD_COORDINATES_EVERY % len(kinds)]
        return {"latitude": latitude, "longitude": longitude}
    north = (bits >> 30) % 2_000 / 100_000 - 0.01
    east = (bits >> 42) % 2_000 / 100_000 - 0.01
    return {
        "latitude": f"{float(ward['latitude']) + north:.6f}",
        "longitude": f"{float(ward['longitude']) + east:.6f}",
    }
