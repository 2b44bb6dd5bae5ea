"""Where copies of the audit log go: a file, a syslog server, an HTTP collector. A sink takes a whole batch or says why not."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

import orjson

from guardrail.audit.entry import Entry, parse
from guardrail.audit.note import VerificationError
from guardrail.audit.ocsf import as_ocsf
from guardrail.audit.segment import write_all
from guardrail.core.errors import GuardrailError, UpstreamFault

from .postbox import Postbox

__all__ = ["FileSink", "HttpSink", "Sink", "SinkFault", "SyslogSink", "as_jsonl", "as_ocsf_line"]

_SECONDS: Final = 10.0
_PRIORITY: Final = 13 * 8 + 5
"""RFC 5424, 6.2.1: facility "log audit", severity notice."""
_MOST_IN_DATAGRAM: Final = 60_000


class SinkFault(GuardrailError):
    """Nobody took the batch, as far as we know. ``code`` is an errno name, a status or a word, never a message."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    @classmethod
    def of(cls, error: OSError) -> SinkFault:
        return cls("timeout" if isinstance(error, TimeoutError) else errno.errorcode.get(error.errno or 0, "EUNKNOWN"))


class Sink(Protocol):
    """Used by one thread, which it may keep waiting."""

    def send(self, lines: Sequence[bytes]) -> None:
        """Pass on some records, one line of JSON each. Raises ``SinkFault``: then they are passed on again, so some may come twice."""

    def close(self) -> None: ...


def as_jsonl(line: bytes) -> bytes:
    """The record as it is stored."""
    return line


def as_ocsf_line(line: bytes) -> bytes:
    """The record as one OCSF event; one that cannot be read goes as it is, since a copy does not judge."""
    try:
        entry: Entry = parse(line)
        return orjson.dumps(as_ocsf(entry))
    except VerificationError:
        return line


class FileSink:
    """Appends to a file (mode 0600), opened for each batch: whoever rotates it may move it away at any time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, lines: Sequence[bytes]) -> None:
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                write_all(handle, b"".join(line + b"\n" for line in lines))
            finally:
                os.close(handle)
        except OSError as error:
            raise SinkFault.of(error) from None

    def close(self) -> None:
        return


class SyslogSink:
    """RFC 5424 over TCP (octet counting, RFC 6587) or a datagram socket of this machine (``unix:/dev/log``).

    What is longer than a datagram goes as its place in the log alone.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._host = socket.gethostname()
        self._socket: socket.socket | None = None

    def send(self, lines: Sequence[bytes]) -> None:
        try:
            if self._socket is None:
                self._socket = _connected(self._address)
            if self._address.startswith("unix:"):
                for line in lines:
                    self._socket.send(self._message(line if len(line) < _MOST_IN_DATAGRAM else _place_of(line)))
            else:
                messages = [self._message(line) for line in lines]
                self._socket.sendall(b"".join(b"%d %b" % (len(message), message) for message in messages))
        except OSError as error:
            self.close()
            raise SinkFault.of(error) from None

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _message(self, line: bytes) -> bytes:
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return f"<{_PRIORITY}>1 {at} {self._host} guardrail {os.getpid()} audit - ".encode("ascii", errors="replace") + line


def _connected(address: str) -> socket.socket:
    """Raises ``OSError``."""
    if address.startswith("unix:"):
        made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        made.settimeout(_SECONDS)
        try:
            made.connect(address.removeprefix("unix:"))
        except OSError:
            made.close()
            raise
        return made
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 0), _SECONDS)


def _place_of(line: bytes) -> bytes:
    try:
        entry = parse(line)
    except VerificationError:
        return b'{"omitted":"size"}'
    return orjson.dumps({"id": entry.id, "ev": entry.event, "writer": entry.writer, "seq": entry.seq, "t": entry.time, "omitted": "size"})


class HttpSink:
    """POSTs each batch as lines of JSON (``application/x-ndjson``); any 2xx takes it. Has an event loop of its own."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self._loop = asyncio.new_event_loop()
        self._postbox = Postbox(url, {"authorization": f"Bearer {token}"} if token is not None else None, patience=_SECONDS)

    def send(self, lines: Sequence[bytes]) -> None:
        try:
            reply = self._loop.run_until_complete(self._postbox.post(b"".join(line + b"\n" for line in lines), "application/x-ndjson"))
        except UpstreamFault as fault:
            raise SinkFault(str(fault.code)) from None
        if not 200 <= reply.status < 300:
            raise SinkFault(f"status_{reply.status}")

    def close(self) -> None:
        if not self._loop.is_closed():
            self._loop.run_until_complete(self._postbox.aclose())
            self._loop.close()
