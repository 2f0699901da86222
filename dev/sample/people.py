"""Makes the people of a sample world; all names say that they are samples."""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from random import Random
from typing import NamedTuple

from dev.sample.profile import Profile
from dev.sample.randomness import generator
from dev.sample.resources import nationalities, resource
from dev.sample.tenancy import Tenancy

#: The form's first nationality, left unset in autumn 2025: share of the tenants created in a month.
_PLACEHOLDER_SHARE = {(2025, 9): 0.2, (2025, 10): 0.055}
_PLACEHOLDER_ID = 200
_NOTHING = ("NULL", "--", "")
_INDUSTRIES = range(1, 19)


class _Nationality(NamedTuple):
    text: str | None
    id: int
    names: str


class People:
    """Gives each tenant a profile that depends on the seed and the tenant alone.

    :param seed: the world's seed.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._names = resource("names")
        mix = resource("nationality_mix")
        table = nationalities()
        choices = [(_Nationality(row["text"], row["id"], row["names"]), row["rows"]) for row in mix["common"]]
        tail = mix["tail"]
        choices += [
            (_Nationality(table[key][0], key, tail["names"]), tail["rows"] / len(tail["ids"]))
            for key in tail["ids"]
        ]
        dirty = mix["dirty"]
        choices += [
            (_Nationality(row["text"], row["id"], row["names"]), dirty["rows"] / len(dirty["values"]))
            for row in dirty["values"]
        ]
        self._nationalities = [choice for choice, _ in choices]
        self._weights = list(accumulate(weight for _, weight in choices))

    def profile(self, tenancy: Tenancy) -> Profile:
        """Return the profile of a tenant."""
        rng = generator(self._seed, "person", tenancy.index)
        origin = rng.choices(self._nationalities, cum_weights=self._weights)[0]
        created = date.fromordinal(tenancy.created)
        month = (created.year, created.month)
        placeholder = rng.random() < _PLACEHOLDER_SHARE.get(month, 0.0)
        careless = month in _PLACEHOLDER_SHARE
        names = self._names[origin.names]
        family, family_kana = rng.choice(names["family"])
        given, given_kana = rng.choice(names["given"])
        gender = None if rng.random() < 0.012 else rng.choices((1, 2, 3), (58, 40.5, 1.5))[0]
        industry = rng.choice(_INDUSTRIES)
        no_gender, no_affiliation = rng.random() < 0.71, rng.random() < 0.91
        affiliation = self._affiliation(rng)
        return Profile(
            last_name=family,
            first_name=given,
            last_name_kana=family_kana,
            first_name_kana=given_kana,
            full_name=_full_name(family, given, origin.names, rng),
            nationality="レソト" if placeholder else origin.text,
            m_nationality_id=_PLACEHOLDER_ID if placeholder else origin.id,
            placeholder=placeholder,
            gender=None if placeholder or (careless and no_gender) else gender,
            affiliation=None if placeholder or (careless and no_affiliation) else affiliation,
            affiliation_type=None if placeholder or (careless and no_affiliation) else industry,
            birth=_birth(tenancy.created, rng),
            bits=rng.getrandbits(64),
        )

    def _affiliation(self, rng: Random) -> str | None:
        lot = rng.random()
        if lot < 0.05:
            return "NULL"
        if lot < 0.08:
            return rng.choice(_NOTHING)
        if lot < 0.11:
            return None
        employers: list[str] = resource("pools")["employers"]
        return rng.choice(employers)


def _full_name(family: str, given: str, style: str, rng: Random) -> str | None:
    lot = rng.random()
    if lot < 0.05:
        return "NULL"
    if lot < 0.055:
        return None
    separator = "　" if style == "japan" and lot > 0.4 else " "
    return f"{family}{separator}{given}"


def _birth(created: int, rng: Random) -> int | None:
    age = min(78.0, 18.2 + rng.expovariate(1 / 9.5))
    return None if rng.random() < 0.01 else created - int(age * 365.25)
