"""The rows of ``tenants`` on a day."""

from __future__ import annotations

from collections.abc import Mapping

from dev.sample.calendar import BASE, ZERO_DATE, iso, local_datetime, office_second, utc_timestamp
from dev.sample.contract import Contract
from dev.sample.heartbeat import touched_by_sync, updated_at
from dev.sample.people import People
from dev.sample.profile import Profile
from dev.sample.randomness import mixed
from dev.sample.resources import resource
from dev.sample.tenancy import Tenancy
from dev.sample.timeline import Timeline
from dev.sample.values import Value, nothing_or, remark

LEFT = frozenset({14, 15, 16, 17})
#: Ids that no moving has.
_DANGLING = 9_000_000
_REASONS = (0, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 7)
_DOCUMENTS = ("8", "8", "8", "3", "1", "1", "6", "2", "5", "4", "7")


class TenantRows:
    """Writes tenants as the source stores them.

    :param timeline: the world's tenants.
    :param people: who the tenants are.
    :param inquiry_of: inquiry id by tenant index.
    """

    def __init__(self, timeline: Timeline, people: People, inquiry_of: Mapping[int, int]) -> None:
        self._seed = timeline.seed
        # The nightly sync touches one row each night, in turn.
        self._sync_period = len(timeline.tenancies_known(BASE))
        self._people = people
        self._inquiry_of = inquiry_of

    def values(self, tenancy: Tenancy, dump_day: int) -> dict[str, Value]:
        """Return the columns of one tenant that are not at their default, in the dump of a day."""
        profile = self._people.profile(tenancy)
        status = tenancy.status_at(dump_day)
        contract = tenancy.current_contract(dump_day)
        row: dict[str, Value] = {
            "id": tenancy.id,
            "status": status,
            "contract_type": tenancy.contract_type_at(dump_day),
            "agreement_type": tenancy.code if profile.bits % 3 else None,
            "inquiry_id": self._inquiry_of.get(tenancy.index),
        }
        row |= _person(profile, tenancy)
        row |= _contacts(profile, tenancy)
        row |= self._links(tenancy, contract, status, dump_day)
        row |= _dates(profile, tenancy, dump_day)
        bits = profile.bits >> 9
        last = max(
            tenancy.last_change(dump_day),
            contract.last_event(dump_day) if contract else 0,
            *(known.created for known in tenancy.contracts if known.is_known(dump_day)),
        )
        touched = touched_by_sync(tenancy.index, self._sync_period, dump_day, last)
        row["created_at"] = utc_timestamp(tenancy.created, office_second(bits))
        row["updated_at"] = updated_at(last, max(office_second(bits), office_second(bits >> 3)), touched)
        return row

    def _links(
        self, tenancy: Tenancy, contract: Contract | None, status: int, dump_day: int
    ) -> dict[str, Value]:
        bits = mixed(self._seed, "links", tenancy.index)
        moving: int | None = contract.id if contract else None
        if status == 5 and bits % 11 == 0:
            moving = None if bits % 2 else _DANGLING + tenancy.index
        left = tenancy.leave is not None and tenancy.leave < dump_day
        corporate = tenancy.code in (2, 3)
        companies: list[str] = resource("pools")["corporations"]
        return {
            "moving_id": moving,
            "under_contract_id": moving if bits % 3 == 0 else None,
            "preview_id": (bits >> 8) % 6_000 if bits % 9 == 0 else None,
            "introducer_id": (bits >> 8) % 11_000 if bits % 7 == 0 else None,
            "m_agent_tenant_id": (bits >> 8) % 1_312 if bits % 40 == 0 else None,
            "m_corporate_name_id": (bits >> 8) % 615 + 1 if corporate else None,
            "corporate_name": companies[(bits >> 8) % len(companies)]
            if corporate
            else nothing_or(bits >> 5, None),
            "reason_moveout": _REASONS[(bits >> 12) % len(_REASONS)] if left or status in LEFT else 0,
            "renewal_priority": (bits >> 16) % 4 if (bits >> 20) % 5 == 0 else 0,
            "is_transferred": int(len({c.room for c in tenancy.contracts if c.is_known(dump_day)}) > 1),
            "is_renewal_ng": int((bits >> 24) % 50 == 0),
            "is_paysle_unpaid": int((bits >> 28) % 37 == 0),
            "is_black_list": int((bits >> 30) % 90 == 0),
            "media_id": (bits >> 33) % 24 + 1,
        }


def _person(profile: Profile, tenancy: Tenancy) -> dict[str, Value]:
    bits = profile.bits
    birth: Value = None if profile.birth is None else iso(profile.birth)
    if bits % 211 == 0:
        birth = ZERO_DATE
    foreign = profile.m_nationality_id != 1
    document = "8" if foreign and bits % 10 < 7 else _DOCUMENTS[(bits >> 8) % len(_DOCUMENTS)]
    return {
        "last_name": profile.last_name,
        "first_name": profile.first_name,
        "full_name": profile.full_name,
        "last_name_kana": profile.last_name_kana,
        "first_name_kana": profile.first_name_kana,
        "full_name_kana": nothing_or(bits >> 7, f"{profile.last_name_kana} {profile.first_name_kana}"),
        "gender_type": profile.gender,
        "birth_date": birth,
        "personal_identity": nothing_or(bits >> 13, document),
        "affiliation": profile.affiliation,
        "affiliation_type": profile.affiliation_type,
        "affiliation_status": None if profile.affiliation_type is None else (bits >> 19) % 3,
        "age": None if profile.birth is None else (tenancy.created - profile.birth) * 4 // 1461,
        "nationality": profile.nationality,
        "m_nationality_id": profile.m_nationality_id,
        "m_language_id_1": (bits >> 21) % 12 if bits % 4 else None,
        "japanese_level": (bits >> 25) % 5 if foreign else None,
        "remark": remark(bits >> 3),
        "memo": remark(bits >> 15),
    }


def _contacts(profile: Profile, tenancy: Tenancy) -> dict[str, Value]:
    bits, number = profile.bits, tenancy.index
    wards: list[str] = resource("pools")["wards"]
    banks: list[str] = resource("pools")["banks"]
    ward = wards[(bits >> 11) % len(wards)]
    return {
        "zip_code": f"000-{bits % 10_000:04d}",
        "municipality": ward,
        "address": f"架空町{bits % 9 + 1}-{bits % 20 + 1}",
        "full_address": nothing_or(
            bits >> 17, f"{ward}架空町{bits % 9 + 1}-{bits % 20 + 1}　見本荘{bits % 300 + 101}"
        ),
        "email_1": f"sample.{number}@example.invalid",
        "email_2": nothing_or(bits >> 23, None),
        "tel_1": f"000-0000-{number % 10_000:04d}",
        "tel_2": nothing_or(bits >> 27, f"000-0001-{number % 10_000:04d}" if bits % 5 == 0 else None),
        "bank_name": banks[(bits >> 29) % len(banks)] if bits % 4 == 0 else None,
        "account_number": "0000000" if bits % 4 == 0 else None,
        "contact_name_1": f"{profile.last_name} 緊急連絡先" if bits % 3 else None,
        "contact_relation_1": ("父", "母", "兄", "友人", "上司")[(bits >> 31) % 5],
        "contact_birth_date_1": iso(tenancy.created - 9_000 - (bits >> 32) % 12_000)
        if bits % 5 == 0
        else None,
        "contact_nationality_1": profile.nationality if bits % 3 == 0 else None,
        "contact_tel_1": f"000-0002-{number % 10_000:04d}" if bits % 3 else None,
        "password_digest": f"$2y$10${bits:016x}{bits ^ 0xABCDEF:016x}",
        "paysle_customer_code": f"P{tenancy.id:08d}" if bits % 6 == 0 else None,
    }


def _dates(profile: Profile, tenancy: Tenancy, dump_day: int) -> dict[str, Value]:
    bits = profile.bits
    movein = tenancy.movein
    visa: Value = None
    if profile.m_nationality_id != 1:
        visa = iso(tenancy.created + 200 + (bits >> 5) % 1_500)
        if (bits >> 6) % 400 == 0:
            visa = "2200-01-01" if bits % 2 else ZERO_DATE
    renewals = [
        contract.movein for contract in tenancy.contracts if contract.renewal and contract.is_known(dump_day)
    ]
    lived_in = movein is not None and tenancy.created < dump_day
    first = iso(movein) if lived_in and movein is not None else None
    return {
        "visa_expiration_date": visa,
        "first_movein_date": ZERO_DATE if (bits >> 9) % 205 == 0 else first,
        "renewal_movein_date": iso(renewals[-1]) if renewals else None,
        "renewal_deadline_date": iso(renewals[-1] - 14) if renewals else None,
        "wish_movein_date": iso(tenancy.created + (bits >> 12) % 40),
        "bitkey_date": iso(movein - 1) if movein is not None and lived_in and bits % 3 else None,
        "last_login_at": local_datetime(tenancy.created, office_second(bits >> 7)) if bits % 2 else None,
    }
