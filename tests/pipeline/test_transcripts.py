"""A transcript holds what left and what came back, masked, sealed and recorded; a call never waits for it nor fails with it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from guardrail.core.errors import ErrorCode, GuardFault, UpstreamFault
from guardrail.core.text import Finding, Span
from guardrail.mask.secret_files import SecretFiles
from guardrail.mask.transcript_seal import Bound, TranscriptSealer
from guardrail.pipeline.guard import Refused, Streamed, Whole
from guardrail.pipeline.transcript_store import SqliteTranscripts, Transcript
from guardrail.pipeline.transcripts import LONGEST, Transcripts
from tests.support.canaries import CANARIES
from tests.support.chat import DONE, piece

from .looking import a_policy
from .world import NAME, FakeAnswer, FakeAudit, Spelled, World, chat, whole

OTHER = CANARIES.add("Joko Prasetyo")
"""Somebody whom the model names."""


@dataclass(slots=True)
class Kept:
    """A store in memory; ``fault`` makes it fail."""

    rows: dict[str, Transcript] = field(default_factory=dict)
    fault: Exception | None = None

    def add(self, transcript: Transcript) -> None:
        if self.fault is not None:
            raise self.fault
        self.rows[transcript.exchange] = transcript

    def delete(self, exchanges: list[str]) -> None:
        for exchange in exchanges:
            del self.rows[exchange]


class Desk:
    """A guard that keeps transcripts, and who can open them."""

    def __init__(self, folder: Path, answer: Any, days: int = 7, store: SqliteTranscripts | None = None, **more: int) -> None:
        self.kept = Kept()
        self.sealer = TranscriptSealer(SecretFiles(folder / "transcripts", b"k" * 32))

        def made(audit: FakeAudit) -> Transcripts:
            self.transcripts = Transcripts(self.sealer, store or self.kept, audit, **more)
            return self.transcripts

        self.world = World(answer, detector=Spelled(_names), transcripts=made)
        self.policy = replace(a_policy("entities: [PERSON], action: mask"), transcript_days=days)

    async def ask(self, *texts: str, **more: Any) -> bytes:
        """Make a call, and return what its caller got."""
        reply = await self.world.guard.handle(self.world.call(chat(*texts, **more), self.policy))
        if isinstance(reply, Streamed):
            got = b"".join([chunk async for chunk in reply.body])
            await reply.body.aclose()
        else:
            got = reply.body if isinstance(reply, Whole) else b""
        await self.transcripts.aclose()
        return got

    def opened(self) -> dict[str, Any]:
        ((exchange, row),) = self.kept.rows.items()
        text = self.sealer.open(Bound(row.tenant, exchange, date.fromisoformat(row.day), row.expires), row.sealed)
        assert text is not None
        read: dict[str, Any] = json.loads(text)
        return read


def _names(text: str) -> Any:
    found = [(text.find(name), name) for name in (NAME, OTHER) if name in text]
    return tuple(Finding("PERSON", Span(at, at + len(name)), 0.9, "uji") for at, name in sorted(found))


async def test_a_whole_answer_is_kept_masked(tmp_path: Path) -> None:
    """The caller's name is a token in both; the name that the model added is masked; the record tells the ciphertext."""
    desk = Desk(tmp_path, lambda body: FakeAnswer(whole(f"Surat {json.loads(body)['messages'][0]['content'].split()[1]} dan {OTHER}")))
    got = await desk.ask(f"Untuk {NAME}")
    assert NAME.encode() in got
    said = desk.opened()
    request, answer = json.loads(said["request"]), json.loads(said["answer"])
    token = request["messages"][0]["content"].removeprefix("Untuk ")
    assert token.startswith("[[PERSON_")
    assert token in answer["choices"][0]["message"]["content"]
    assert NAME not in json.dumps(said)
    assert OTHER not in json.dumps(said)
    ((exchange, row),) = desk.kept.rows.items()
    record = desk.world.audit.fields("transcript.sealed")
    assert (record["exchange"], record["ref"], record["bytes"]) == (exchange, row.ref, len(row.sealed))
    assert (record["cut_request"], record["cut_answer"]) == (0, 0)
    assert record["expires"] == row.expires == int(World().call(chat("x")).exchange.started.timestamp()) + 7 * 86_400


@pytest.mark.parametrize("at", range(1, 40, 7))
async def test_a_streamed_answer_is_kept_masked(tmp_path: Path, at: int) -> None:
    """However its bytes were cut."""
    raw = piece({"content": f"Yth. {OTHER[:4]}"}) + piece({"content": f"{OTHER[4:]}. "}) + piece({"content": "Baik."}) + DONE
    pieces = [raw[start : start + at * 5] for start in range(0, len(raw), at * 5)]
    desk = Desk(tmp_path, FakeAnswer(*pieces, content_type="text/event-stream"))
    await desk.ask("Halo", stream=True)
    answer = desk.opened()["answer"]
    assert OTHER not in answer
    assert OTHER[4:] not in answer
    assert "Baik." in answer
    assert answer.endswith("data: [DONE]\n\n")


async def test_a_stream_that_breaks_off_is_kept_as_far_as_it_came(tmp_path: Path) -> None:
    """And so is the request of a call that was never answered."""
    broken = UpstreamFault(ErrorCode.UPSTREAM_CUT, "body")
    desk = Desk(tmp_path, FakeAnswer(piece({"content": "Satu. "}), broken, content_type="text/event-stream"))
    await desk.ask("Halo", stream=True)
    assert "Satu." in desk.opened()["answer"]
    desk = Desk(tmp_path, broken)
    await desk.ask("Halo")
    assert (desk.opened()["answer"], "Halo" in desk.opened()["request"]) == ("", True)


async def test_nothing_is_kept_where_the_policy_does_not_want_it_or_nothing_left(tmp_path: Path) -> None:
    """By default nothing is; of a call that was refused there is nothing to keep."""
    desk = Desk(tmp_path, FakeAnswer(whole("Baik.")), days=0)
    await desk.ask("Halo")
    desk.policy = replace(a_policy("entities: [PERSON], action: block"), transcript_days=7)
    reply = await desk.world.guard.handle(desk.world.call(chat(f"Untuk {NAME}"), desk.policy))
    assert isinstance(reply, Refused)
    assert desk.kept.rows == {}
    assert not [name for name, _ in desk.world.audit.said() if name.startswith("transcript")]


async def test_what_is_too_long_is_cut_and_that_is_said(tmp_path: Path) -> None:
    """A request and a stream to their first part; of a whole answer too long to be looked into, nothing."""
    pieces = [piece({"content": "kata " * 10_000}) for _ in range(30)]
    desk = Desk(tmp_path, FakeAnswer(*pieces, DONE, content_type="text/event-stream"))
    await desk.ask("isi " * 100_000, stream=True)
    record, said = desk.world.audit.fields("transcript.sealed"), desk.opened()
    assert (len(said["request"]), len(said["answer"])) == (LONGEST, LONGEST)
    assert record["cut_request"] == len(desk.world.service.sent[0][2]) - LONGEST
    assert record["cut_answer"] > 1 << 20
    long = whole("kata " * 300_000)
    desk = Desk(tmp_path, FakeAnswer(long))
    await desk.ask("Halo")
    assert desk.opened()["answer"] == ""
    assert desk.world.audit.fields("transcript.sealed")["cut_answer"] == len(long)


@pytest.mark.parametrize("fault", [GuardFault(ErrorCode.INTERNAL_ERROR, "transcripts.store"), RuntimeError(NAME)])
async def test_a_store_that_fails_costs_the_transcript_and_not_the_call(tmp_path: Path, fault: Exception) -> None:
    """That it is not there is recorded; what the exception said stands nowhere."""
    desk = Desk(tmp_path, FakeAnswer(whole("Baik.")))
    desk.kept.fault = fault
    with capture_logs() as logs:
        assert await desk.ask("Halo") == whole("Baik.")
    assert desk.world.audit.fields("transcript.failed")["code"] == "internal_error"
    assert desk.world.audit.fields("call.outcome")["code"] == "ok"
    assert NAME not in str(logs)
    assert desk.kept.rows == {}


async def test_a_transcript_without_its_record_does_not_stay(tmp_path: Path) -> None:
    """What the log does not know is not kept."""
    desk = Desk(tmp_path, FakeAnswer(whole("Baik.")))
    await desk.world.guard.handle(desk.world.call(chat("Halo"), desk.policy))
    desk.world.audit.fault = GuardFault(ErrorCode.AUDIT_UNAVAILABLE, "audit")
    await desk.transcripts.aclose()
    assert desk.kept.rows == {}


async def test_more_than_may_wait_is_given_up(tmp_path: Path) -> None:
    """Memory is bounded: a slow disk costs transcripts, and says so."""
    desk = Desk(tmp_path, FakeAnswer(whole("Baik.")), most_pending=100)
    await desk.ask("Halo " * 100)
    assert desk.world.audit.fields("transcript.failed")["code"] == "overloaded"


async def test_they_are_kept_in_a_real_store(tmp_path: Path) -> None:
    """The same with the file."""
    store = SqliteTranscripts(tmp_path / "transcripts.db")
    desk = Desk(tmp_path, FakeAnswer(whole("Baik.")), store=store)
    await desk.ask("Halo")
    (row,) = store.all()
    assert row.ref == desk.world.audit.fields("transcript.sealed")["ref"]
    store.close()
