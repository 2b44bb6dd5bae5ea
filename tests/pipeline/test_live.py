"""What a worker says when policies change under it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.pipeline.live import LivePolicies
from guardrail.pipeline.rollouts import BundleRollouts, FolderRollouts
from guardrail.policy.pointer import Named, Pointer
from guardrail.policy.store import PolicyStore

from .sets import a_policy, a_release, an_open_folder, judging
from .world import FakeAudit

ACTIVATED, REJECTED = "policy.activated", "policy.rejected"


class _Worker:
    """A store with its watcher and the log that hears of it."""

    def __init__(self, rollouts: FolderRollouts | BundleRollouts) -> None:
        self.store = PolicyStore(rollouts.load, rollouts.glance, rollouts.settles)
        self.audit = FakeAudit([])
        self.live = LivePolicies(self.store, self.audit)

    async def looks(self, times: int = 2) -> list[tuple[str, dict[str, Any]]]:
        """What was said meanwhile."""
        before = len(self.audit.events)
        for _ in range(times):
            await self.live.look()
        return [(str(event.type), dict(event.fields)) for event, _ in self.audit.events[before:]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yaml").write_bytes(a_policy("mask"))
    return tmp_path


async def test_at_start_each_policy_is_recorded(folder: Path) -> None:
    """With its digest."""
    worker = _Worker(FolderRollouts(folder, None, judging))
    await worker.live.announce()
    stamp = worker.store.current.current.policies.policies[0].stamp
    assert [(str(event.type), dict(event.fields)) for event, _ in worker.audit.events] == [
        (ACTIVATED, {"policy": "uji", "policy_version": 1, "policy_digest": stamp.digest})
    ]
    assert await worker.looks() == []


async def test_a_swap_is_recorded_with_both_digests(folder: Path) -> None:
    """The set, and each policy that changed."""
    worker = _Worker(FolderRollouts(folder, None, judging))
    before = worker.store.current.current.policies
    (folder / "a.yaml").write_bytes(a_policy("block"))
    said = await worker.looks()
    after = worker.store.current.current.policies
    old, new = before.policies[0].stamp.digest, after.policies[0].stamp.digest
    assert said == [
        (ACTIVATED, {"set_digest": after.digest, "previous_digest": before.digest, "policies": 1}),
        (ACTIVATED, {"policy": "uji", "policy_version": 1, "policy_digest": new, "previous_digest": old}),
    ]
    assert worker.live.why == ()


async def test_a_broken_file_is_told_once_with_its_place(folder: Path) -> None:
    """In the record by code, in the log and on readiness by code and place; nowhere what stands in it."""
    worker = _Worker(FolderRollouts(folder, None, judging))
    digest = worker.store.current.current.policies.digest
    with capture_logs() as logs:
        (folder / "a.yaml").write_text("kind: [rahasia")
        assert await worker.looks(4) == [(REJECTED, {"code": "E002", "errors": 1, "previous_digest": digest})]
        (folder / "a.yaml").write_text("kind: [rahasia")
        assert await worker.looks(4) == []
    assert worker.live.why == (f"E002 {folder}/a.yaml:1:15",)
    assert [line["event"] for line in logs] == ["policy.rejected"]
    assert "rahasia" not in str(logs)


async def test_a_canary_is_recorded_as_one(tmp_path: Path) -> None:
    """Which set stands beside which, and its share, and each policy of the candidate, whose digest calls will name; at start too."""
    releases = an_open_folder(tmp_path)
    old, new = a_release(releases, 1), a_release(releases, 2, "block")
    releases.point(Pointer(old.named))
    worker = _Worker(BundleRollouts(releases, judging, b"k"))
    digest = worker.store.current.current.policies.digest
    releases.point(Pointer(old.named, new.named, 10))
    policies = judging(releases.files(new.named), 2).policies
    candidate, stamp = policies.digest, policies.policies[0].stamp
    named = (ACTIVATED, {"policy": "uji", "policy_version": 1, "policy_digest": stamp.digest, "candidate_digest": candidate})
    fields = {"set_digest": digest, "previous_digest": digest, "policies": 1, "revision": 1}
    assert await worker.looks() == [(ACTIVATED, {**fields, "candidate_digest": candidate, "share": 10}), named]
    later = _Worker(BundleRollouts(releases, judging, b"k"))
    await later.live.announce()
    assert [(str(event.type), dict(event.fields)) for event, _ in later.audit.events][1:] == [named]


async def test_a_shadow_that_cannot_be_asked_is_recorded(tmp_path: Path) -> None:
    """At start and later; readiness stays well."""
    releases = an_open_folder(tmp_path)
    named = a_release(releases, 1).named
    releases.point(Pointer(named, shadow=Named(9, "ab" * 32)))
    worker = _Worker(BundleRollouts(releases, judging, b"k"))
    with capture_logs():
        await worker.live.announce()
        assert worker.audit.fields(REJECTED) == {"code": "E001", "errors": 1, "shadow": True}
        releases.point(Pointer(named, shadow=Named(8, "cd" * 32)))
        assert [fields.get("shadow") for event, fields in await worker.looks() if event == REJECTED] == [True]
    assert worker.live.why == ()


async def test_a_log_that_cannot_be_written_hears_of_it_later(folder: Path) -> None:
    """The swap is not lost: no call is served meanwhile either."""
    worker = _Worker(FolderRollouts(folder, None, judging))
    worker.audit.fault = GuardFault(ErrorCode.AUDIT_UNAVAILABLE, "audit.append")
    (folder / "a.yaml").write_bytes(a_policy("block"))
    assert await worker.looks() == []
    worker.audit.fault = None
    assert [event for event, _ in await worker.looks(1)] == [ACTIVATED, ACTIVATED]
    assert await worker.looks() == []


async def test_it_watches_until_it_is_stopped(folder: Path) -> None:
    """Again and again, by itself."""
    worker = _Worker(FolderRollouts(folder, None, judging))
    watching = asyncio.ensure_future(worker.live.watch())
    (folder / "a.yaml").write_bytes(a_policy("block"))
    while len(worker.audit.events) < 2 and not watching.done():
        await asyncio.sleep(0.05)
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
