"""Pages, JSON and CSV as answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any

from fastapi import HTTPException
from fastapi.responses import Response

from include.clock import parse_day
from include.exceptions import ConfigurationError
from include.health.csv_text import csv_text
from include.health.document import to_json


def json_answer(values: object) -> Response:
    """Return values as JSON; days and times as ISO 8601, times with their zone."""
    text = json.dumps(values, ensure_ascii=False, indent=1, default=_jsonable)
    return Response(text, media_type="application/json")


def csv_answer(name: str, rows: Iterable[Mapping[str, Any]]) -> Response:
    """Return rows as a file to keep.

    :param name: of the file, without ``.csv``.
    :param rows: all with the same keys.
    """
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(csv_text(rows), media_type="text/csv; charset=utf-8", headers=headers)


def asked_day(text: str) -> date:
    """Return the day of an address.

    :raises HTTPException: 404 if it is none.
    """
    try:
        return parse_day(text)
    except ConfigurationError as error:
        raise HTTPException(404, error.problem) from error


def _jsonable(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return to_json(value)
