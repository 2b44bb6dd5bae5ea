"""What the pipeline needs of the world: five ports, each with one job. Implementations are handed in by ``app``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from guardrail.audit.codes import JudgeCode
from guardrail.audit.event import AuditEvent
from guardrail.core.decision import Reason
from guardrail.core.errors import ErrorCode
from guardrail.core.exchange import Exchange
from guardrail.core.text import Finding
from guardrail.dialects.target import Target
from guardrail.mask.vault import Vault

from .question import Question

__all__ = ["Answer", "Assessor", "AuditLog", "Clock", "Detector", "Upstream", "Upstreams", "Vaults", "Wording"]


class Detector(Protocol):
    """Finds personal data and ethics signals in one text."""

    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        """Findings in order of position, never overlapping. ``label`` is the name of the field that holds the text.

        Raises ``GuardFault`` (``detector_error``) when it cannot tell; it never answers "nothing found" instead.
        """


class AuditLog(Protocol):
    """An append-only log of what happened."""

    async def append(self, event: AuditEvent, tenant: str) -> int:
        """Wait until the event is durable; its sequence number. Raises ``GuardFault`` (``audit_unavailable``)."""

    def submit(self, event: AuditEvent, tenant: str, *, soon: bool = True) -> asyncio.Future[int]:
        """Put the event in line without waiting; one that is not wanted ``soon`` may wait some milliseconds for company.

        A write that fails makes the log refuse the calls that follow.
        """


class Vaults(Protocol):
    """Where the map from tokens to values of an exchange lives."""

    @property
    def lasting(self) -> bool:
        """Whether anything outlives its exchange. Then ``open`` with a thread, and ``keep``, wait for a disk."""

    def open(self, exchange: Exchange, anchor: str, reserved: frozenset[str], thread: str = "") -> Vault:
        """A vault for one exchange. ``anchor`` is the text that names the conversation (or empty); ``reserved`` are token-like
        strings of the caller, which must stay text. ``thread`` is a conversation that the AI service keeps: the vault knows what
        was known in it.

        Raises ``RequestRefused``: ``server_side_state_unsupported`` where nothing is kept, ``thread_unknown_or_expired`` for a thread
        that is not of this tenant and application, or not any more.
        """

    def keep(self, exchange: Exchange, threads: Sequence[str], vault: Vault) -> None:
        """Remember what the vault knows for whoever goes on with one of these threads. Raises ``GuardFault`` when it cannot."""

    def forget(self, exchange: Exchange, thread: str) -> None:
        """Remember nothing of a thread any more: its caller has had it deleted. Raises ``GuardFault`` when it cannot."""


class Answer(Protocol):
    """What an AI service answered. Its body has not been read yet."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]:
        """Lower-case names; the transport's own and hop-by-hop headers are already gone."""

    def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes. Raises ``UpstreamFault`` when it breaks off or stalls."""

    async def read(self) -> bytes:
        """The whole body. Raises ``UpstreamFault``; also when it is larger than the limit."""

    async def aclose(self) -> None:
        """Let go of the connection; a body that was not read to its end is cancelled upstream."""


class Upstream(Protocol):
    """One configured AI service."""

    @property
    def name(self) -> str: ...
    @property
    def region(self) -> str: ...
    async def send(self, target: Target, body: bytes) -> Answer:
        """Send a request that guardrail has inspected. Raises ``UpstreamFault``."""


class Upstreams(Protocol):
    """All configured AI services."""

    def serving(self, model: str, dialect: str) -> Sequence[Upstream]:
        """Every service that speaks a dialect and serves a model, in the order of the configuration."""

    def route(self, model: str, dialect: str) -> Upstream:
        """The first service that speaks a dialect and serves a model. Raises ``RequestRefused`` (``unknown_model``) where none does."""

    def every(self, dialect: str) -> Upstream:
        """All services that speak a dialect, to be asked for their models as if they were one. Raises as ``route`` does."""


class Assessor(Protocol):
    """The judge: a model that the agency itself has named, asked what the classifier leaves open. (``policy.judge`` is of rules.)"""

    @property
    def model(self) -> str: ...
    @property
    def region(self) -> str:
        """Where it processes what it is shown."""

    @property
    def version(self) -> str:
        """Of its model and of what it is told: with another one it may say something else."""

    async def ask(self, question: Question) -> JudgeCode:
        """What it says of one masked text. Never raises for what the judge does: that it failed is a code as well."""


class Clock(Protocol):
    """Time, handed in so that tests own it."""

    def now(self) -> datetime:
        """UTC, aware."""

    def monotonic(self) -> float:
        """Seconds that never go back."""


class Wording(Protocol):
    """How failures are put to callers."""

    def status(self, code: ErrorCode) -> int:
        """HTTP status."""

    def sentence(self, code: ErrorCode, event: str, reasons: Sequence[Reason] = ()) -> str:
        """For people, Indonesian first: what happened, the words of the rules that blocked, the event id; nothing else of the call."""
