"""The whole story of a call, to be followed with a finger: admit, prepare, record, send, restore, record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from secrets import token_bytes
from typing import Final, TypeAlias

from guardrail.audit.codes import JudgeCode
from guardrail.audit.ids import uuid7
from guardrail.core.decision import Block, Effect, Forward, Reason
from guardrail.core.errors import ErrorCode, Fault, UpstreamFault
from guardrail.core.exchange import Exchange, PolicyStamp, Principal
from guardrail.dialects.answer import answer_form, unwrapped, wrapped
from guardrail.dialects.calls import Calls
from guardrail.dialects.dialect import AnswerForm, Dialect, Operation, Route
from guardrail.dialects.framing import MEDIA_TYPES
from guardrail.dialects.leaves import parse_answer
from guardrail.dialects.refusal import Manner, manner_of
from guardrail.dialects.target import Target
from guardrail.dialects.threads import thread_deleted, thread_read, threads_named
from guardrail.mask.vault import Vault
from guardrail.policy.answers import AnswerMode, BlockStyle
from guardrail.policy.circumstances import Circumstances
from guardrail.policy.policy import Policy
from guardrail.policy.tools import Restoring

from . import ports, record
from .answering import answering_of
from .assessing import Assessing
from .inspector import AnswerBlocked, Inspector
from .judgement import Around
from .notes import FIRST, Attempt, Notes, body_code
from .prepare import Prepared, judged
from .question import OpinionOf, Question
from .reason import NO_REASON, Reasoning
from .relay import Ending, Keep, Relay, only_faults
from .remembering import Memories, Remembering
from .request import Request, read_request
from .restore import restore
from .shadow import Shadow
from .stopping import end_of, until_stopped
from .stream import StreamRestorer
from .transcripts import Draft, Transcripts
from .turns import AT_ONCE, Turns

__all__ = ["Guard", "Inbound", "Refused", "Reply", "Streamed", "Whole"]

_THREAD_FROM: Final = 16 << 10
"""Bytes of a body, or of a piece of an answer, from which inspection moves off the event loop; below, the hop costs more than the
scan."""
_READ_FROM: Final = 128 << 10
"""Bytes of a body from which even reading it does. A shorter one stays if less than the former is new in it."""


_ASKING: Final = frozenset((Effect.REQUIRE_REASON, Effect.ROUTE))


@dataclass(frozen=True, slots=True)
class Inbound:
    """A request as the proxy admitted it: the caller is known, the route exists, the body is whole."""

    exchange: Exchange
    route: Route
    dialect: Dialect
    policy: Policy
    body: bytes = field(repr=False)
    target: Target
    shadow: Shadow | None = None
    reason: Reasoning = NO_REASON
    """Why the caller needs this, where a policy asks."""
    attempt: Attempt = FIRST


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer in one piece."""

    exchange: Exchange
    prepared: Prepared | None
    status: int
    content_type: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Streamed:
    """An answer that comes in pieces. Whoever takes it must close ``body``: that ends the upstream call and records it."""

    exchange: Exchange
    prepared: Prepared | None
    status: int
    content_type: str
    headers: tuple[tuple[str, str], ...]
    body: Relay = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing came back for the caller: a policy blocked the call (``reasons``), or it could not go on."""

    exchange: Exchange
    prepared: Prepared | None
    code: ErrorCode
    place: str = ""
    reasons: tuple[Reason, ...] = ()
    manner: Manner | None = None
    """How it is told as an answer that declines, where the policy wants that and the vendor has such a one."""


Reply: TypeAlias = Whole | Streamed | Refused


class Guard:
    """Holds the ports, and what was found before: one instance serves every call.

    ``inline`` says that the detector may be asked in the event loop, for ordinary bodies: a hop to a thread would cost more than
    the look. One that waits for recognizers of others may not. ``reason_key`` keys the codes of callers' reasons; without one, a
    reason that is given again is told only as long as this guard lives. ``subject_key`` has of a tenant and a year the key of the tags
    by which a person is looked up in the log; without it nobody can be. ``body_key`` likewise has the key of the codes of bodies.
    ``detector_digest`` stands in records for the detector. ``transcripts`` keeps them where a policy wants that. ``assessor`` is the judge
    that policies may ask; without one it cannot be asked.
    """

    def __init__(
        self,
        detector: ports.Detector,
        audit: ports.AuditLog,
        vaults: ports.Vaults,
        upstreams: ports.Upstreams,
        clock: ports.Clock,
        wording: ports.Wording,
        inline: bool = True,
        reason_key: bytes | None = None,
        subject_key: Callable[[str, int], bytes] = lambda tenant, year: b"",
        body_key: Callable[[str, int], bytes] = lambda tenant, year: b"",
        detector_digest: str = "",
        transcripts: Transcripts | None = None,
        assessor: ports.Assessor | None = None,
    ) -> None:
        self._detector = detector
        self._memories = Memories()
        self._audit = audit
        self._vaults = vaults
        self._upstreams = upstreams
        self._clock = clock
        self._wording = wording
        self._inline_below = _THREAD_FROM if inline else 0
        self._read_below = _READ_FROM if inline else 0
        at_once = AT_ONCE if inline else None  # recognizers of others are waited for
        self._turns, self._pieces = Turns(at_once), Turns(at_once)  # a piece of a stream does not wait behind long letters
        self._subject_key = subject_key
        self._body_key = body_key
        self._detector_digest = detector_digest
        self._transcripts = transcripts
        self._assessing = Assessing(assessor, audit, clock) if assessor is not None else None
        self._reason_key = reason_key if reason_key is not None else token_bytes()

    def admit(self, principal: Principal, dialect: str, route: str, policy: PolicyStamp, source: str = "") -> Exchange:
        """The frozen context of a call. The policy is the one in force now, and stays so until the call ends."""
        return Exchange(uuid7(), principal, dialect, route, policy, self._clock.now(), self._clock.monotonic(), source)

    async def handle(self, inbound: Inbound) -> Reply:
        """Answer one call. Never raises for what a request, a detector, a log or an upstream does: all of it is a ``Reply``.

        Cancelling it (the caller hung up) closes the upstream call and records ``client_gone``.
        """
        exchange = inbound.exchange
        prepared: Prepared | None = None
        notes = Notes(detector=self._detector_digest, attempt=inbound.attempt.number)
        try:
            with only_faults():
                notes.body_key = self._body_key(exchange.principal.tenant, exchange.started.year)
                notes.idem = inbound.attempt.tag(notes.body_key)
                prepared = await self._prepare(exchange, inbound, notes)
                match prepared.decision:
                    case Block(reasons):
                        manner = _manner(inbound, prepared)
                        return await self.refuse(exchange, ErrorCode.BLOCKED, len(inbound.body), prepared, "", reasons, manner, notes)
                    case Forward(reasons=reasons) if prepared.lacking is not None:
                        asking = tuple([reason for reason in reasons if reason.effect in _ASKING])
                        return await self.refuse(exchange, prepared.lacking, len(inbound.body), prepared, "", asking, None, notes)
                    case Forward():
                        upstream = self._upstream(inbound, prepared)
                await self._tell(exchange, inbound, prepared, upstream, notes)  # no record, no egress
        except Fault as fault:
            return await self.refuse(exchange, fault.code, len(inbound.body), prepared, fault.place, (), None, notes)
        return await self._send(exchange, inbound, prepared, upstream, notes)

    def _upstream(self, inbound: Inbound, prepared: Prepared) -> ports.Upstream:
        listing = inbound.route.operation is Operation.LIST_MODELS and not prepared.model and "?" not in inbound.target.path
        if listing:
            return self._upstreams.every(inbound.dialect.name)
        return prepared.upstream or self._upstreams.route(prepared.model, inbound.dialect.name)

    async def _tell(self, exchange: Exchange, inbound: Inbound, prepared: Prepared, upstream: ports.Upstream, notes: Notes) -> None:
        began = self._clock.monotonic()
        event = record.intent(exchange, prepared, upstream.name, upstream.region, len(inbound.body), began - exchange.clock, notes)
        try:
            await self._audit.append(event, exchange.principal.tenant)
            notes.audit_us = int((self._clock.monotonic() - began) * 1e6)
        except asyncio.CancelledError as cancelled:  # the intent stands in line already, so its outcome must follow it
            gone = record.Outcome(code=str(end_of(cancelled)), total_us=self._since(exchange))
            record.tell(self._audit, exchange, record.outcome(exchange, gone))
            raise

    async def refuse(
        self,
        exchange: Exchange,
        code: ErrorCode,
        size: int,
        prepared: Prepared | None = None,
        place: str = "",
        reasons: tuple[Reason, ...] = (),
        manner: Manner | None = None,
        notes: Notes | None = None,
    ) -> Refused:
        """Record that nothing left. Without a record the caller is told only that the audit log is not available."""
        if code is not ErrorCode.AUDIT_UNAVAILABLE:
            try:
                with only_faults():
                    status = 200 if manner is not None else self._wording.status(code)
                    event = record.blocked(exchange, prepared, code, status, size, place, notes or Notes())
                    await self._audit.append(event, exchange.principal.tenant)
            except Fault as fault:
                code, place, reasons, manner = fault.code, fault.place, (), None
        return Refused(exchange, prepared, code, place, reasons, manner)

    async def _prepare(self, exchange: Exchange, inbound: Inbound, notes: Notes) -> Prepared:
        def open_vault(anchor: str, reserved: frozenset[str]) -> Vault:
            return self._vaults.open(exchange, anchor, reserved)

        def open_thread(thread: str, reserved: frozenset[str]) -> Vault:
            return self._vaults.open(exchange, "", reserved, thread)

        detector = self._remembering(inbound)
        caller = exchange.principal
        circumstances = Circumstances(caller.tenant, caller.application, now=exchange.started)
        subject_key = self._subject_key(caller.tenant, exchange.started.year)
        around = Around(circumstances, partial(self._serving, inbound.dialect.name), inbound.reason, self._reason_key, subject_key)
        arguments = (inbound.policy, detector, open_vault, open_thread, inbound.shadow)

        def read() -> Request:
            notes.hmac_in = body_code(notes.body_key, inbound.body)
            request = read_request(inbound.body, inbound.dialect, inbound.target)
            notes.parse_us = self._since(exchange)
            return request

        first = _not_asked if self._assessing is not None else _nobody_to_ask

        def look_at(request: Request) -> tuple[Request, Prepared]:
            return request, look(request, first)

        def look(request: Request, opinion_of: OpinionOf) -> Prepared:
            prepared = judged(request, *arguments, replace(around, opinion_of=opinion_of))
            unchanged = prepared.payload is inbound.body
            notes.hmac_sent = notes.hmac_in if unchanged else body_code(notes.body_key, prepared.payload)
            return prepared

        waits = self._vaults.lasting and bool(inbound.dialect.thread)  # for the disk
        request: Request | None = None
        inline = False
        if not waits and len(inbound.body) < self._read_below:
            request = read()
            # Of the last turn of a conversation only its new words are looked into.
            inline = len(inbound.body) < self._inline_below or detector.unknown(request.leaves) < self._inline_below
        try:
            if request is not None and inline:
                known, prepared = look_at(request)
            else:
                known, prepared = await self._turns.of(lambda: look_at(request or read()))
            if self._assessing is None or inbound.policy.judging is None or not prepared.questions:
                return prepared
            opinions = await self._assessing.opinions(exchange, inbound.policy.judging, prepared.questions, notes)
            # What was found is remembered, so the second look costs little; nothing is left open in it.
            again = partial(look, known, lambda question: opinions.get(question, JudgeCode.TOO_MANY))
            return again() if inline else await self._turns.of(again)
        except asyncio.CancelledError as cancelled:  # nobody waits for an answer any more, and nothing will leave
            gone = end_of(cancelled)
            end = record.blocked(exchange, None, gone, self._wording.status(gone), len(inbound.body), "", notes)
            record.tell(self._audit, exchange, end)
            raise

    def _serving(self, dialect: str, model: str) -> Sequence[ports.Upstream]:
        return self._upstreams.serving(model, dialect)

    async def _send(self, exchange: Exchange, inbound: Inbound, prepared: Prepared, upstream: ports.Upstream, notes: Notes) -> Reply:
        """From here on bytes have left: whatever happens, exactly one ``call.outcome`` says how it ended."""
        vault, dialect = prepared.vault, inbound.dialect
        ending = Ending(exchange, vault, self._audit, self._clock, notes)
        mode, calls = inbound.policy.answers, _calls(inbound.policy, vault)
        answering = answering_of(prepared, mode, self._remembering(inbound), dialect, exchange.id, exchange.started.year)
        ending.answering, annotations = answering, answering.annotations
        if self._transcripts is not None and inbound.policy.transcript_days:
            look = partial(Inspector, self._remembering(inbound), prepared.judge, None, dialect.speaks)
            ending.draft = Draft(exchange, inbound.policy.transcript_days, prepared.payload, dialect, look)
            ending.keep_draft = self._transcripts.keep
        streamed: Streamed | None = None
        try:
            with until_stopped(), only_faults():
                target = replace(inbound.target, content_type=prepared.content_type) if inbound.target.boundary else inbound.target
                answer = ending.answer = await upstream.send(target, prepared.payload)
                content_type, headers = _checked(answer)
                framings = (framing for framing in (inbound.route.framing, dialect.framing) if framing is not None)
                framing = next((framing for framing in framings if content_type == MEDIA_TYPES.get(framing)), None)
                if answer.status < 400 and framing is not None:
                    if ending.draft is not None:
                        ending.draft.framing = framing
                    restorer = StreamRestorer(dialect, vault, framing, calls, answering.inspector, mode is AnswerMode.BUFFER, annotations)
                    keeper, repeated = self._keeper(inbound, prepared), prepared.repeated
                    relay = Relay(answer, restorer, dialect, self._wording, ending, keeper, self._inline_below, repeated, self._pieces)
                    streamed = Streamed(exchange, prepared, answer.status, content_type, headers, relay)
                    return streamed
                empty = answer.status in (202, 204)  # MCP's answer to a notification
                form = None if empty and not content_type else answer_form(content_type, inbound.route, answer.status)
                if ending.draft is not None:
                    ending.draft.readable = form is None
                raw = await answer.read()
                ending.received(raw)
                if form is AnswerForm.AUDIO or (empty and not raw):
                    body = raw
                else:
                    arguments = (wrapped(raw, form), dialect, vault, calls, answering.inspector, ending.usage, annotations)
                    said = restore(*arguments) if len(raw) < self._inline_below else await self._turns.of(partial(restore, *arguments))
                    body = unwrapped(said, form)
                keep = self._keeper(inbound, prepared)
                if keep is not None and form is None and answer.status < 400:
                    await keep(threads_named(parse_answer(raw), dialect, not inbound.target.has_body))
                deleted = thread_deleted(inbound.target, dialect)
                if deleted and self._vaults.lasting and answer.status < 400:
                    await asyncio.to_thread(self._vaults.forget, exchange, deleted)
                ending.reached("ok" if answer.status < 400 else ErrorCode.UPSTREAM_ERROR, answer.status, body)
                return Whole(exchange, prepared, answer.status, content_type, headers, body)
        except AnswerBlocked as blocked:
            manner = _manner(inbound, prepared)
            ending.reached(blocked.code, 200 if manner is not None else self._wording.status(blocked.code))
            return Refused(exchange, prepared, blocked.code, blocked.place, blocked.reasons, manner)
        except Fault as fault:
            ending.reached(fault.code, self._wording.status(fault.code))
            return Refused(exchange, prepared, fault.code, fault.place)
        finally:
            if streamed is None:
                await ending.aclose()

    def _remembering(self, inbound: Inbound) -> Remembering:
        return self._memories.asked(self._detector, inbound.exchange, inbound.policy.detectors)

    def _keeper(self, inbound: Inbound, prepared: Prepared) -> Keep | None:
        """What remembers a vault once the AI service has named its conversation; none where nothing is kept, or a call only reads."""
        vault, dialect = prepared.vault, inbound.dialect
        read = thread_read(inbound.target, dialect)
        paths = dialect.thread_id if inbound.target.has_body else dialect.thread_results if read else ()
        if vault is None or not (self._vaults.lasting and paths):
            return None

        async def keep(named: Sequence[str]) -> None:
            threads = [name for name in named if prepared.kept or name == prepared.thread]
            if inbound.target.has_body and read:
                threads.append(read)
            if threads:
                await asyncio.to_thread(self._vaults.keep, inbound.exchange, threads, vault)

        return keep

    def _since(self, exchange: Exchange) -> int:
        return int((self._clock.monotonic() - exchange.clock) * 1e6)


def _not_asked(question: Question) -> JudgeCode | None:
    return None


def _nobody_to_ask(question: Question) -> JudgeCode:
    return JudgeCode.NOT_CONFIGURED


def _calls(policy: Policy, vault: Vault | None) -> Calls | None:
    """What says in whose arguments the values of a vault may stand, as it hears of the functions of one answer; none where all may."""
    untrusted, commanded = (vault.untrusted, vault.commanded) if vault is not None else (False, False)
    tools = policy.tool_arguments
    allows = partial(tools.allows, untrusted=untrusted, commanded=commanded)
    return None if tools.restoring(untrusted, commanded) is Restoring.ALL else Calls(allows)


def _manner(inbound: Inbound, prepared: Prepared) -> Manner | None:
    """How a policy wants a block to be told that is no error; none where it wants one, or the vendor has nothing else."""
    if inbound.policy.block_style is BlockStyle.ERROR:
        return None
    return manner_of(inbound.route, inbound.dialect, inbound.target, prepared.streamed)


def _checked(answer: ports.Answer) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Media type and remaining headers of an answer that may be read. Raises ``UpstreamFault`` where the service refused *our* key."""
    if answer.status in (401, 403, 407):
        raise UpstreamFault(ErrorCode.UPSTREAM_REFUSED_KEY, "status")
    headers = dict(answer.headers)
    content_type = headers.pop("content-type", "").partition(";")[0].strip().lower()
    return content_type, tuple(headers.items())
