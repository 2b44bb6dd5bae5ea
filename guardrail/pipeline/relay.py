"""A streamed answer on its way to the caller, and how a call that left comes to its end: closed and recorded exactly once."""

from __future__ import annotations

import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType, TracebackType
from typing import TypeAlias

import structlog

from guardrail.core.errors import ErrorCode, Fault, GuardFault
from guardrail.core.exchange import Exchange
from guardrail.dialects.dialect import Dialect, Failure
from guardrail.dialects.framing import CODECS
from guardrail.dialects.leaves import dump
from guardrail.dialects.usage import Usage
from guardrail.mask.vault import Vault

from . import ports, record
from .answering import Answering
from .inspector import AnswerBlocked
from .notes import Notes, body_codes
from .stopping import until_stopped
from .stream import StreamRestorer
from .transcripts import Draft
from .turns import Turns

__all__ = ["Ending", "Keep", "Relay", "only_faults"]

Keep: TypeAlias = Callable[[Sequence[str]], Awaitable[None]]
"""Remembers what the call's vault knows under these names of its conversation."""

_log = structlog.get_logger(__name__)


class only_faults:
    """The one broad net: what nobody foresaw becomes a fault of the guard. Logged by type and place, never by its words."""

    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, Exception) and not isinstance(error, Fault):
            frame = traceback.extract_tb(trace)[-1]
            _log.error("guard.failed", error=type(error).__name__, where=f"{frame.filename.rpartition('/')[2]}:{frame.lineno}")
            raise GuardFault(ErrorCode.INTERNAL_ERROR) from None


class Ending:
    """What is known of the end of one call, from the moment its bytes left."""

    def __init__(
        self, exchange: Exchange, vault: Vault | None, audit: ports.AuditLog, clock: ports.Clock, notes: Notes | None = None
    ) -> None:
        notes = notes if notes is not None else Notes()
        self._received = body_codes(notes.body_key)
        self._out = body_codes(notes.body_key)
        self.usage = Usage()
        """What the service says it has counted."""
        self.draft: Draft | None = None
        """Of the transcript, where one is kept."""
        self.keep_draft: Callable[[Draft], None] = lambda draft: None
        self._exchange = exchange
        self._vault = vault
        self.answering = Answering()
        self._audit = audit
        self._clock = clock
        self._told = False
        self._result = record.Outcome(code=str(ErrorCode.CLIENT_GONE), audit_us=notes.audit_us)
        self._left_us = self._since()
        self.answer: ports.Answer | None = None

    @property
    def event(self) -> str:
        """The event id of the call."""
        return self._exchange.id

    @property
    def at(self) -> int:
        """When it came, in Unix time."""
        return int(self._exchange.started.timestamp())

    @property
    def begun(self) -> bool:
        """Whether the caller was given anything of the answer."""
        return self._result.bytes_out > 0

    def received(self, piece: bytes) -> None:
        """From the AI service."""
        if not self._result.bytes_received:
            self._result.first_us = self._since()
            self._result.upstream_us = self._result.first_us - self._left_us
        self._result.bytes_received += len(piece)
        if self._received is not None:
            self._received.update(piece)
        if self.draft is not None:
            self.draft.hear(piece)

    def gave(self, piece: bytes) -> None:
        """To the caller."""
        self._result.bytes_out += len(piece)
        if self._out is not None:
            self._out.update(piece)

    def reached(self, code: str, status: int, rest: bytes = b"") -> None:
        """The call came to this end, and ``rest`` is the last that the caller gets; until then it counts as ``client_gone``."""
        self._result.code, self._result.status = str(code), status
        self.gave(rest)

    def tell(self) -> None:
        """Put the outcome in line at the audit log, once. Restored counts are final only when the last byte is ready."""
        if self._told:
            return
        self._told = True
        result = self._result
        result.total_us = self._since()
        if self.answer is not None:
            result.upstream_status = self.answer.status
        if self._vault is not None:
            result.restored, result.unrestored, result.foreign = self._vault.restored, self._vault.refused, self._vault.foreign
        inspector, annotations = self.answering.inspector, self.answering.annotations
        if inspector is not None:
            result.foreign += inspector.foreign
            result.found, result.masked = inspector.found, inspector.masked
            result.coverage = inspector.tally.coverage()
        if annotations is not None:
            result.noted = annotations.given
        result.effects = self.answering.effects()
        result.tokens_in, result.tokens_out = self.usage.read, self.usage.written
        if self._received is not None and result.bytes_received:
            result.hmac_received = self._received.hexdigest()
        if self._out is not None and result.bytes_out:
            result.hmac_out = self._out.hexdigest()
        record.tell(self._audit, self._exchange, record.outcome(self._exchange, result))
        if self.draft is not None:
            self.keep_draft(self.draft)

    async def aclose(self) -> None:
        self.tell()
        if self.answer is not None:
            answer, self.answer = self.answer, None
            await answer.aclose()

    def _since(self) -> int:
        return int((self._clock.monotonic() - self._exchange.clock) * 1e6)


class Relay:
    """Pieces for the caller, in order, until the stream is done, breaks off (the vendor's error event, then the end), or is closed."""

    def __init__(
        self,
        answer: ports.Answer,
        restorer: StreamRestorer,
        dialect: Dialect,
        wording: ports.Wording,
        ending: Ending,
        keep: Keep | None = None,
        inline_below: int = 1 << 30,
        repeated: Mapping[str, object] = MappingProxyType({}),
        turns: Turns | None = None,
    ) -> None:
        """``inline_below``: bytes from which a piece is looked into in a thread, when it is its turn. ``repeated``: see ``Failure``."""
        self._turns = turns or Turns()
        self._repeated = repeated
        self._inline_below = inline_below
        ending.usage = restorer.usage
        self._answer = answer
        self._restorer = restorer
        self._dialect = dialect
        self._wording = wording
        self._ending = ending
        self._keep = keep

    async def __aiter__(self) -> AsyncIterator[bytes]:
        restorer, ending, status = self._restorer, self._ending, self._answer.status
        try:
            with until_stopped(), only_faults():
                async for chunk in self._answer.chunks():
                    ending.received(chunk)
                    inline = len(chunk) < self._inline_below
                    out = restorer.decode(chunk) if inline else await self._turns.of(partial(restorer.decode, chunk))
                    await self._remember()
                    if restorer.done:
                        break
                    if out:
                        ending.gave(out)
                        yield out
                else:
                    inline = restorer.waiting < self._inline_below
                    out = restorer.flush() if inline else await self._turns.of(restorer.flush)
                    await self._remember()
        except Fault as fault:
            # a thread may still be reading on where the server stops
            out = b"" if fault.code is ErrorCode.SERVER_STOPPING else restorer.salvage()
            ending.gave(out)
            error = self._error_event(fault)
            out += error
            ending.reached(fault.code, status, error)
        else:
            ending.reached("ok", status, out)
        ending.tell()
        if out:
            yield out

    async def _remember(self) -> None:
        """Before the caller learns the name of its conversation: it may go on with it at once, on another worker."""
        if self._keep is not None and self._restorer.threads:
            threads, self._restorer.threads = self._restorer.threads, ()
            await self._keep(threads)

    async def aclose(self) -> None:
        """End the upstream call if it still runs, and record the outcome if that has not been done."""
        await self._ending.aclose()

    def _error_event(self, fault: Fault) -> bytes:
        """Clients read an error inside a stream from the vendor's own error object, and stop at the end marker."""
        dialect, ending, code = self._dialect, self._ending, fault.code
        reasons = fault.reasons if isinstance(fault, AnswerBlocked) else ()
        sentence = self._wording.sentence(code, ending.event, reasons)
        failure = Failure(code, self._wording.status(code), sentence, ending.event, None, ending.at, self._restorer.answer, self._repeated)
        if dialect.stream_error is not None:
            return dialect.stream_error(failure)
        last = (dialect.last_event or dialect.error)(failure)
        error = CODECS[self._restorer.framing].append(dump(last), not ending.begun)
        return error + (f"data: {dialect.done}\n\n".encode() if dialect.done is not None else b"")
