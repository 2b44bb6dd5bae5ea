"""The scene of ``guardrail demo``: one real call whole and one streamed, and what each side saw of them. It judges itself."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from guardrail.audit.entry import Entry, parse
from guardrail.audit.event import EventType
from guardrail.audit.layout import RECORDS, segments_of, writers
from guardrail.audit.verify import verify
from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.mask.token import TOKEN

from .sample_service import MODEL

if TYPE_CHECKING:
    import httpx

    from guardrail.audit.report import Report

__all__ = ["LETTER", "VALUES", "Scene", "faults", "play", "records_of"]

VALUES: Final = ("Siti Rahmawati", "3374015208900003", "0812-3456-7890", "siti.rahmawati@contoh.id", "09.254.294.3-407.000")
"""An invented person's name, NIK, telephone, e-mail and NPWP."""
LETTER: Final = (
    "Tolong buatkan surat keterangan domisili untuk Ibu {}, NIK {}, HP {}, surel {}, NPWP {}. Gunakan bahasa resmi dan singkat."
).format(*VALUES)

_PATIENCE_SECONDS = 10.0
_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Scene:
    """What everybody saw. ``intent`` and ``outcome`` are the fields of the two audit records of the whole call."""

    wrote: str = field(repr=False)
    received: str = field(repr=False)
    """The message as the AI service got it."""
    bodies: tuple[bytes, ...] = field(repr=False)
    """Every byte that the AI service got."""
    answer: str = field(repr=False)
    streamed: str = field(repr=False)
    intent: dict[str, Any]
    outcome: dict[str, Any]
    log: bytes = field(repr=False)
    """Every byte of the audit log's records."""
    report: Report


def play(client: httpx.Client, received: Sequence[bytes], audit: Path, vkey: str) -> Scene:
    """Send the letter through the proxy that ``client`` talks to. ``received`` are the bodies that the AI service keeps.

    Raises ``GuardFault`` (``audit_unavailable``) when a call leaves no record, ``httpx.HTTPError`` when it fails.
    """
    call = {"model": MODEL, "messages": [{"role": "user", "content": LETTER}]}
    whole = client.post("/v1/chat/completions", json=call).raise_for_status()
    with client.stream("POST", "/v1/chat/completions", json={**call, "stream": True}) as stream:
        stream.raise_for_status()
        streamed = "".join(_deltas(stream.iter_lines()))
    # The outcome is written beside the answer, not before it: it may come a moment later.
    _records(audit, stream.headers["x-guardrail-event-id"])
    intent, outcome = _records(audit, whole.headers["x-guardrail-event-id"])
    bodies = tuple(received)
    return Scene(
        wrote=LETTER,
        received=json.loads(bodies[0])["messages"][-1]["content"],
        bodies=bodies,
        answer=whole.json()["choices"][0]["message"]["content"],
        streamed=streamed,
        intent=intent,
        outcome=outcome,
        log=b"".join(segment.path.read_bytes() for writer in writers(audit) for segment in segments_of(audit, writer, RECORDS)),
        report=verify(audit, vkey),
    )


def faults(scene: Scene) -> tuple[str, ...]:
    """What guardrail promises and this scene does not show; empty when all is well. Names no value."""
    found = []
    values = [value.encode("utf-8") for value in VALUES]
    if len(scene.bodies) != 2 or any(value in body for value in values for body in scene.bodies):
        found.append("a value reached the AI service")
    for name, text in (("answer", scene.answer), ("streamed answer", scene.streamed)):
        if TOKEN.search(text) or not all(value in text for value in VALUES):
            found.append(f"the {name} was not restored")
    if any(value in scene.log for value in values):
        found.append("a value stands in the audit log")
    if not scene.report.ok:
        found.append("the audit log does not verify")
    return tuple(found)


def records_of(audit: Path, exchange: str) -> dict[str, Entry]:
    """Durable records of one call, by event type. A line that is being written is not there yet."""
    found = {}
    for writer in writers(audit):
        for segment in segments_of(audit, writer, RECORDS):
            for line in segment.path.read_bytes().split(b"\n")[:-1]:
                entry = parse(line)
                if entry.exchange == exchange:
                    found[entry.event] = entry
    return found


def _records(audit: Path, exchange: str) -> tuple[dict[str, Any], dict[str, Any]]:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        found = records_of(audit, exchange)
        if EventType.CALL_INTENT in found and EventType.CALL_OUTCOME in found:
            return _told(found[EventType.CALL_INTENT]), _told(found[EventType.CALL_OUTCOME])
        time.sleep(_POLL_SECONDS)
    raise GuardFault(ErrorCode.AUDIT_UNAVAILABLE, "demo")


def _told(entry: Entry) -> dict[str, Any]:
    return {"time": entry.time, "tenant": entry.tenant, **entry.decoded()}


def _deltas(lines: Iterator[str]) -> Iterator[str]:
    """Texts of a streamed answer's events."""
    for line in lines:
        if line.startswith("data: ") and line != "data: [DONE]":
            for choice in json.loads(line.removeprefix("data: "))["choices"]:
                yield choice["delta"].get("content") or ""
