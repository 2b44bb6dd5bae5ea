"""Shows each head of the roster to the witnesses, keeps what they sign, and records what they refuse. No call ever waits for it.

One process of a deployment does it, whichever holds the lock. A witness that has seen more than this roster has, or something else, is how
a log put back to an older day comes to light.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import structlog

from guardrail.audit.checkpoint import Checkpoint
from guardrail.audit.cosignature import WitnessKey, signature_lines
from guardrail.audit.cosigned import add_cosigned, newest_of, request_of
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.layout import COSIGNED
from guardrail.audit.note import NoteVerifier, VerificationError, signature_of
from guardrail.audit.roster import Roster, read_roster
from guardrail.audit.source import Source
from guardrail.audit.store import StoreFault
from guardrail.audit.witness import TEXT, TREE_SIZE
from guardrail.core.canonical import Json
from guardrail.core.errors import UpstreamFault

from .postbox import Postbox

__all__ = ["Answer", "WitnessSpec", "Witnesses", "submit"]

_log = structlog.get_logger(__name__)
_LOOK_SECONDS: Final = 10.0
_AGAIN_SECONDS: Final = 60.0
_MOST_TRIES: Final = 3
_SIZE: Final = re.compile(rb"(0|[1-9][0-9]{0,18})\n").fullmatch


@dataclass(frozen=True, slots=True)
class WitnessSpec:
    """One witness as configured: ``url`` is its submission prefix."""

    name: str
    url: str
    key: WitnessKey


class Answer(NamedTuple):
    """``lines`` are what the witness signed, or ``refusal`` says why it did not; ``size`` is that of the largest head it signed ever."""

    size: int
    lines: tuple[str, ...] = ()
    refusal: str | None = None


async def submit(postbox: Postbox, key: WitnessKey, roster: Roster, size: int = 0) -> Answer:
    """Show a witness, which had signed a head of ``size`` as far as anybody knows, the newest head of a roster.

    A refusal is ``unreachable``, ``bad_answer``, ``rolled_back`` (it saw more than this roster has) or ``forked`` (it saw another one).
    """
    for _ in range(_MOST_TRIES):
        if size > roster.tree.size:
            return Answer(size, refusal="rolled_back")
        try:
            reply = await postbox.post(request_of(roster, size, roster.note), TEXT)
        except UpstreamFault:
            return Answer(size, refusal="unreachable")
        told = _SIZE(reply.body)
        if reply.status == 200:
            lines = _signed(reply.body, key, roster)
            return Answer(roster.tree.size, lines) if lines else Answer(size, refusal="bad_answer")
        if reply.status != 409 or told is None or reply.media_type.partition(";")[0].strip() != TREE_SIZE:
            return Answer(size, refusal="forked" if reply.status == 422 else "bad_answer")
        if int(told[1]) == size:  # it knows our size, and another head of it
            return Answer(size, refusal="forked")
        size = int(told[1])
    return Answer(size, refusal="bad_answer")


def _signed(body: bytes, key: WitnessKey, roster: Roster) -> tuple[str, ...]:
    """The witness's own lines, where they are good; none otherwise."""
    try:
        lines = signature_lines(body)
        if key.find(Checkpoint.peek(roster.note).text, lines) is None:
            return ()
        return tuple(line for line in lines if signature_of(line)[:2] == (key.name, key.key_id))
    except VerificationError:
        return ()


@dataclass(slots=True)
class _Asked:
    """What is known of one witness."""

    spec: WitnessSpec
    postbox: Postbox
    size: int = 0
    """Of the largest head that it signed, of this roster or another, as far as we know."""
    signed: bool = False
    """It signed the head of that size which we have."""
    trouble: str = ""
    again_at: float = 0.0


class Witnesses:
    """All witnesses of one log. ``record`` puts an event in line, ``directory`` keeps what they sign, ``lock`` is a file that one process
    holds; ``monotonic`` counts seconds. Belongs to one event loop.
    """

    def __init__(
        self,
        specs: Sequence[WitnessSpec],
        source: Source,
        directory: Path,
        root: NoteVerifier,
        record: Callable[[AuditEvent], None],
        lock: Path,
        monotonic: Callable[[], float],
    ) -> None:
        self._asked = [_Asked(spec, Postbox(f"{spec.url.rstrip('/')}/add-checkpoint")) for spec in specs]
        self._source = source
        self._directory = directory
        self._root = root
        self._record = record
        self._lock = lock
        self._monotonic = monotonic
        self._held: int | None = None
        self._looking = threading.Lock()
        self._data = b""
        self._roster = Roster()

    @property
    def degraded(self) -> dict[str, tuple[str, ...]]:
        """For readiness: what is wrong with which witness, where there are any."""
        return {"witnesses": tuple(f"{one.spec.name}: {one.trouble}" for one in self._asked if one.trouble)} if self._asked else {}

    async def watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            await self.round()

    async def first_round(self, patience: float) -> None:
        """Before anything is served, so that what a witness says of a log put back stands in the log before any call does."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self.round()

    async def round(self) -> None:
        """Ask every witness that has not signed the newest head, unless it was asked in vain just now."""
        try:
            if not self._asked or not self._take() or not await asyncio.to_thread(self._look):
                return
        except (OSError, StoreFault, VerificationError):
            return  # the log's own health says so
        now, size = self._monotonic(), self._roster.tree.size
        due = [one for one in self._asked if (not one.signed or one.size != size) and one.again_at <= now]
        for one in due:
            await self._ask(one)

    async def aclose(self) -> None:
        for one in self._asked:
            await one.postbox.aclose()
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _take(self) -> bool:
        if self._held is None:
            handle = os.open(self._lock, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                return False
            self._held = handle
            self._recall()
        return True

    def _recall(self) -> None:
        """Where each witness stood when somebody last asked it; a witness knows best, and says so when this is wrong."""
        with suppress(OSError, VerificationError):
            data = (self._directory / COSIGNED).read_bytes()
            for one in self._asked:
                one.size = newest_of(data, self._root, one.spec.key)

    def _look(self) -> bool:
        """False while there is no roster. One thread at a time: a round that was given up may still be reading."""
        with self._looking:
            return self._read()

    def _read(self) -> bool:
        data = self._source.roster() or b""
        if data != self._data:
            self._roster, self._data = read_roster(data, self._root), data
        return bool(self._roster.note)

    async def _ask(self, one: _Asked) -> None:
        roster = self._roster
        answer = await submit(one.postbox, one.spec.key, roster, one.size)
        one.size, refusal = answer.size, answer.refusal
        if refusal is None:
            try:
                await asyncio.to_thread(add_cosigned, self._directory, roster.note, answer.lines)
            except StoreFault:
                refusal = "not_kept"
        one.signed = refusal is None
        if refusal is None:
            one.trouble, one.again_at = "", 0.0
            said: dict[str, Json] = {"witness": one.spec.name, "size": one.size, "root": roster.tree.root().hex()}
            self._record(AuditEvent(EventType.ROSTER_COSIGNED, said))
        else:
            self._refused(one, refusal)

    def _refused(self, one: _Asked, code: str) -> None:
        """Recorded when it begins, not each time it is tried again."""
        one.again_at = self._monotonic() + _AGAIN_SECONDS
        if one.trouble == code:
            return
        one.trouble = code
        _log.warning("audit.unwitnessed", where=one.spec.name, code=code)
        said: dict[str, Json] = {"witness": one.spec.name, "size": self._roster.tree.size, "seen": one.size, "code": code}
        self._record(AuditEvent(EventType.ROSTER_UNWITNESSED, said))
