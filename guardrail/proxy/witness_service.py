"""A witness behind HTTP (C2SP tlog-witness): ``POST /add-checkpoint`` and a sign of life. Knows nothing of what it is asked."""

from __future__ import annotations

import asyncio

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from guardrail.audit.note import VerificationError
from guardrail.audit.store import StoreFault
from guardrail.audit.witness import MOST_BYTES, Witness

__all__ = ["witness_service"]

_log = structlog.get_logger(__name__)


def witness_service(witness: Witness) -> Starlette:
    """The witness as an ASGI application. It needs no credentials: what a log did not sign is refused."""

    async def add_checkpoint(request: Request) -> Response:
        body = b""
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        try:
            told = await asyncio.to_thread(witness.add_checkpoint, body)
        except StoreFault as fault:
            _log.error("witness.failed", code=fault.code)
            return Response(status_code=500)
        except VerificationError:
            _log.error("witness.failed", code="memory_changed")
            return Response(status_code=500)
        return Response(told.body, told.status, {"content-type": told.media_type})

    async def livez(request: Request) -> Response:
        return Response(b"ok\n")

    return Starlette(routes=[Route("/add-checkpoint", add_checkpoint, methods=["POST"]), Route("/livez", livez, methods=["GET"])])
