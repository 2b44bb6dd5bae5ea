"""Ports written by hand: an audit log, an AI service, a clock, which all write what happens to them into one journal."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from guardrail.audit.event import AuditEvent
from guardrail.core.decision import Reason
from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.core.exchange import Principal
from guardrail.core.text import Finding, Span
from guardrail.dialects.dialect import Dialect, Route
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.target import Target
from guardrail.mask.keys import Keyring
from guardrail.mask.seal import Sealer
from guardrail.pipeline.guard import Guard, Inbound
from guardrail.pipeline.ports import Answer, Assessor, Detector, Vaults
from guardrail.pipeline.thread_store import SqliteThreads
from guardrail.pipeline.transcripts import Transcripts
from guardrail.pipeline.vaults import EphemeralVaults, SealedVaults
from guardrail.policy.policy import Policy
from tests.dialects.planting import national
from tests.support.canaries import CANARIES

__all__ = [
    "NAME",
    "CLIENT",
    "FakeAnswer",
    "FakeAudit",
    "FakeClock",
    "FakeService",
    "Held",
    "Spelled",
    "Words",
    "World",
    "a_worker",
    "chat",
    "whole",
]

NAME = CANARIES.add("Siti Rahayu")
CLIENT = Principal("jateng/dinkes", "loket", "k-1")


@dataclass(slots=True)
class Held:
    """A door that stays shut: whoever comes to it waits until the test opens it or the task is cancelled."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self) -> None:
        self.reached.set()
        await self.opened.wait()


class Spelled:
    """A detector that knows one name, or answers whatever ``say`` says."""

    def __init__(self, say: Callable[[str], tuple[Finding, ...]] | None = None) -> None:
        self._say = say or self._name

    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        return self._say(text)

    @staticmethod
    def _name(text: str) -> tuple[Finding, ...]:
        starts = [at for at in range(len(text)) if text.startswith(NAME, at)]
        return tuple(Finding("PERSON", Span(at, at + len(NAME)), 0.9, "uji") for at in starts)


class FakeAudit:
    """Keeps events in order of durability. ``fault`` makes appends and submits fail; ``held`` makes appends wait."""

    def __init__(self, journal: list[str]) -> None:
        self._journal = journal
        self.events: list[tuple[AuditEvent, str]] = []
        self.fault: Exception | None = None
        self.held: Held | None = None

    async def append(self, event: AuditEvent, tenant: str) -> int:
        if self.fault is not None:
            raise self.fault
        self.events.append((event, tenant))
        if self.held is not None:
            await self.held.wait()
        await asyncio.sleep(0)
        self._journal.append(f"durable {event.type}")
        return len(self.events)

    def submit(self, event: AuditEvent, tenant: str, *, soon: bool = True) -> asyncio.Future[int]:
        future = asyncio.get_running_loop().create_future()
        if self.fault is not None:
            future.set_exception(self.fault)
        else:
            self.events.append((event, tenant))
            self._journal.append(f"submitted {event.type}")
            future.set_result(len(self.events))
        return future

    def said(self) -> list[tuple[str, str]]:
        """Type and code of each event."""
        return [(str(event.type), str(event.fields.get("code", ""))) for event, _ in self.events]

    def fields(self, event_type: str) -> Mapping[str, Any]:
        """Of the one event of this type."""
        (found,) = [event.fields for event, _ in self.events if event.type == event_type]
        return found


class FakeAnswer:
    """An answer in pieces. A piece may be bytes, an exception to raise, or a door to wait at."""

    def __init__(
        self, *pieces: bytes | Exception | Held, status: int = 200, content_type: str = "application/json", **headers: str
    ) -> None:
        self.status = status
        self.headers: Mapping[str, str] = {
            "content-type": content_type,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        self._pieces = pieces
        self.closed = 0

    async def chunks(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            match piece:
                case bytes():
                    yield piece
                case Held():
                    await piece.wait()
                case _:
                    raise piece

    async def read(self) -> bytes:
        return b"".join([chunk async for chunk in self.chunks()])

    async def aclose(self) -> None:
        self.closed += 1


class FakeService:
    """An AI service, alone in its configuration: serves every model but ``tidak-ada``."""

    name = "uji"
    region = "lokal"

    def __init__(self, journal: list[str], answer: Answer | Exception | Callable[[bytes], Answer]) -> None:
        self._journal = journal
        self._answer = answer
        self.held: Held | None = None
        self.sent: list[tuple[str, str, bytes]] = []

    def route(self, model: str, dialect: str) -> FakeService:
        if model == "tidak-ada":
            raise RequestRefused(ErrorCode.UNKNOWN_MODEL, "model")
        return self

    def every(self, dialect: str) -> FakeService:
        return self

    def serving(self, model: str, dialect: str) -> tuple[FakeService, ...]:
        return () if model == "tidak-ada" else (self,)

    async def send(self, target: Target, body: bytes) -> Answer:
        self._journal.append("sent")
        self.sent.append((target.method, target.path, body))
        if self.held is not None:
            await self.held.wait()
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer(body) if callable(self._answer) else self._answer


class FakeClock:
    """A second passes at each look."""

    def __init__(self) -> None:
        self._seconds = itertools.count(100)

    def now(self) -> datetime:
        return datetime(2026, 11, 21, tzinfo=UTC)

    def monotonic(self) -> float:
        return float(next(self._seconds))


class Words:
    """Says the code."""

    def status(self, code: ErrorCode) -> int:
        return 400 if code in (ErrorCode.BLOCKED, ErrorCode.ANSWER_BLOCKED) else 503

    def sentence(self, code: ErrorCode, event: str, reasons: Sequence[Reason] = ()) -> str:
        return " ".join([f"Gagal: {code}", *(reason.message.get("id", "") for reason in reasons)])


class World:
    """A guard with its ports, and one call to make."""

    def __init__(
        self,
        answer: Answer | Exception | Callable[[bytes], Answer] | None = None,
        detector: Detector | None = None,
        vaults: Vaults | None = None,
        inline: bool = True,
        subject_key: Callable[[str, int], bytes] = lambda tenant, year: b"",
        body_key: Callable[[str, int], bytes] = lambda tenant, year: b"",
        transcripts: Callable[[FakeAudit], Transcripts] | None = None,
        assessor: Assessor | None = None,
    ) -> None:
        self.journal: list[str] = []
        self.audit = FakeAudit(self.journal)
        self.service = FakeService(self.journal, answer if answer is not None else FakeAnswer(whole("Baik.")))
        vaults = vaults or EphemeralVaults(lambda tenant: tenant.encode().ljust(32, b"."))
        self.guard = Guard(
            *(detector or Spelled(), self.audit, vaults, self.service, FakeClock(), Words(), inline),
            subject_key=subject_key,
            body_key=body_key,
            detector_digest="d" * 64,
            transcripts=transcripts(self.audit) if transcripts is not None else None,
            assessor=assessor,
        )

    def call(
        self,
        tree: Any,
        policy: Policy | None = None,
        dialect: Dialect = OPENAI_CHAT,
        route: Route = OPENAI_CHAT.routes[0],
        tenant: str = CLIENT.tenant,
    ) -> Inbound:
        """The call as the proxy admits it."""
        policy = policy or national()
        caller = Principal(tenant, CLIENT.application, CLIENT.key_id)
        body = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
        return Inbound(
            self.guard.admit(caller, dialect.name, route.id, policy.stamp), route, dialect, policy, body, Target(route.method, route.path)
        )


def chat(*texts: str, **more: Any) -> dict[str, Any]:
    """User messages."""
    return {"model": "uji", "messages": [{"role": "user", "content": text} for text in texts], **more}


def whole(text: str, **more: Any) -> bytes:
    """A whole answer."""
    return json.dumps({"id": "c1", "choices": [{"index": 0, "message": {"role": "assistant", "content": text}}], **more}).encode()


@contextmanager
def a_worker(state: Path) -> Iterator[SealedVaults]:
    """Sealed vaults, as one process of a deployment has them."""
    keyring, store = Keyring(b"k" * 32), SqliteThreads(state / "vaults.db")
    yield SealedVaults(keyring.token_key, Sealer(keyring.derive), store, ttl_hours=24)
    store.close()
