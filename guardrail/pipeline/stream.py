"""A streamed answer, text by text: restored and looked into. For any cutting of its bytes each text comes out the same.

One passage per channel, and an ordered queue that never invents, drops or reorders an event: an event waits only while its own text
is not settled; events behind it wait in order, bounded in number. What changes stands in the event in which it began.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from guardrail.core.errors import ErrorCode, Fault, UpstreamFault
from guardrail.core.text import Path
from guardrail.dialects.calls import Calls
from guardrail.dialects.dialect import Dialect, Framing
from guardrail.dialects.endings import ended
from guardrail.dialects.event import Event
from guardrail.dialects.framing import CODECS
from guardrail.dialects.leaves import AnswerText, parse_answer
from guardrail.dialects.speech import AnswerKey, Speech, TextKey
from guardrail.dialects.threads import threads_named
from guardrail.dialects.usage import Usage
from guardrail.mask.edit import Edit
from guardrail.mask.vault import Vault

from .annotations import HEAD, Annotations, is_data
from .hearing import Hearing
from .inspector import Inspector
from .margins import Margins
from .passage import Kept, Passage, Taken
from .queued import Piece, Queued, said
from .restore import looked_at, opened, read_whole

__all__ = ["MAX_CHANNELS", "MAX_WAITING", "PATIENCE", "StreamRestorer"]

MAX_WAITING: Final = 512
"""Events that may wait. Beyond it the texts of a channel move on to its last event, and a channel that says no more is at its end."""
MAX_CHANNELS: Final = 4096
"""Texts of one stream. Each of them is remembered to its end, and looked at with every event."""
Spoken: TypeAlias = tuple[AnswerKey, TextKey]
"""A text for a reader: of which answer, and which."""
PATIENCE: Final = 16
"""Events after which a channel that says no more, while others speak, counts as finished: what it said is not held back for it."""


@dataclass(slots=True)
class _Channel:
    passage: Passage
    group: Path
    pieces: deque[Piece] = field(default_factory=deque)
    edits: deque[Edit] = field(default_factory=deque)
    size: int = 0
    spoke: int = 0
    """Number of the last event that said something here."""
    spoken: Spoken | None = None
    """Where a reader reads it."""
    head: str = ""
    """How it begins, until that tells whether it is data."""
    prose: bool | None = None
    """Whether notes may stand in it; None where that is not known yet."""


class StreamRestorer:
    """Bytes of an upstream's stream in, bytes for the caller out: ``decode`` as they come, ``flush`` at the end.

    Without an ``inspector`` the caller's values are restored and nothing is looked for; with ``whole`` no text is given out before
    all of it was seen; ``annotations`` have what is written beside its words. Raises ``UpstreamFault`` for what it cannot read or may
    not pass on, ``GuardFault`` when detection fails: such a stream ends, and nothing that waited comes out.
    """

    def __init__(
        self,
        dialect: Dialect,
        vault: Vault | None,
        framing: Framing = Framing.SSE,
        calls: Calls | None = None,
        inspector: Inspector | None = None,
        whole: bool = False,
        annotations: Annotations | None = None,
    ) -> None:
        self._margins = Margins(annotations) if annotations is not None and dialect.speech is not None else None
        self._heard: set[Spoken] = set()
        self._ended: set[AnswerKey] = set()
        self._dialect = dialect
        self._vault = vault
        self._calls = calls
        self._inspector = inspector
        self._whole = whole
        self.framing = framing
        self._codec = CODECS[framing]
        self._framing = self._codec.decoder()
        self._channels: dict[Path, _Channel] = {}
        self._changed: set[Path] = set()
        self._queue: deque[Queued] = deque()
        self._most = MAX_WAITING * 8 if whole else MAX_WAITING
        self._out: list[bytes] = []
        self._count = 0
        self._failed = False
        self._named: set[str] = set()
        self.threads: tuple[str, ...] = ()
        """Names that the AI service has given to the conversation, and nobody has taken yet."""
        self.usage = Usage()
        """What the service says it has counted."""
        self.answer = ""
        """The first name that it gave, that of its answer."""
        self.done = False
        """The end marker was given out: nothing may follow it."""

    @property
    def waiting(self) -> int:
        """Characters that are not settled."""
        return sum(channel.size - channel.pieces[0].start for channel in self._channels.values() if channel.pieces)

    def decode(self, data: bytes) -> bytes:
        if not self.done:
            for event in self._framing.decode(data):
                self._take(event)
                if self.done:
                    break
        return self._drain()

    def flush(self) -> bytes:
        if not self.done:
            for event in self._framing.flush():
                self._take(event)
        self._finish_all()
        if self._margins is not None:
            self._margins.all_over()
        return self._drain()

    def salvage(self) -> bytes:
        """What whole events have brought so far, for a stream that broke off: all that may be given out as the end of its text.

        After a look that failed, or found what may not pass, nothing of what waits.
        """
        if not self._failed:
            with suppress(Fault):
                self._finish_all()
                if self._margins is not None:
                    self._margins.all_over()
        return self._drain()

    def _take(self, event: Event) -> None:
        if event.data is None:
            self._queue.append(Queued(event, self._codec))
        elif event.data.strip() == self._dialect.done:
            self._finish_all()
            if self._margins is not None:
                self._margins.all_over()
            self._queue.append(Queued(event, self._codec))
            self.done = True
        else:
            self._read(event, event.data)
            if len(self._queue) > self._most:
                self._make_room()

    def _read(self, event: Event, data: str) -> None:
        tree = parse_answer(data)
        queued = Queued(event, self._codec, tree)
        self._queue.append(queued)
        self.usage.see(tree)
        if self._dialect.thread_id:
            self._note_threads(tree)
        if not self._vault and self._inspector is None and self._margins is None:
            return
        self._count += 1
        spoken = False
        for text in looked_at(tree, self._dialect, self._calls, self._inspector, streamed=True):
            group = _group(text.channel)
            if text.whole:
                self._say_whole(queued, text, group)
            elif text.leaf.text:
                spoken = True
                self._say(queued, text, group)
            queued.stale = queued.stale or group in self._changed
        if spoken and not self._whole and len(self._channels) > 1:
            for channel in self._channels.values():
                if channel.pieces and self._count - channel.spoke > PATIENCE:
                    self._finish(channel)
        self._end(ended(tree, self._dialect))
        if self._margins is not None and self._dialect.speech is not None:
            self._end_answers(self._margins, self._dialect.speech, tree)

    def _end_answers(self, margins: Margins, speech: Speech, tree: Any) -> None:
        """Of answers side by side, one that says of itself that it is over is taken to be once another one speaks: some services say so
        with every piece."""
        spoke = {channel.spoken[0] for channel in self._channels.values() if channel.spoken is not None and channel.spoke == self._count}
        over = self._ended - spoke if spoke else set()
        self._ended = (self._ended - spoke - over).union(speech.ended(tree, self._dialect.tag))
        if not speech.beside:
            over, self._ended = self._ended, set()
        for answer in over:
            for channel in self._channels.values():
                if channel.pieces and channel.spoken is not None and channel.spoken[0] == answer:
                    self._finish(channel)
            margins.over(answer)

    def _say_whole(self, queued: Queued, text: AnswerText, group: Path) -> None:
        """A text that ends with its event; where a reader reads it, most often one again that came in pieces before."""
        spoken = self._spoken(text) if text.leaf.text else None
        if spoken is not None:
            for channel in self._channels.values():
                if channel.pieces and channel.spoken == spoken:
                    self._finish(channel)
        with self._looking():
            said = read_whole(text, self._vault, self._inspector, self._hearing(spoken))
        if said != text.leaf.text:
            queued.changes[text.leaf.path] = said
            self._changed.add(group)
        if spoken is not None and self._margins is not None and not is_data(text.leaf.text):
            self._margins.copied(*spoken, queued, text.leaf.path)

    def _spoken(self, text: AnswerText) -> Spoken | None:
        speech = self._dialect.speech
        return (speech.answer(text), speech.key(text)) if speech is not None and speech.is_spoken(text) else None

    def _hearing(self, spoken: Spoken | None) -> Hearing | None:
        """What listens to a text; none to one that was heard."""
        if spoken is None or self._inspector is None or spoken in self._heard:
            return None
        self._heard.add(spoken)
        return self._inspector.hearing(spoken[0])

    def _end(self, begin: Path | None) -> None:
        """The texts whose channels begin so go on no more."""
        if begin is not None:
            for place, channel in self._channels.items():
                if channel.pieces and place[: len(begin)] == begin:
                    self._finish(channel)

    def _say(self, queued: Queued, text: AnswerText, group: Path) -> None:
        channel = self._channels.get(text.channel)
        if channel is None:
            if len(self._channels) == MAX_CHANNELS:
                raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "channels")
            channel = self._channels[text.channel] = self._opened(text, group)
        start = channel.size
        channel.size += len(text.leaf.text)
        channel.spoke = self._count
        if channel.spoken is not None and self._margins is not None:
            self._begin(channel, self._margins, channel.spoken, text.leaf.text)
        channel.pieces.append(Piece(queued, text.leaf.path, text.leaf.text, start, channel.size))
        queued.unsettled += 1
        with self._looking():
            taken = channel.passage.take(text.leaf.text)
        self._settle(channel, taken)

    def _opened(self, text: AnswerText, group: Path) -> _Channel:
        spoken = self._spoken(text)
        passage = opened(text, self._vault, self._inspector, self._whole, self._hearing(spoken))
        if spoken is not None and self._margins is not None:
            passage = Kept(passage, HEAD)
        return _Channel(passage, group, spoken=spoken)

    def _begin(self, channel: _Channel, margins: Margins, spoken: Spoken, text: str, final: bool = False) -> None:
        """A text for a reader goes on. What stands before it is known once it is known to be no data; until then nothing is settled."""
        if channel.prose is None:
            channel.head += text
            if len(channel.head) < HEAD and not final:
                return
            channel.prose = not is_data(channel.head)
        elif final:
            return
        if channel.prose and (before := margins.begins(*spoken)):
            channel.edits.appendleft(Edit(0, 0, before))

    def _settle(self, channel: _Channel, taken: Taken) -> None:
        channel.edits.extend(taken.edits)
        pieces = channel.pieces
        while pieces and pieces[0].end <= taken.upto:
            piece = pieces.popleft()
            queued = piece.queued
            told = said(piece, channel.edits)
            if told != piece.text:
                queued.changes[piece.path] = told
                self._changed.add(channel.group)
            queued.stale = queued.stale or channel.group in self._changed
            queued.unsettled -= 1

    def _finish(self, channel: _Channel) -> None:
        margins, spoken = self._margins, channel.spoken
        if margins is not None and spoken is not None:
            self._begin(channel, margins, spoken, "", final=True)
        with self._looking():
            taken = channel.passage.finish()
        if margins is not None and spoken is not None and channel.prose:
            margins.ends(*spoken, channel.pieces[-1].queued, channel.pieces[-1].path)
        self._settle(channel, taken)

    @contextmanager
    def _looking(self) -> Iterator[None]:
        """Once a look has gone wrong, no other can make up for it."""
        try:
            yield
        except BaseException:
            self._failed = True
            raise

    def _finish_all(self) -> None:
        for channel in self._channels.values():
            if channel.pieces:
                self._finish(channel)

    def _make_room(self) -> None:
        for channel in self._channels.values():
            self._move_on(channel)
        self._release()
        while len(self._queue) > self._most:
            head = self._queue[0]
            for channel in self._channels.values():
                if channel.pieces and channel.pieces[0].queued is head:
                    self._finish(channel)
            if head.unsettled and self._margins is not None:
                self._margins.all_over()
            self._release()

    def _move_on(self, channel: _Channel) -> None:
        """All unsettled text of the channel goes to its last event; the others are given out without it."""
        pieces = channel.pieces
        if len(pieces) < 2:
            return
        last = pieces[-1]
        last.text, last.start = "".join([piece.text for piece in pieces]), pieces[0].start
        while len(pieces) > 1:
            piece = pieces.popleft()
            piece.queued.changes[piece.path] = ""
            piece.queued.stale = True
            piece.queued.unsettled -= 1
        last.queued.changes[last.path] = last.text
        self._changed.add(channel.group)

    def _release(self) -> None:
        while self._queue and not self._queue[0].unsettled:
            self._out.append(self._queue.popleft().encode())

    def _note_threads(self, tree: Any) -> None:
        new = [name for name in threads_named(tree, self._dialect) if name not in self._named]
        self.answer = self.answer or next(iter(new), "")
        self._named.update(new)
        self.threads += tuple(new)

    def _drain(self) -> bytes:
        self._release()
        out = b"".join(self._out)
        self._out.clear()
        return out


def _group(channel: Path) -> Path:
    """The choice, block or item that a channel belongs to."""
    for i, step in enumerate(channel):
        if isinstance(step, str) and "=" in step:
            return channel[: i + 1]
    return ()
