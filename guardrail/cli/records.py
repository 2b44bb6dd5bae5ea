"""Lines of ``guardrail detect --jsonl``: what a line asks, and the line that answers it. Knows no detector."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final

from guardrail.core.decision import Effect
from guardrail.core.errors import GuardrailError
from guardrail.core.text import Finding, Place

if TYPE_CHECKING:
    from guardrail.detect.explanation import Explanation

__all__ = ["BadLine", "Found", "Passage", "Record", "answer", "as_entity", "numbered_lines", "read_record"]

_PLACES: Final = {
    "system": Place.SYSTEM,
    "developer": Place.SYSTEM,
    "user": Place.USER,
    "assistant": Place.ASSISTANT,
    "tool": Place.TOOL_RESULT,
}


class BadLine(GuardrailError):
    """A line that is not a record. The message says what it lacks and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One text and whose words it is. ``message`` counts the messages of a conversation from 0; a lone text has none."""

    text: str = field(repr=False)
    place: Place = Place.USER
    message: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One line. ``id`` is given back as it came."""

    id: Any
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of a record. ``effect`` is what a policy does about it and ``explanation`` why it stands, where it was asked."""

    passage: int
    finding: Finding
    effect: Effect | None = None
    explanation: Explanation | None = None


def numbered_lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers (from 1) as they come; empty ones are passed over. A line ends at a newline and nowhere else."""
    for number, line in enumerate(stream, 1):
        if stripped := line.strip(b" \t\r\n"):
            yield number, stripped


def read_record(line: bytes) -> Record:
    """Raises ``BadLine``."""
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadLine("is not JSON in UTF-8") from None
    if not isinstance(value, dict) or "id" not in value:
        raise BadLine('is not an object with "id"')
    text, messages = value.get("text"), value.get("messages")
    if isinstance(text, str) and messages is None:
        return Record(value["id"], (Passage(text),))
    if isinstance(messages, list) and text is None:
        return Record(value["id"], tuple(_passage(message, index) for index, message in enumerate(messages)))
    raise BadLine('needs "text" (a string) or "messages" (a list), and not both')


def _passage(message: Any, index: int) -> Passage:
    if not isinstance(message, dict):
        raise BadLine(f"message {index} is not an object")
    role, content = message.get("role"), message.get("content")
    if not isinstance(role, str) or role not in _PLACES:
        raise BadLine(f"message {index} has no known role")
    if not isinstance(content, str):
        raise BadLine(f"message {index} has no content (a string)")
    return Passage(content, _PLACES[role], index)


def answer(record: Record, found: Sequence[Found]) -> str:
    """The answer to a line: ``{"id", "entities"}`` with code-point offsets into the text, in order of position."""
    return json.dumps({"id": record.id, "entities": [_entity(record, one) for one in found]})


def _entity(record: Record, found: Found) -> dict[str, Any]:
    message = record.passages[found.passage].message
    return ({} if message is None else {"message": message}) | as_entity(found)


def as_entity(found: Found, *, recognizer: bool = False) -> dict[str, Any]:
    """A finding as programs read it: ``start``, ``end``, ``type``, ``score``, and ``action`` and ``explanation`` where it has them."""
    finding = found.finding
    entity: dict[str, Any] = {"start": finding.span.start, "end": finding.span.end, "type": finding.entity}
    entity["score"] = round(finding.score, 4)
    if recognizer:
        entity["recognizer"] = finding.recognizer
    if found.effect is not None:
        entity["action"] = found.effect.label
    if found.explanation is not None:
        entity["explanation"] = found.explanation.as_dict()
    return entity
