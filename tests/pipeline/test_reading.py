"""An officer reads a transcript: who may, that it is recorded first, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from guardrail.audit.codes import LookupCode
from guardrail.audit.event import AuditEvent
from guardrail.audit.ids import uuid7
from guardrail.audit.officer import Officer, Officers, Role
from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.text import Finding, Span
from guardrail.mask.secret_files import SecretFiles
from guardrail.mask.transcript_seal import Bound, TranscriptSealer
from guardrail.pipeline.lookup import LookupRefused
from guardrail.pipeline.reading import Reading, TranscriptGone
from guardrail.pipeline.transcript_store import SqliteTranscripts, Transcript

from .world import Spelled

TENANT, WHY = "jateng/dinkes", "pengaduan nomor register tujuh"
OFFICERS = [
    Officer("ani", (Role.DPO,), ("jateng",), "ani"),
    Officer("sari", (Role.SECURITY,), ("jateng",), "sari"),
    Officer("tono", (Role.AUDITOR,), ("jatim",), "tono"),
]


def _names(text: str) -> tuple[Finding, ...]:
    return (Finding("PERSON", Span(0, 1), 1.0, "uji"),) if "Siti" in text else ()


class Desk:
    """One transcript, and officers before it."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteTranscripts(folder / "transcripts.db")
        self.sealer = TranscriptSealer(SecretFiles(folder / "keys", b"k" * 32))
        self.bound = Bound(TENANT, uuid7(), date(2026, 11, 22), 1 << 40)
        sealed = self.sealer.seal(self.bound, b'{"request":"[[NIK_7F3KQ9ZD]]"}')
        self.row = Transcript(self.bound.exchange, TENANT, "2026-11-22", self.bound.expires, sealed.ref, sealed.box)
        self.store.add(self.row)
        self.recorded: list[tuple[AuditEvent, str]] = []
        self.fault: Exception | None = None
        self.reading = Reading(Officers(OFFICERS, lambda key: (key,)), self.store, self.sealer, self.record, lambda: Spelled(_names))

    def record(self, events: Sequence[tuple[AuditEvent, str]]) -> None:
        if self.fault is not None:
            raise self.fault
        self.recorded += events

    def put(self, row: Transcript) -> None:
        """In the place of the one that was sealed."""
        self.store.delete([self.row.exchange])
        self.store.add(row)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_it_is_shown_to_who_may_and_that_is_recorded(desk: Desk) -> None:
    """Who, in which role, which ciphertext, and the digest of the reason; nothing of the text."""
    shown = desk.reading.read(desk.row.exchange, WHY, "ani")
    assert (shown.tenant, shown.ref, shown.text) == (TENANT, desk.row.ref, '{"request":"[[NIK_7F3KQ9ZD]]"}')
    ((event, tenant),) = desk.recorded
    assert (str(event.type), tenant, dict(event.fields)) == (
        "transcript.read",
        TENANT,
        {
            "exchange": desk.row.exchange,
            "ref": desk.row.ref,
            "officer": "ani",
            "role": "dpo",
            "reason": sha256(WHY.encode()).hexdigest(),
        },
    )
    assert "NIK" not in repr(shown)


@pytest.mark.parametrize(
    ("key", "reason", "code"),
    [
        ("siapa", WHY, LookupCode.UNKNOWN_OFFICER),
        ("sari", WHY, LookupCode.WRONG_ROLE),
        ("tono", WHY, LookupCode.WRONG_TENANT),
        ("ani", "ingin tahu", LookupCode.REASON_REQUIRED),
        ("ani", "pengaduan Siti Rahayu kemarin", LookupCode.REASON_NOT_CLEAN),
    ],
)
def test_who_may_not_is_refused_and_that_is_recorded(desk: Desk, key: str, reason: str, code: LookupCode) -> None:
    """With the tenant whose transcript it was."""
    with pytest.raises(LookupRefused) as refused:
        desk.reading.read(desk.row.exchange, reason, key)
    assert refused.value.code is code
    ((event, tenant),) = desk.recorded
    assert (str(event.type), event.fields["code"], tenant) == ("lookup.refused", str(code), TENANT)


def test_nothing_is_shown_that_cannot_be_recorded(desk: Desk) -> None:
    """The log comes first."""
    desk.fault = GuardFault(ErrorCode.AUDIT_UNAVAILABLE, "audit")
    with pytest.raises(GuardFault, match="audit_unavailable"):
        desk.reading.read(desk.row.exchange, WHY, "ani")


def test_where_there_is_none_it_says_why(desk: Desk) -> None:
    """Not kept, changed by somebody in any of its parts, or its key is gone; none of it is recorded as read."""
    for row, why in (
        (desk.row._replace(sealed=desk.row.sealed[:-1]), "changed"),
        (desk.row._replace(expires=desk.row.expires + 1), "changed"),
        (desk.row._replace(expires=-1), "changed"),
        (desk.row._replace(day="kemarin"), "changed"),
        (desk.row._replace(day="2026-11-23"), "key_destroyed"),
    ):
        desk.put(row)
        with pytest.raises(TranscriptGone) as gone:
            desk.reading.read(row.exchange, WHY, "ani")
        assert gone.value.why == why
    desk.put(desk.row)
    desk.sealer.forget(TENANT, date(2026, 11, 23))
    for exchange, why in ((desk.row.exchange, "key_destroyed"), (uuid7(), "not_kept")):
        with pytest.raises(TranscriptGone) as gone:
            desk.reading.read(exchange, WHY, "ani")
        assert gone.value.why == why
    assert desk.recorded == []


def test_a_stranger_learns_nothing_of_what_is_kept(desk: Desk) -> None:
    """Who is no officer is refused before anything is looked for."""
    reading = replace(desk.reading, officers=Officers([], lambda key: (key,)))
    for exchange in (desk.row.exchange, uuid7()):
        with pytest.raises(LookupRefused) as refused:
            reading.read(exchange, WHY, "ani")
        assert refused.value.code is LookupCode.UNKNOWN_OFFICER
