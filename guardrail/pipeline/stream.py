"""Restore a streamed answer. For any cutting of its bytes the joined text of each channel equals unmask(whole text).

One unmasker per channel, and an ordered queue that never invents, drops or reorders an event: an event waits only while its own
text ends inside a possible token. The next text of that channel takes the kept piece over and releases it; events behind it wait
in order, bounded in number; at the end the remainder goes into the waiting event itself.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

from guardrail.core.text import LeafKind, Path
from guardrail.dialects.calls import Calls
from guardrail.dialects.dialect import Dialect, Framing
from guardrail.dialects.event import Codec, Event
from guardrail.dialects.framing import CODECS
from guardrail.dialects.leaves import answer_texts, dump, parse_answer, rebuild
from guardrail.dialects.threads import threads_named
from guardrail.mask.unmasker import Unmasker, unmask
from guardrail.mask.vault import Vault

__all__ = ["MAX_WAITING", "StreamRestorer"]

MAX_WAITING: Final = 512
"""Events that may wait behind one that ends inside a possible token. Beyond it the kept text is given out as it is."""


@dataclass(slots=True)
class _Queued:
    """An event on its way out: its bytes, or its tree with the texts that changed."""

    event: Event
    codec: Codec
    tree: Any = None
    changes: dict[Path, str] = field(default_factory=dict)
    waits_for: set[Path] = field(default_factory=set)
    """Channels whose text ends inside a possible token here."""

    def encode(self) -> bytes:
        return self.codec.encode(self.event, dump(rebuild(self.tree, self.changes))) if self.changes else self.event.raw


@dataclass(slots=True)
class _Channel:
    unmasker: Unmasker
    waiting: _Queued | None = None
    path: Path = ()


class StreamRestorer:
    """Bytes of an upstream's stream in, bytes for the caller out: ``decode`` as they come, ``flush`` at the end.

    Raises ``UpstreamFault`` for what it cannot read (malformed JSON, an oversized event): such a stream ends, it never passes.
    """

    def __init__(self, dialect: Dialect, vault: Vault | None, framing: Framing = Framing.SSE, calls: Calls | None = None) -> None:
        self._dialect = dialect
        self._vault = vault
        self._calls = calls
        self.framing = framing
        self._codec = CODECS[framing]
        self._framing = self._codec.decoder()
        self._channels: dict[Path, _Channel] = {}
        self._queue: deque[_Queued] = deque()
        self._named: set[str] = set()
        self.threads: tuple[str, ...] = ()
        """Names that the AI service has given to the conversation, and nobody has taken yet."""
        self.done = False
        """The end marker was given out: nothing may follow it."""

    def decode(self, data: bytes) -> bytes:
        for event in self._framing.decode(data):
            self._take(event)
        return self._drain()

    def flush(self) -> bytes:
        for event in self._framing.flush():
            self._take(event)
        self._release_all()
        return self._drain()

    def salvage(self) -> bytes:
        """What whole events have brought so far, for a stream that broke off: a text that waits for the rest of a token goes as it is."""
        self._release_all()
        return self._drain()

    def _take(self, event: Event) -> None:
        if self.done:
            return
        if event.data is None:
            self._queue.append(_Queued(event, self._codec))
        elif event.data.strip() == self._dialect.done:
            self._release_all()
            self._queue.append(_Queued(event, self._codec))
            self.done = True
        else:
            self._queue.append(self._restored(event, event.data))
            if len(self._queue) > MAX_WAITING:
                self._release_all()

    def _restored(self, event: Event, data: str) -> _Queued:
        tree = parse_answer(data)
        queued = _Queued(event, self._codec, tree)
        if self._dialect.thread_id:
            self._note_threads(tree)
        if not self._vault:
            return queued
        for leaf, key, whole, restorable in answer_texts(tree, self._dialect, streamed=True, calls=self._calls):
            if not restorable:
                continue
            if whole:
                text = unmask(leaf.text, self._vault, json_string=leaf.kind is LeafKind.JSON)
                if text != leaf.text:
                    queued.changes[leaf.path] = text
                continue
            channel = self._channels.get(key)
            if channel is None:
                if not leaf.text:
                    continue
                unmasker = Unmasker(self._vault, json_string=leaf.kind is LeafKind.JSON)
                channel = self._channels[key] = _Channel(unmasker)
            text = channel.unmasker.decode(leaf.text)
            if text != leaf.text:
                queued.changes[leaf.path] = text
            if channel.waiting is not None and leaf.text:
                channel.waiting.waits_for.discard(key)
                channel.waiting = None
            if channel.unmasker.pending and channel.waiting is None:
                channel.waiting, channel.path = queued, leaf.path
                queued.waits_for.add(key)
                queued.changes[leaf.path] = text
        return queued

    def _note_threads(self, tree: Any) -> None:
        new = [name for name in threads_named(tree, self._dialect) if name not in self._named]
        self._named.update(new)
        self.threads += tuple(new)

    def _release_all(self) -> None:
        for key, channel in self._channels.items():
            queued = channel.waiting
            rest = channel.unmasker.flush()
            if queued is not None:
                queued.changes[channel.path] += rest
                queued.waits_for.discard(key)
                channel.waiting = None

    def _drain(self) -> bytes:
        out = []
        while self._queue and not self._queue[0].waits_for:
            out.append(self._queue.popleft().encode())
        return b"".join(out)
