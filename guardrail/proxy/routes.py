"""The model-facing endpoint: admit a request, hand it to the guard, put the reply on the wire. Nothing here reads a body."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from types import TracebackType
from typing import Final, assert_never
from urllib.parse import parse_qsl, quote

from starlette.types import Receive, Scope, Send

from guardrail.core.decision import Effect
from guardrail.core.errors import ErrorCode, Fault, GuardFault, RequestRefused
from guardrail.core.exchange import PolicyStamp, Principal
from guardrail.dialects.dialect import BodyForm, Dialect, Failure, Framing, Operation
from guardrail.dialects.form import boundary_of
from guardrail.dialects.framing import MEDIA_TYPES
from guardrail.dialects.generic import generic_dialect
from guardrail.dialects.leaves import dump
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.registry import find
from guardrail.dialects.target import aim
from guardrail.pipeline.guard import Guard, Inbound, Refused, Reply, Streamed, Whole
from guardrail.pipeline.notes import FIRST, Attempt
from guardrail.pipeline.prepare import Prepared
from guardrail.pipeline.reason import HEADER, NO_REASON, Reasoning, read_reason
from guardrail.pipeline.rollout import Rollout
from guardrail.pipeline.stopping import until_stopped

from .identity import Keys, presented_key
from .keepalive import KeepAlive
from .refusals import Refusals
from .slots import Slots
from .source import Kept, source_of

__all__ = ["ModelGate"]

_NOBODY: Final = Principal("-", "unknown", "*")
"""Stands in records for a caller whose key was missing or unknown."""
_NO_POLICY: Final = PolicyStamp("none", 0, "0" * 64)
_REQUEST_ID = re.compile(rb"[\w-]{8,64}")
_WATCH_AFTER: Final = 0.02
"""Seconds after which a call is watched for a caller that hangs up."""
_GOOGLES: Final = "x-goog-api-key"
_KEY: Final = "key"
_REASON: Final = HEADER.encode("ascii")
_MANY: Final = 1 << 16
_MOST_NOTES: Final = 8
_LONGEST_NOTE: Final = 300
_RETRIES: Final = b"x-stainless-retry-count"
"""What the SDKs of OpenAI and Anthropic send."""
_IDEMPOTENCY: Final = b"idempotency-key"
_COUNT = re.compile(rb"[0-9]{1,3}")
_LENGTH = re.compile(rb"[0-9]{1,18}")
_PORT = re.compile(rb":[0-9]{1,5}$")
_Headers = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class _Call:
    """What is known of a request so far, while it is being admitted."""

    dialect: Dialect = OPENAI_CHAT
    route: str = "unknown"
    principal: Principal = _NOBODY
    policy: PolicyStamp = _NO_POLICY
    size: int = 0
    slot: str | None = None
    """Of whose slots the call holds one."""
    source: str = ""


class ModelGate:
    """ASGI endpoint for every model-facing path. The policies and keys are asked anew for each call."""

    def __init__(
        self,
        guard: Guard,
        keys: Callable[[], Keys],
        policies: Callable[[], Rollout],
        refusals: Refusals,
        max_body: int = 8 << 20,
        hosts: Collection[str] = (),
        slots: Slots | None = None,
        source: Kept = "none",
        served: Callable[[str, str, int, float], None] | None = None,
    ) -> None:
        """``source``: how much of a caller's address stands in records. ``served`` hears of each call that was answered: method, path of
        the route (empty: of none), status, seconds."""
        self._served = served
        self._source = source
        self._guard = guard
        self._keys = keys
        self._policies = policies
        self._refusals = refusals
        self._max_body = max_body
        self._hosts = frozenset(host.encode("ascii") for host in hosts)
        self._slots = slots if slots is not None else Slots(_MANY, _MANY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: _Headers = scope["headers"]
        began = time.monotonic()
        reply: Reply | None = None
        call = _Call(source=source_of(scope["client"][0], self._source) if self._source != "none" and scope.get("client") else "")
        try:
            async with _UntilDisconnect(receive) as client:
                try:
                    with until_stopped():
                        inbound = await self._admit(scope, headers, client, call)
                except Fault as fault:
                    exchange = self._guard.admit(call.principal, call.dialect.name, call.route, call.policy, call.source)
                    reply = await self._guard.refuse(exchange, fault.code, call.size, place=fault.place)
                else:
                    client.watch()
                    reply = await self._handle(inbound)
                await self._answer(reply, call.dialect, headers, send)
        finally:
            if call.slot is not None:
                self._slots.give(call.slot)
            if self._served is not None:
                status = 499 if reply is None else self._status(reply)
                self._served(scope["method"], call.route.partition(" ")[2], status, time.monotonic() - began)

    async def _handle(self, inbound: Inbound) -> Reply:
        try:
            with until_stopped():
                return await self._guard.handle(inbound)
        except GuardFault as stopped:  # the guard has recorded it
            return Refused(inbound.exchange, None, stopped.code, stopped.place)

    async def _admit(self, scope: Scope, headers: _Headers, client: _UntilDisconnect, call: _Call) -> Inbound:
        """Raises ``Fault`` as soon as something is not as it must be; ``call`` then says how far it came."""
        rollout = self._policies()  # once: everything about this call is judged by one set
        if self._hosts and _host(headers) not in self._hosts:
            raise RequestRefused(ErrorCode.UNKNOWN_HOST, "host")
        method, path = scope["method"], scope["raw_path"].decode("latin-1")
        match = find(method, path, rollout.endpoints)
        if match.rivals:
            match = match.told_by({name.decode("latin-1") for name, _ in headers})
        call.dialect, call.route = match.dialect, match.route.id
        query = _query(scope["query_string"])
        if match.rivals and _KEY in query:
            match = match.told_by({_GOOGLES})
            call.dialect, call.route = match.dialect, match.route.id
        call.principal = self._keys().principal(presented_key(headers, _key_of(query, match.dialect)))
        if not self._slots.take(call.principal.key_id):
            raise GuardFault(ErrorCode.OVERLOADED, "slots")
        call.slot = call.principal.key_id
        assigned = rollout.assign(call.principal)
        policy = assigned.policy
        call.policy = policy.stamp
        if match.route.operation is Operation.GENERIC:
            endpoint = next((endpoint for endpoint in policy.endpoints if endpoint.path == path), None)
            if endpoint is None:
                raise RequestRefused(ErrorCode.UNKNOWN_ROUTE, "path")
            match = replace(match, dialect=generic_dialect(endpoint.exclude))
        target = aim(match.route, match.dialect, path, match.params, query, _words(headers, match.dialect.headers))
        body = b""
        if target.has_body:
            boundary = _check_media_type(headers, target.body)
            if boundary:
                target = replace(target, boundary=boundary)
            body = await client.body(headers, self._max_body)
            call.size = len(body)
        exchange = self._guard.admit(call.principal, call.dialect.name, call.route, call.policy, call.source)
        return Inbound(exchange, match.route, match.dialect, policy, body, target, assigned.shadow, _reason(headers), _attempt(headers))

    async def _answer(self, reply: Reply, dialect: Dialect, asked: _Headers, send: Send) -> None:
        headers = _guard_headers(reply, asked)
        match reply:
            case Whole():
                headers.append((b"content-length", b"%d" % len(reply.body)))
                if reply.content_type:
                    headers.append((b"content-type", reply.content_type.encode("latin-1")))
                headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
                await send({"type": "http.response.start", "status": reply.status, "headers": headers})
                await send({"type": "http.response.body", "body": reply.body})
            case Streamed():
                headers += [(b"content-type", f"{reply.content_type}; charset=utf-8".encode("latin-1")), (b"x-accel-buffering", b"no")]
                headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
                try:
                    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
                    if reply.content_type == MEDIA_TYPES[Framing.SSE]:
                        async with KeepAlive(send) as alive:
                            async for chunk in reply.body:
                                await alive.send(chunk)
                    else:
                        async for chunk in reply.body:
                            await send({"type": "http.response.body", "body": chunk, "more_body": True})
                    await send({"type": "http.response.body", "body": b""})
                finally:
                    await reply.body.aclose()
            case Refused():
                failure = self._failure(reply)
                if reply.manner is not None:
                    status, (media_type, body) = 200, reply.manner.say(failure)
                else:
                    status, media_type, body = failure.status, "application/json", dump(dialect.error(failure))
                    retry = (b"retry-after", b"2") if self._refusals.retry_helps(reply.code) else (b"x-should-retry", b"false")
                    headers.append(retry)
                headers += [(b"content-type", media_type.encode("ascii")), (b"content-length", b"%d" % len(body))]
                await send({"type": "http.response.start", "status": status, "headers": headers})
                await send({"type": "http.response.body", "body": body})
            case _:
                assert_never(reply)

    def _status(self, reply: Reply) -> int:
        """The status that the caller gets."""
        if isinstance(reply, Refused):
            return 200 if reply.manner is not None else self._refusals.status(reply.code)
        return reply.status

    def _failure(self, refused: Refused) -> Failure:
        code, exchange, prepared = refused.code, refused.exchange, refused.prepared
        return Failure(
            code=code,
            status=self._refusals.status(code),
            sentence=self._refusals.sentence(code, exchange.id, refused.reasons),
            event=exchange.id,
            param="messages" if code is ErrorCode.BLOCKED else None,
            at=int(exchange.started.timestamp()),
            repeated=prepared.repeated if prepared is not None else {},
        )


class _UntilDisconnect:
    """Reads the request; once ``watch`` is called, a disconnect cancels the task inside, and only that cancellation ends here."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._timer: asyncio.TimerHandle | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._gone = False

    async def __aenter__(self) -> _UntilDisconnect:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if self._timer is not None:
            self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
            self._watcher = None  # its traceback holds this object: the two would stay until a walk of the garbage collector
        if self._gone and kind is asyncio.CancelledError:
            task = asyncio.current_task()
            return task is not None and task.uncancel() == 0
        return False

    async def body(self, headers: _Headers, limit: int) -> bytes:
        """The whole body. Raises ``RequestRefused`` when it is too large or breaks off."""
        declared = next((value for name, value in headers if name == b"content-length"), b"0")
        if not _LENGTH.fullmatch(declared) or int(declared) > limit:
            raise RequestRefused(ErrorCode.BODY_TOO_LARGE, "body")
        parts = []
        size = 0
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise RequestRefused(ErrorCode.BODY_INCOMPLETE, "body")
            part = message.get("body", b"")
            size += len(part)
            if size > limit:
                raise RequestRefused(ErrorCode.BODY_TOO_LARGE, "body")
            parts.append(part)
            if not message.get("more_body", False):
                return b"".join(parts)

    def watch(self) -> None:
        """From now on a disconnect cancels the current task. Calls that end at once need no second task to look out for it."""
        task = asyncio.current_task()
        if task is not None:
            self._timer = task.get_loop().call_later(_WATCH_AFTER, self._begin, task)

    def _begin(self, task: asyncio.Task[object]) -> None:
        self._watcher = task.get_loop().create_task(self._wait(task))

    async def _wait(self, task: asyncio.Task[object]) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        task.cancel()


def _host(headers: _Headers) -> bytes:
    """The name by which the server was called, without a port."""
    named = next((value for name, value in headers if name == b"host"), b"").strip().lower()
    return _PORT.sub(b"", named)


def _key_of(query: dict[str, str], dialect: Dialect) -> str | None:
    """Google's clients may put their key behind ``?key=``; it is taken out, since it must not go on. No other's is read from a URL."""
    return query.pop(_KEY, None) if dialect.credential == _GOOGLES else None


def _query(raw: bytes) -> dict[str, str]:
    """The query's parameters. Raises ``RequestRefused`` where one comes twice: two readers would see two different calls."""
    if not raw:
        return {}
    pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True)
    query = dict(pairs)
    if len(query) != len(pairs):
        raise RequestRefused(ErrorCode.UNSUPPORTED_QUERY, "query")
    return query


def _words(headers: _Headers, wanted: Collection[str]) -> dict[str, str]:
    """The wanted headers by name; of those that come twice none, since nobody can say which one counts."""
    words: dict[str, str] = {}
    twice = set()
    for name, value in headers if wanted else ():
        key = name.decode("latin-1")
        if key in wanted:
            (twice.add(key) if key in words else words.setdefault(key, value.decode("latin-1")))
    return {name: value for name, value in words.items() if name not in twice}


def _check_media_type(headers: _Headers, form: BodyForm) -> str:
    """The boundary of a form, or nothing for JSON. Raises ``RequestRefused`` for any other type, and for compressed bodies."""
    declared = [value for name, value in headers if name == b"content-type"]
    if len(declared) != 1:
        raise RequestRefused(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "content-type")
    if any(value.strip().lower() not in (b"", b"identity") for name, value in headers if name == b"content-encoding"):
        raise RequestRefused(ErrorCode.UNSUPPORTED_ENCODING, "content-encoding")
    if form is BodyForm.FORM:
        return boundary_of(declared[0].decode("latin-1"))
    kind, _, parameters = declared[0].decode("latin-1").partition(";")
    charset = parameters.strip().lower().replace(" ", "").replace('"', "")
    if kind.strip().lower() != "application/json" or charset not in ("", "charset=utf-8"):
        raise RequestRefused(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "content-type")
    return ""


def _reason(headers: _Headers) -> Reasoning:
    """What the caller wrote, if anything; of two headers neither, as nobody can say which one counts."""
    given = [value for name, value in headers if name == _REASON]
    return read_reason(given[0]) if len(given) == 1 else NO_REASON


def _attempt(headers: _Headers) -> Attempt:
    """What the client says of its own retries; of what is said twice, or is not said as such a thing is, nothing."""
    number, keys = 0, set()
    for name, value in headers:
        if name == _RETRIES and _COUNT.fullmatch(value):
            number = int(value) + 1
        elif name == _IDEMPOTENCY:
            keys.add(value)
    return Attempt(number, next(iter(keys)) if len(keys) == 1 else b"") if number or keys else FIRST


def _notes(prepared: Prepared) -> _Headers:
    """A note of each rule that annotates: its id, and its words as an extended value (RFC 8187)."""
    noting = [reason for reason in prepared.decision.reasons if reason.effect is Effect.ANNOTATE]
    notes = {reason.rule: reason.message.get("id", "")[:_LONGEST_NOTE] for reason in noting[:_MOST_NOTES]}
    said = [f"{rule}; message*=UTF-8''{quote(words, safe='')}" if words else rule for rule, words in notes.items()]
    return [(b"x-guardrail-note", note.encode("ascii")) for note in said]


def _guard_headers(reply: Reply, asked: _Headers) -> _Headers:
    """What happened, for people and programs. The caller's own request id is kept where it is one, else it is the event id."""
    exchange, prepared = reply.exchange, reply.prepared
    event = exchange.id.encode("ascii")
    if isinstance(reply, Refused) and reply.code in (ErrorCode.BLOCKED, ErrorCode.ANSWER_BLOCKED):
        action = "block"
    else:
        action = prepared.decision.effect.label if prepared is not None else "none"
    headers = [
        (b"x-request-id", next((value for name, value in asked if name == b"x-request-id" and _REQUEST_ID.fullmatch(value)), event)),
        (b"request-id", event),
        (b"x-guardrail-event-id", event),
        (b"x-guardrail-action", action.encode("ascii")),
        (b"x-guardrail-policy", _policy_header(exchange.policy)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if prepared is not None and prepared.found:
        counts = ",".join([f"{entity}={count}" for entity, count in sorted(prepared.found.items())])
        headers.append((b"x-guardrail-entities", counts.encode("ascii")))
    if prepared is not None and prepared.decision.effect >= Effect.ANNOTATE:
        headers += _notes(prepared)
    return headers


@lru_cache(maxsize=256)
def _policy_header(stamp: PolicyStamp) -> bytes:
    return f"{stamp.id}@{stamp.version};digest={stamp.digest[:12]}".encode("ascii")
