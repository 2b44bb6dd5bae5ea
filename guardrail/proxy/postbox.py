"""Short messages to the deployment's own services (witnesses, sinks), through the client that calls use. Takes short answers only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final, NamedTuple

from yarl import URL

from guardrail import __version__
from guardrail.core.errors import ErrorCode, UpstreamFault

from .http_answer import TRANSPORT_ERRORS, HttpAnswer, fault_of
from .upstream import Timeouts, UpstreamTransport

__all__ = ["Postbox", "Reply"]

_MOST_BYTES: Final = 65_536
_TIMEOUTS: Final = Timeouts(connect=5.0, read=10.0)


class Reply(NamedTuple):
    status: int
    media_type: str
    body: bytes


class Postbox:
    """One address. Belongs to the event loop that first uses it. ``patience`` is seconds for a whole exchange."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None, patience: float = 15.0) -> None:
        self._url = URL(url, encoded=True)
        self._headers = {"accept-encoding": "identity", "user-agent": f"guardrail/{__version__}", **(headers or {})}
        self._patience = patience
        self._transport = UpstreamTransport(_TIMEOUTS)

    async def post(self, body: bytes, media_type: str) -> Reply:
        """Send it, once. Raises ``UpstreamFault`` where there is no whole answer in time, or a long one."""
        headers = {**self._headers, "content-type": media_type, "content-length": str(len(body))}
        try:
            async with asyncio.timeout(self._patience):
                response = await self._transport.exchange("POST", self._url, headers, body)
                answer = HttpAnswer(response, _MOST_BYTES, _TIMEOUTS.read, self._patience)
                try:
                    told = await answer.read()
                finally:
                    await answer.aclose()
        except TRANSPORT_ERRORS as error:
            raise fault_of(error) from None
        if answer.encoding not in ("", "identity"):
            raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "headers")
        return Reply(answer.status, answer.headers.get("content-type", ""), told)

    async def aclose(self) -> None:
        await self._transport.aclose()
