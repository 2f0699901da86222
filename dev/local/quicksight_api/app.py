"""The stand-in's HTTP side: paths, members and status codes of the QuickSight API reference (2018-04-01)."""

from __future__ import annotations

import json
import secrets
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from dev.local.quicksight_api.api_error import ApiError
from dev.local.quicksight_api.service import QuickSightService

_DATA_SET = "/accounts/{account}/data-sets/{data_set}"
_LARGEST_PAGE = 100


def create_app(service: QuickSightService) -> Starlette:
    """Return the web application for a service."""

    async def create_ingestion(request: Request) -> JSONResponse:
        account, data_set, ingestion_id = _ids(request)
        kind = await _ingestion_type(request)
        ingestion = await run_in_threadpool(service.create_ingestion, account, data_set, ingestion_id, kind)
        answer = ingestion.to_api()
        return _answer({name: answer[name] for name in ("Arn", "IngestionId", "IngestionStatus")}, 201)

    async def describe_ingestion(request: Request) -> JSONResponse:
        ingestion = await run_in_threadpool(service.describe_ingestion, *_ids(request))
        return _answer({"Ingestion": ingestion.to_api()})

    async def cancel_ingestion(request: Request) -> JSONResponse:
        ingestion = await run_in_threadpool(service.cancel_ingestion, *_ids(request))
        return _answer({"Arn": ingestion.arn, "IngestionId": ingestion.ingestion_id})

    async def list_ingestions(request: Request) -> JSONResponse:
        first, size = _page(request)
        found = await run_in_threadpool(service.list_ingestions, *_ids(request))
        answer: dict[str, Any] = {"Ingestions": [each.to_api() for each in found[first : first + size]]}
        if first + size < len(found):
            answer["NextToken"] = str(first + size)
        return _answer(answer)

    async def describe_data_set(request: Request) -> JSONResponse:
        return _answer({"DataSet": await run_in_threadpool(service.describe_data_set, *_ids(request))})

    async def health(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    one = f"{_DATA_SET}/ingestions/{{ingestion}}"
    return Starlette(
        routes=[
            Route(one, create_ingestion, methods=["PUT"]),
            Route(one, describe_ingestion, methods=["GET"]),
            Route(one, cancel_ingestion, methods=["DELETE"]),
            Route(f"{_DATA_SET}/ingestions", list_ingestions, methods=["GET"]),
            Route(_DATA_SET, describe_data_set, methods=["GET"]),
            Route("/health", health, methods=["GET"]),
        ],
        exception_handlers={ApiError: _refuse},
    )


def _ids(request: Request) -> list[str]:
    values = request.path_params
    return [values[name] for name in ("account", "data_set", "ingestion") if name in values]


async def _ingestion_type(request: Request) -> str:
    body = await request.body()
    try:
        values = json.loads(body) if body.strip() else {}
    except json.JSONDecodeError as error:
        raise ApiError.invalid("The request body is not JSON") from error
    return str(values.get("IngestionType") or "FULL_REFRESH")


def _page(request: Request) -> tuple[int, int]:
    token = request.query_params.get("next-token", "0")
    if not token.isdigit():
        raise ApiError("InvalidNextTokenException", 400, "The NextToken value isn't valid")
    size = request.query_params.get("max-results", str(_LARGEST_PAGE))
    if not size.isdigit() or not 1 <= int(size) <= _LARGEST_PAGE:
        raise ApiError.invalid(f"MaxResults must be from 1 to {_LARGEST_PAGE}")
    return int(token), int(size)


def _answer(members: dict[str, Any], status: int = 200) -> JSONResponse:
    request_id = secrets.token_hex(16)
    return JSONResponse(
        {**members, "RequestId": request_id, "Status": status},
        status_code=status,
        headers={"x-amzn-RequestId": request_id},
    )


async def _refuse(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    request_id = secrets.token_hex(16)
    members = {"Message": error.message, "RequestId": request_id}
    if error.resource_type:
        members["ResourceType"] = error.resource_type
    return JSONResponse(
        members,
        status_code=error.status,
        headers={"x-amzn-ErrorType": error.code, "x-amzn-RequestId": request_id},
    )
