"""The decision on a dump whose quality rules failed."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from include.exceptions import QualityError

REFUSE = "Refuse the dump"
PUBLISH = "Publish all the same"

log = logging.getLogger(__name__)


def publishes(answer: Mapping[str, Any]) -> bool:
    """Return whether the dump is to be published; refused by the deadline, or by a person.

    :param answer: what ``decide`` returned: ``chosen_options``, ``params_input`` and ``responded_by_user``.
    :raises QualityError: if it is to be published and nobody said why.
    """
    who = _who(answer)
    if answer["chosen_options"] != [PUBLISH]:
        log.info(
            "The dump is refused by %s%s; readers keep the numbers that they see. Next: when a correct dump "
            "is in S3, clear preflight of the run of its day with downstream.",
            who,
            f" ({_reason(answer)})" if _reason(answer) else "",
        )
        return False
    if not _reason(answer):
        raise QualityError(
            f"{who} chose to publish a dump whose rules failed, and gave no reason.",
            "Clear decide with downstream and answer again, with a reason: it stands in the ledger.",
        )
    return True


def run_conf(day: str, shown: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """Return the parameters of the run that publishes the dump, as JSON.

    :param day: dump date.
    :param shown: what ``show_failed_rules`` returned: the dump and the rules that may fail on it.
    :param answer: what ``decide`` returned.
    """
    reason = f"{_who(answer)}: {_reason(answer)}"
    conf = {
        "dump_date": day,
        "waive_rules": shown["rules"],
        "waive_reason": reason,
        "decided_on": shown["restore_id"],
    }
    return json.dumps(conf, ensure_ascii=False)


def _who(answer: Mapping[str, Any]) -> str:
    user = answer.get("responded_by_user") or {}
    return str(user.get("name") or user.get("id") or "the deadline: nobody answered")


def _reason(answer: Mapping[str, Any]) -> str:
    return str((answer.get("params_input") or {}).get("reason") or "").strip()
