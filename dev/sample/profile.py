"""Who a tenant is: the attributes that do not change from day to day."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """The unchanging attributes of one synthetic tenant, as the source stores them.

    ``full_name`` may be the four-letter text NULL, the column's default; ``nationality`` is free text.
    """

    last_name: str
    first_name: str
    last_name_kana: str
    first_name_kana: str
    full_name: str | None
    nationality: str | None
    m_nationality_id: int
    #: Created with the form's first nationality left unset.
    placeholder: bool
    gender: int | None
    affiliation: str | None
    affiliation_type: int | None
    #: Ordinal; None if unknown.
    birth: int | None
    #: From then on attributes differ; used for what is decorated only.
    bits: int
