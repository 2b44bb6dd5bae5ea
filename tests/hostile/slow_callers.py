"""``python -m tests.hostile.slow_callers PORT COUNT KIND...``: callers who send, or take, a byte a second, in a process of their own, so
that who measures others meanwhile does not measure these. A line when the first of them is about to call, and one of JSON for each when
all have ended: its kind, the seconds that it was endured, the code that it was told.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from tests.support.chat import a_call
from tests.support.people import a_person
from tests.support.server import CLIENT_KEY

__all__ = ["Endured", "begun", "ended"]

LINE: Final = b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
FIELDS: Final = f"Authorization: Bearer {CLIENT_KEY}\r\nContent-Type: application/json\r\n".encode()
STREAM: Final = json.dumps(a_call(a_person().introduced(), stream=True)).encode()
STARTS: Final = {
    "head": LINE + b"X-A: ",
    "body": LINE + FIELDS + b"Content-Length: 100000\r\n\r\n{",
    "reader": LINE + FIELDS + b"Content-Length: %d\r\n\r\n" % len(STREAM) + STREAM,
}
_BEGUN: Final = b"begun\n"
_A_SECOND: Final = 200
"""Connections, as slowhttptest opens them."""


class Endured(NamedTuple):
    """What became of one of them."""

    kind: str
    seconds: float
    """From its connection, of a reader from the first byte that it took."""
    code: str
    """Empty where nothing was said."""


async def begun(port: int, count: int, kinds: Sequence[str]) -> asyncio.subprocess.Process:
    """So many callers, of each kind in turn, in a process of their own that has begun to call."""
    command = [sys.executable, "-m", "tests.hostile.slow_callers", str(port), str(count), *kinds]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    assert await process.stdout.readline() == _BEGUN
    return process


async def ended(process: asyncio.subprocess.Process) -> list[Endured]:
    """What became of them all."""
    said, _ = await process.communicate()
    assert process.returncode == 0
    return [Endured(*json.loads(line)) for line in said.splitlines()]


async def _call(port: int, kind: str, begins: float) -> Endured:
    """In so many seconds, send a beginning, and then, or take, a byte a second."""
    await asyncio.sleep(begins)
    loop = asyncio.get_running_loop()
    with socket.socket() as caller:
        caller.setblocking(False)
        if kind == "reader":
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        await loop.sock_connect(caller, ("127.0.0.1", port))
        began, data = time.monotonic(), b""
        with suppress(OSError):
            await loop.sock_sendall(caller, STARTS[kind])
            while True:
                if kind == "reader":
                    part = await loop.sock_recv(caller, 1)
                    began = began if data else time.monotonic()
                    await asyncio.sleep(1.0)
                    caller.getpeername()  # an error once the server has ended it, though there are bytes left to be read
                else:
                    answer = asyncio.ensure_future(loop.sock_recv(caller, 4096))
                    while not (await asyncio.wait([answer], timeout=1.0))[0]:
                        await loop.sock_sendall(caller, b"a")
                    part = await answer
                if not part:
                    break
                data += part
        return Endured(kind, time.monotonic() - began, b" ".join(re.findall(rb'"code":"([a-z_]+)"', data)).decode())


async def _main(port: int, count: int, kinds: Sequence[str]) -> None:
    print(_BEGUN.decode(), end="", flush=True)
    calls = (_call(port, kinds[number % len(kinds)], number / _A_SECOND) for number in range(count))
    for endured in await asyncio.gather(*calls):
        print(json.dumps(endured))


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
