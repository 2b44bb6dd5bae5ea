"""Keeps what an AI service was sent and what it answered, masked and sealed, where a policy wants that. Never slows a call: it begins when
the call has ended, and what it cannot keep it gives up, which is recorded.

The answer is looked into once more and without the call's vault, so no value of the caller's is ever in a transcript: tokens stay tokens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final, Protocol

import orjson
import structlog

from guardrail.audit.event import AuditEvent, EventType
from guardrail.core.canonical import Json
from guardrail.core.errors import ErrorCode, Fault
from guardrail.core.exchange import Exchange
from guardrail.dialects.dialect import Dialect, Framing
from guardrail.mask.transcript_seal import Bound, Sealed, TranscriptSealer

from . import ports, record
from .inspector import Inspector
from .restore import restore
from .stream import StreamRestorer
from .transcript_store import Transcript

__all__ = ["LONGEST", "Draft", "TranscriptStore", "Transcripts"]

LONGEST: Final = 256 << 10
"""Bytes of a request, and of an answer, that are kept."""
_READ: Final = 1 << 20
"""Bytes of an answer that are looked into for it. A whole answer beyond it is not kept: half of its JSON is nothing."""
_PENDING: Final = 32 << 20
"""Bytes of drafts that may wait for the disk."""
_PATIENCE: Final = 5.0

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Draft:
    """A transcript in the making: filled while the answer passes, with what the AI service said, as it said it."""

    exchange: Exchange
    keep_days: int
    request: bytes = field(repr=False)
    """Masked: what left."""
    dialect: Dialect
    inspector: Callable[[], Inspector] = field(repr=False)
    """Looks into the answer without the call's vault."""
    framing: Framing | None = None
    """Of a streamed answer."""
    readable: bool = True
    """The answer is text in the vendor's own form; of sound or a file nothing is kept."""
    _pieces: list[bytes] = field(default_factory=list, repr=False)
    _size: int = 0
    _held: int = 0

    def hear(self, piece: bytes) -> None:
        """A piece of the answer."""
        self._size += len(piece)
        if self._held < _READ:
            part = piece[: _READ - self._held]
            self._pieces.append(part)
            self._held += len(part)

    @property
    def weight(self) -> int:
        return len(self.request) + self._held

    def written(self) -> tuple[bytes, int, int]:
        """The transcript as JSON, and how many bytes of request and answer are not in it."""
        answer, lost = self._answer()
        request = self.request[:LONGEST]
        tree = {
            "event": self.exchange.id,
            "request": request.decode("utf-8", "replace"),
            "answer": answer[:LONGEST].decode("utf-8", "replace"),
        }
        return orjson.dumps(tree), len(self.request) - len(request), lost + max(0, len(answer) - LONGEST)

    def _answer(self) -> tuple[bytes, int]:
        """Masked, and how much of it could not be looked into."""
        raw = b"".join(self._pieces)
        beyond = self._size - self._held
        if not raw or not self.readable or (self.framing is None and beyond):
            return b"", self._size
        inspector = self.inspector()
        if self.framing is None:
            with suppress(Fault):
                return restore(raw, self.dialect, None, None, inspector), 0
            return b"", self._size  # no JSON, or what the policy lets nobody see
        restorer = StreamRestorer(self.dialect, None, self.framing, None, inspector)
        out = b""
        try:
            out = restorer.decode(raw)
            out += restorer.salvage() if beyond else restorer.flush()
        except Fault:
            return out, self._size - min(len(out), self._size)
        return out, beyond


class TranscriptStore(Protocol):
    """Keeps sealed rows, see ``SqliteTranscripts``."""

    def add(self, transcript: Transcript) -> None: ...

    def delete(self, exchanges: list[str]) -> None: ...


class Transcripts:
    """One for each worker. A transcript is durable before its record (``transcript.sealed``) is written, and deleted again where the
    record cannot be: nothing is kept that the log does not know.
    """

    def __init__(self, sealer: TranscriptSealer, store: TranscriptStore, audit: ports.AuditLog, most_pending: int = _PENDING) -> None:
        """``most_pending``: bytes of drafts that may wait."""
        self._most_pending = most_pending
        self._sealer = sealer
        self._store = store
        self._audit = audit
        self._pool = ThreadPoolExecutor(1, "guardrail-transcripts")
        self._pending = 0
        self._open: set[asyncio.Future[None]] = set()

    def keep(self, draft: Draft) -> None:
        """Take a draft whose call has ended. Returns at once."""
        weight = draft.weight
        if self._pending + weight > self._most_pending:
            self._failed(draft, ErrorCode.OVERLOADED)
            return
        self._pending += weight
        task = asyncio.get_running_loop().create_task(self._keep(draft, weight))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _keep(self, draft: Draft, weight: int) -> None:
        loop = asyncio.get_running_loop()
        try:
            event = await loop.run_in_executor(self._pool, partial(self._seal, draft))
        except Exception as error:  # whatever it is, the call has ended well: it costs the transcript and nothing else
            _log.error("transcript.failed", error=type(error).__name__)
            self._failed(draft, ErrorCode.INTERNAL_ERROR)
            return
        finally:
            self._pending -= weight
        try:
            await self._audit.append(event, draft.exchange.principal.tenant)
        except Fault:
            with suppress(Fault):
                await loop.run_in_executor(self._pool, self._store.delete, [draft.exchange.id])

    def _seal(self, draft: Draft) -> AuditEvent:
        exchange = draft.exchange
        text, cut_request, cut_answer = draft.written()
        expires = int((exchange.started + timedelta(days=draft.keep_days)).timestamp())
        bound = Bound(exchange.principal.tenant, exchange.id, exchange.started.date(), expires)
        sealed: Sealed = self._sealer.seal(bound, text)
        self._store.add(Transcript(exchange.id, bound.tenant, bound.day.isoformat(), expires, sealed.ref, sealed.box))
        fields: dict[str, Json] = {"exchange": exchange.id, "ref": sealed.ref, "ref_key": sealed.key_id, "bytes": len(sealed.box)}
        return AuditEvent(EventType.TRANSCRIPT_SEALED, {**fields, "expires": expires, "cut_request": cut_request, "cut_answer": cut_answer})

    def _failed(self, draft: Draft, code: ErrorCode) -> None:
        fields: dict[str, Json] = {"exchange": draft.exchange.id, "code": str(code)}
        record.tell(self._audit, draft.exchange, AuditEvent(EventType.TRANSCRIPT_FAILED, fields))

    async def aclose(self) -> None:
        """Keep what is on its way, as far as that takes no longer than some seconds."""
        if self._open:
            _, late = await asyncio.wait(self._open, timeout=_PATIENCE)
            for task in late:
                task.cancel()
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)
