"""``python -m tests.bench.canned PORT``: an AI service that says what it was told to say on each path, at once, new words in every answer.

``PUT path`` tells the bytes of an answer's body (``Content-Type`` is the answer's; ``######`` in it becomes another number each time;
events of a stream are written one by one, ``X-Pace`` milliseconds apart), ``GET path`` gives the body of the last POST there.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import sys
from dataclasses import dataclass
from typing import ClassVar, cast

import uvloop

__all__ = ["main"]

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TYPE = re.compile(rb"\r\ncontent-type: *([^\r]+)", re.IGNORECASE)
_PACE = re.compile(rb"\r\nx-pace: *(\d+)", re.IGNORECASE)
_EVENT = re.compile(rb"(?:[^\n]+\n)+\n?")
_FREE = b"######"


@dataclass(slots=True)
class _Answer:
    head: bytes
    body: bytes
    streamed: bool
    pace: float


class _Service(asyncio.Protocol):
    answers: ClassVar[dict[bytes, _Answer]] = {}
    last: ClassVar[dict[bytes, bytes]] = {}
    numbers = itertools.cycle(range(10**6))

    def __init__(self) -> None:
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's says that it is none

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            head = self._held[:end]
            length = _LENGTH.search(head)
            stop = end + 4 + (int(length.group(1)) if length else 0)
            if len(self._held) < stop:
                return
            body, self._held = self._held[end + 4 : stop], self._held[stop:]
            method, path, _ = head.split(b" ", 2)
            self._serve(method, path, head, body)

    def _serve(self, method: bytes, path: bytes, head: bytes, body: bytes) -> None:
        if method == b"PUT":
            kind = _TYPE.search(head)
            assert kind is not None
            streamed = kind.group(1) in (b"text/event-stream", b"application/x-ndjson")
            framing = b"transfer-encoding: chunked" if streamed else b"content-length: %d" % len(body)
            answer = b"HTTP/1.1 200 OK\r\ncontent-type: %b\r\n%b\r\n\r\n" % (kind.group(1), framing)
            pace = _PACE.search(head)
            self.answers[path] = _Answer(answer, body, streamed, int(pace.group(1)) / 1000 if pace else 0.0)
            self._transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        elif method == b"GET":
            said = self.last.get(path, b"")
            self._transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(said), said))
        else:
            self.last[path] = body
            self._say(self.answers[path])

    def _say(self, answer: _Answer) -> None:
        said = answer.body.replace(_FREE, b"%06d" % next(self.numbers))
        if not answer.streamed:
            self._transport.write(answer.head + said)
            return
        chunks = [b"%x\r\n%b\r\n" % (len(event), event) for event in _EVENT.findall(said)]
        chunks.append(b"0\r\n\r\n")
        self._transport.write(answer.head)
        if answer.pace:
            self._play(chunks, 0, answer.pace)
            return
        for chunk in chunks:
            self._transport.write(chunk)

    def _play(self, chunks: list[bytes], at: int, pace: float) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(chunks[at])
        if at + 1 < len(chunks):
            asyncio.get_running_loop().call_later(pace, self._play, chunks, at + 1, pace)


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Service, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
