"""The plain recipe for a reverse proxy in Python: a Starlette route and httpx with its default transport. No guard at all."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

__all__ = ["app"]

_DROPPED = {"host", "content-length", "transfer-encoding", "connection", "keep-alive", "date", "server"}


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    async with httpx.AsyncClient(base_url=os.environ["UPSTREAM"], timeout=None) as client:
        app.state.client = client
        yield


async def _relay(request: Request) -> Response:
    client: httpx.AsyncClient = request.app.state.client
    headers = {name: value for name, value in request.headers.items() if name not in _DROPPED}
    outgoing = client.build_request(request.method, request.url.path, headers=headers, content=await request.body())
    answer = await client.send(outgoing, stream=True)
    kept = {name: value for name, value in answer.headers.items() if name not in _DROPPED}
    if answer.headers.get("content-type", "").startswith("text/event-stream"):
        return StreamingResponse(answer.aiter_raw(), answer.status_code, kept, background=BackgroundTask(answer.aclose))
    return Response(await answer.aread(), answer.status_code, kept)


app = Starlette(routes=[Route("/{path:path}", _relay, methods=["GET", "POST"])], lifespan=_lifespan)
