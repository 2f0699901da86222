"""Hands preflight's inspection of a dump over to the restore, which then need not read the dump for it."""

from __future__ import annotations

import logging

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from include.dump.parse.report import DumpReport
from include.ledger.dump_object import DumpObject
from include.ledger.ledger import Ledger

log = logging.getLogger(__name__)


def record_inspection(ledger: Ledger, dump: DumpObject, report: DumpReport, code_version: str) -> None:
    """Keep a passed inspection of an object version in the ledger, in place of the one before.

    A definition that is not UTF-8 has no place in JSON; the restore then inspects the dump itself.

    :param ledger: the run ledger.
    :param dump: the object version.
    :param report: what was found.
    :param code_version: commit of the code that inspected it.
    """
    try:
        text = _adapter().dump_json(report).decode()
    except PydanticSerializationError as error:
        log.info("The inspection of %s is not handed over: %s", dump.key, error)
        return
    ledger.record_inspection(dump.restore_id, code_version, text)


def known_inspection(ledger: Ledger, dump: DumpObject, code_version: str) -> DumpReport | None:
    """Return the passed inspection of an object version, or None if this code must inspect it itself.

    :param ledger: the run ledger.
    :param dump: the object version; another ETag is another object.
    :param code_version: commit of the code that restores; what another one found is not used.
    """
    text = ledger.inspection(dump.restore_id, code_version)
    if text is None:
        return None
    try:
        return _adapter().validate_json(text)
    except ValidationError as error:
        log.info("The inspection of %s was kept in another form: %s", dump.key, error)
        return None


def _adapter() -> TypeAdapter[DumpReport]:
    return TypeAdapter(DumpReport)
