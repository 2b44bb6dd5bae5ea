"""``python -m tests.soak.upstream PORT``: an AI service that says the last message back, and counts the bodies that hold a name.

``GET /`` tells the counts as JSON. Keeps nothing.
"""

from __future__ import annotations

import asyncio
import json
import sys

import httptools

from tests.support.chat import DONE, chat_answer, piece

from .words import NAME

__all__ = ["main"]

_PIECE = 48


class _Service(asyncio.Protocol):
    """One connection. Streams come in pieces of one size, so that tokens are cut anywhere."""

    counts = {"calls": 0, "leaks": 0}  # noqa: RUF012 - of the process, which is one service

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._parser = httptools.HttpRequestParser(self)
        self._body: list[bytes] = []

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        body, self._body = b"".join(self._body), []
        if not body:
            return self._say("application/json", json.dumps(self.counts).encode())
        self.counts["calls"] += 1
        self.counts["leaks"] += NAME.search(body.decode()) is not None
        tree = json.loads(body)
        text = tree["messages"][-1]["content"]
        if not tree.get("stream"):
            return self._say("application/json", chat_answer(text))
        events = [piece({"content": text[at : at + _PIECE]}) for at in range(0, len(text), _PIECE)]
        return self._say("text/event-stream", b"".join([*events, piece({}, finish="stop"), DONE]))

    def _say(self, kind: str, body: bytes) -> None:
        head = f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Service, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
