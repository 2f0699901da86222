"""Which names may be examined at all."""

from __future__ import annotations

import re
import unicodedata

MASKED = "masked"
NO_NAME = "no_name"
NOT_A_PERSON = "not_a_person"

_LONGEST_NAME = 80
# Letters, marks (vowel signs, tones), spaces and what occurs inside names; no digits, no brackets, no code.
_NAME_PUNCTUATION = frozenset("-'’.・･＝=,，、ー〆々")
_COMPANY = re.compile(
    r"株式会社|有限会社|合同会社|一般社団|財団法人|学校法人|医療法人|\b(?:co|inc|ltd|llc|corp|gmbh|kk)\b\.?",
    re.IGNORECASE,
)


def unusable_reason(name: str | None) -> str | None:
    """Return why a name may not be examined, or None if it may.

    Early dumps hold ``*`` in place of names, some tenants are companies, and a text that does not look like a
    name at all (digits, braces, line breaks) is not shown to a model.

    :param name: the clear name.
    :returns: one of :data:`MASKED`, :data:`NO_NAME`, :data:`NOT_A_PERSON`, or None.
    """
    text = unicodedata.normalize("NFKC", name or "").strip()
    if not text:
        return NO_NAME
    if "*" in text:
        return MASKED
    if len(text) > _LONGEST_NAME or _COMPANY.search(text) or not all(map(_occurs_in_names, text)):
        return NOT_A_PERSON
    return None


def _occurs_in_names(character: str) -> bool:
    category = unicodedata.category(character)
    return (
        category[0] in "LM"
        or category == "Zs"
        or character in _NAME_PUNCTUATION
        or character in "\u200c\u200d"
    )
