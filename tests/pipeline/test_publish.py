"""An officer's hand on the revisions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guardrail.audit.event import AuditEvent
from guardrail.core.errors import ErrorCode, GuardFault, InvalidFiles
from guardrail.pipeline.publish import EVERYBODY, Audience, Publisher
from guardrail.policy.journal import Journal
from guardrail.policy.pointer import Pointer
from guardrail.policy.releases import Release
from guardrail.policy.signatures import Approval

from .sets import a_release, an_open_folder, judging
from .world import NAME, FakeClock, Spelled


class _Desk:
    """A publisher with revisions 1 to 3, and what it recorded."""

    def __init__(self, folder: Path) -> None:
        self.events: list[AuditEvent] = []
        self.releases = an_open_folder(folder)
        self.journal = Journal(folder / "journal.jsonl")
        self.publisher = Publisher(self.releases, self.journal, judging, Spelled, self.events.append, FakeClock(), "petugas")
        self.r1, self.r2, self.r3 = (a_release(self.releases, n, act) for n, act in ((1, "mask"), (2, "block"), (3, "warn")))

    def publish(self, release: Release, audience: Audience = EVERYBODY, reason: str = "") -> None:
        self.publisher.publish(lambda: release, audience, reason)

    def said(self) -> list[tuple[str, dict[str, Any]]]:
        return [(str(event.type), dict(event.fields)) for event in self.events]


@pytest.fixture
def desk(tmp_path: Path) -> _Desk:
    return _Desk(tmp_path)


def test_a_revision_is_recorded_and_in_force(desk: _Desk) -> None:
    """Who, which, and that there was a reason; the reason itself stands in the journal."""
    desk.publish(desk.r1, reason="rilis pertama")
    assert desk.releases.pointer() == Pointer(desk.r1.named)
    fields = {"revision": 1, "bundle": desk.r1.named.sha256, "signers": (), "reason": True, "actor": "petugas"}
    assert desk.said() == [("policy.activated", fields)]
    (entry,) = desk.journal.entries()
    assert (entry.did, entry.revision, entry.actor, entry.reason) == ("activated", 1, "petugas", "rilis pertama")


def test_a_canary_and_a_shadow_stand_beside_the_one_in_force(desk: _Desk) -> None:
    """Each leaves the other; putting one in force for everybody ends both."""
    desk.publish(desk.r1)
    desk.publish(desk.r2, Audience(10, ("jatim",)))
    desk.publish(desk.r3, Audience(shadow=True))
    assert desk.releases.pointer() == Pointer(desk.r1.named, desk.r2.named, 10, ("jatim",), desk.r3.named)
    assert [fields.get("share") for _, fields in desk.said()] == [None, 10, None]
    assert [fields.get("shadow") for _, fields in desk.said()] == [None, None, True]
    assert [entry.did for entry in desk.journal.entries()] == ["activated", "canary", "shadow"]
    desk.publish(desk.r2)
    assert desk.releases.pointer() == Pointer(desk.r2.named)


@pytest.mark.parametrize("audience", [Audience(10), Audience(agencies=("jatim",)), Audience(shadow=True)])
def test_a_candidate_needs_something_to_stand_beside(desk: _Desk, audience: Audience) -> None:
    """The first revision is for everybody."""
    with pytest.raises(InvalidFiles, match="E304 no revision is in force"):
        desk.publish(desk.r1, audience)
    assert [fields["code"] for event, fields in desk.said() if event == "policy.rejected"] == ["E304"]


def test_a_damaged_pointer_can_be_put_right(desk: _Desk) -> None:
    """By a revision for everybody."""
    desk.releases._pointer.write_text("{")
    desk.publish(desk.r1)
    assert desk.releases.pointer() == Pointer(desk.r1.named)


def test_what_too_few_signed_is_refused_and_recorded(desk: _Desk) -> None:
    """Nothing changes."""
    desk.publish(desk.r1)
    desk.releases.approval = Approval((), 2)
    with pytest.raises(InvalidFiles, match="E303 has 0 of 2"):
        desk.publish(desk.r2)
    event, fields = desk.said()[-1]
    assert (event, fields["code"], fields["revision"], fields["bundle"]) == ("policy.rejected", "E303", 2, desk.r2.named.sha256)
    assert desk.releases.pointer() == Pointer(desk.r1.named)
    assert len(desk.journal.entries()) == 1


def test_what_does_not_compile_here_is_refused(desk: _Desk) -> None:
    """Another deployment may know entities that this one does not."""
    with pytest.raises(InvalidFiles, match=r"r4/uji\.yaml:1:\d+: E002"):
        desk.publish(a_release(desk.releases, 4, content=b"kind: ["))
    assert desk.said()[-1][1]["code"] == "E002"


def test_a_reason_with_personal_data_is_refused(desk: _Desk) -> None:
    """Before anything else is looked at; neither the record nor the complaint repeats it."""
    with pytest.raises(InvalidFiles, match="--reason: E308 holds personal data") as invalid:
        desk.publish(desk.r1, reason=f"diminta {NAME}")
    assert NAME not in str(invalid.value)
    assert desk.said() == [("policy.rejected", {"code": "E308", "errors": 1, "actor": "petugas", "reason": True})]
    assert desk.journal.entries() == ()


def test_rolling_back_ends_canary_and_shadow(desk: _Desk) -> None:
    """Everybody is judged by the revision that is named."""
    for release, audience in ((desk.r2, EVERYBODY), (desk.r3, Audience(50)), (desk.r3, Audience(shadow=True))):
        desk.publish(release, audience)
    desk.publisher.roll_back(1, "terlalu ketat")
    assert desk.releases.pointer() == Pointer(desk.r1.named)
    event, fields = desk.said()[-1]
    assert (event, fields["revision"], fields["reason"]) == ("policy.rolled_back", 1, True)
    assert desk.journal.entries()[-1].reason == "terlalu ketat"


def test_nobody_rolls_back_to_what_is_not_here(desk: _Desk) -> None:
    """The record names the number."""
    with pytest.raises(InvalidFiles, match="r9: E305 there is no such revision here"):
        desk.publisher.roll_back(9, "salah")
    assert (desk.said()[-1][1]["code"], desk.said()[-1][1]["revision"]) == ("E305", 9)


def test_without_a_record_nothing_changes(desk: _Desk) -> None:
    """No record, no revision."""

    def fails(event: AuditEvent) -> None:
        raise GuardFault(ErrorCode.AUDIT_UNAVAILABLE, "audit.append")

    desk.publish(desk.r1)
    with pytest.raises(GuardFault):
        replace(desk.publisher, record=fails).publish(lambda: desk.r2, EVERYBODY)
    assert desk.releases.pointer() == Pointer(desk.r1.named)
