"""A staging schema with the source's own tables and the cache, and a Bedrock client that only answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from include.ledger import schemas
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
NATIONALITIES = {
    1: "日本",
    2: "韓国",
    3: "中国",
    15: "ベトナム",
    18: "ミャンマー",
    52: "その他",
    200: "レソト",
}


TOKENS_IN, TOKENS_OUT = 1000, 30


class FakeBedrock:
    """Answers each converse call from a list; an exception in the list is raised.

    A text is the answer as it is; a list has the nationality for each name of the request.
    """

    def __init__(self, *answers: str | list[str] | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[dict[str, Any]] = []

    def converse(self, **request: Any) -> dict[str, Any]:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, list):
            answer = json.dumps({str(number): name for number, name in enumerate(answer, 1)})
        return {
            "output": {"message": {"role": "assistant", "content": [{"text": answer}]}},
            "usage": {"inputTokens": TOKENS_IN, "outputTokens": TOKENS_OUT},
        }


@pytest.fixture
def staging(new_schema: Callable[..., WarehouseTarget]) -> WarehouseTarget:
    target = new_schema("staging")
    tables = [
        (ROOT / f"dev/sample/schema/tables/{name}.sql").read_text(encoding="utf-8")
        for name in ("tenants", "m_nationalities")
    ]
    with target.connect() as connection, connection.cursor() as cursor:
        for statement in [*tables, *SqlFiles(schemas.__file__).statements("own_tables")]:
            cursor.execute(statement)
        cursor.executemany(
            "insert into m_nationalities (id, nationality_name) values (%s, %s)", list(NATIONALITIES.items())
        )
    return target


@pytest.fixture
def add_tenants(staging: WarehouseTarget) -> Callable[..., None]:
    """Return a function that inserts tenants; the default is a resident of unknown nationality."""

    def add(*tenants: dict[str, Any]) -> None:
        with staging.connect() as connection, connection.cursor() as cursor:
            for tenant in tenants:
                row = {
                    "last_name": "x",
                    "status": 9,
                    "contract_type": 1,
                    "gender_type": 1,
                    "m_nationality_id": 200,
                    "nationality": "レソト",
                    **tenant,
                }
                columns = ", ".join(f"`{name}`" for name in row)
                values = ", ".join(f"%({name})s" for name in row)
                cursor.execute(f"insert into tenants ({columns}) values ({values})", row)

    return add


@pytest.fixture
def settings(staging: WarehouseTarget) -> Callable[..., Settings]:
    def make(**values: Any) -> Settings:
        base: dict[str, Any] = {"enrichment_enabled": True}
        return Settings(staging_schema=str(staging.schema), **{**base, **values})

    return make


@pytest.fixture
def cached(staging: WarehouseTarget) -> Callable[[], dict[int, Any]]:
    def read() -> dict[int, Any]:
        with staging.connect() as connection, connection.cursor() as cursor:
            cursor.execute("select tenant_id, llm_nationality from llm_enrichment_cache")
            return dict(cursor.fetchall())

    return read
