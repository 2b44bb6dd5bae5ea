"""What is erased is gone, by somebody's leave, and the log says so; where it cannot say so, nothing goes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from guardrail.audit.ids import uuid7
from guardrail.audit.log import SegmentedLog
from guardrail.core.errors import GuardFault
from guardrail.mask.keys import Keyring, load_or_create
from guardrail.mask.secret_files import KeyDestroyed
from guardrail.mask.transcript_seal import Bound, TranscriptSealer
from guardrail.pipeline.erasure import Erasure, Leave, StillInUse
from guardrail.pipeline.transcript_store import SqliteTranscripts, Transcript
from tests.audit.factories import SIGNER
from tests.pipeline.world import FakeClock

LEAVE = Leave("UU-27-2022/43", ("dpo-jateng", "inspektur"))
TENANT = "jateng/dinkes"


class Desk:
    """An officer's, with transcripts of some days."""

    def __init__(self, folder: Path) -> None:
        self.audit = folder / "audit"
        self.store = SqliteTranscripts(folder / "transcripts.db")
        keyring = load_or_create(folder / "keys" / "master.key")
        keys = keyring.secrets("transcripts")
        assert keys is not None
        self.keyring: Keyring = keyring
        self.sealer = TranscriptSealer(keys)
        self.erasure = Erasure(lambda: SegmentedLog(self.audit, SIGNER), self.store, self.sealer, keyring, FakeClock(), "siti")

    def keep(self, day: int, tenant: str = TENANT) -> tuple[Bound, Transcript]:
        bound = Bound(tenant, uuid7(), date(2026, 11, day), 1 << 40)
        sealed = self.sealer.seal(bound, b"teks")
        row = Transcript(bound.exchange, tenant, bound.day.isoformat(), bound.expires, sealed.ref, sealed.box)
        self.store.add(row)
        return bound, row

    def said(self) -> list[dict[str, Any]]:
        """What the log says of erasures."""
        lines = [json.loads(line) for path in sorted(self.audit.glob("*.jsonl")) for line in path.read_bytes().splitlines()]
        return [line for line in lines if line["ev"] == "erasure.done"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_transcript_of_one_call_goes(desk: Desk) -> None:
    """That one alone, and its reference stands in the log of its tenant."""
    bound, row = desk.keep(20)
    _, other = desk.keep(20)
    assert desk.erasure.of_event(bound.exchange, LEAVE) == 1
    assert [left.exchange for left in desk.store.all()] == [other.exchange]
    (said,) = desk.said()
    assert (said["ten"], said["refs"], said["basis"], said["approvers"], said["actor"]) == (
        TENANT,
        [row.ref],
        "UU-27-2022/43",
        ["dpo-jateng", "inspektur"],
        "siti",
    )
    assert desk.erasure.of_event(bound.exchange, LEAVE) == 0
    assert len(desk.said()) == 1


def test_a_tenants_days_go_with_their_keys(desk: Desk) -> None:
    """So that a copy of the ciphertext is worth nothing; its later days and other tenants stay."""
    bound, row = desk.keep(20)
    desk.keep(21)
    kept = [desk.keep(22), desk.keep(20, "diy")]
    assert desk.erasure.of_tenant(TENANT, date(2026, 11, 22), LEAVE) == 2
    with pytest.raises(KeyDestroyed):
        desk.sealer.open(bound, row.sealed)
    assert all(desk.sealer.open(other, left.sealed) == b"teks" for other, left in kept)
    assert {left.exchange for left in desk.store.all()} == {left.exchange for _, left in kept}
    assert [len(said["refs"]) for said in desk.said()] == [2]


def test_many_stand_in_several_records(desk: Desk) -> None:
    """Each holds 64 references at most."""
    for _ in range(65):
        desk.keep(20)
    assert desk.erasure.of_tenant(TENANT, date(2026, 11, 21), LEAVE) == 65
    assert [len(said["refs"]) for said in desk.said()] == [64, 1]


def test_the_keys_of_a_year_that_is_over_go(desk: Desk) -> None:
    """For good: its tags can be matched with nothing. The year that runs needs its keys."""
    desk.keyring.subject_key(TENANT, 2025)
    desk.keyring.subject_key(TENANT, 2026)
    assert desk.erasure.of_year(TENANT, 2025, LEAVE)
    with pytest.raises(KeyDestroyed):
        desk.keyring.known_subject_key(TENANT, 2025)
    assert desk.keyring.known_subject_key(TENANT, 2026) is not None
    (said,) = desk.said()
    assert (said["ten"], said["year"], "refs" in said) == (TENANT, 2025, False)
    for year in (2026, 2027):
        with pytest.raises(StillInUse):
            desk.erasure.of_year(TENANT, year, LEAVE)
    assert not desk.erasure.of_year(TENANT, 2020, LEAVE)
    assert len(desk.said()) == 1


def test_a_year_ends_at_midnight_utc(desk: Desk) -> None:
    """As the keys do."""

    class Midnight(FakeClock):
        def now(self) -> datetime:
            return datetime(2027, 1, 1, tzinfo=UTC)

    desk.keyring.subject_key(TENANT, 2026)
    assert replace(desk.erasure, clock=Midnight()).of_year(TENANT, 2026, LEAVE)


def test_nothing_goes_where_the_log_cannot_say_so(desk: Desk) -> None:
    """Neither a log that cannot be written nor a leave that no record may hold costs anything."""
    bound, row = desk.keep(20)
    desk.keyring.subject_key(TENANT, 2025)
    for leave in (Leave("atas permintaan lisan", ("dpo",)), Leave("UU-27-2022/43", ("Ibu Siti",))):
        with pytest.raises(ValueError, match=r"erasure\.done"):
            desk.erasure.of_event(bound.exchange, leave)
    desk.audit.write_text("no directory")
    with pytest.raises(GuardFault, match="audit_unavailable"):
        desk.erasure.of_event(bound.exchange, LEAVE)
    with pytest.raises(GuardFault, match="audit_unavailable"):
        desk.erasure.of_tenant(TENANT, date(2026, 11, 22), LEAVE)
    with pytest.raises(GuardFault, match="audit_unavailable"):
        desk.erasure.of_year(TENANT, 2025, LEAVE)
    assert desk.sealer.open(bound, row.sealed) == b"teks"
    assert [left.exchange for left in desk.store.all()] == [bound.exchange]
    assert desk.keyring.known_subject_key(TENANT, 2025) is not None
