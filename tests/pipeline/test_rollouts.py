"""Rollouts from a folder, and from revisions."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.pipeline.rollouts import BundleRollouts, FolderRollouts
from guardrail.policy.pointer import Named, Pointer
from guardrail.policy.signatures import Approval
from guardrail.policy.store import PolicyStore, Rejection, Swap

from .sets import a_policy, a_release, an_open_folder, judging
from .world import CLIENT

GONE = Named(9, "ab" * 32)


def _effects(rollouts: FolderRollouts | BundleRollouts) -> list[str]:
    """Of the set in force, the candidate and the shadow."""
    rollout = rollouts.load()
    sets = (rollout.current.policies, rollout.candidate.policies if rollout.candidate is not None else None, rollout.shadow)
    return [policies.policies[0].rules[0].effect.label if policies is not None else "-" for policies in sets]


def test_a_folder_is_in_force_for_everybody(tmp_path: Path) -> None:
    """It has no revision."""
    (tmp_path / "a.yaml").write_bytes(a_policy("mask"))
    rollouts = FolderRollouts(tmp_path, None, judging)
    assert (_effects(rollouts), rollouts.load().current.revision) == (["mask", "-", "-"], 0)


def test_a_shadow_folder_is_asked(tmp_path: Path) -> None:
    """Changes of either are seen; a broken shadow is told and harms nobody."""
    live, shadow = tmp_path / "live", tmp_path / "shadow"
    for folder, action in ((live, "mask"), (shadow, "block")):
        folder.mkdir()
        (folder / "a.yaml").write_bytes(a_policy(action))
    rollouts = FolderRollouts(live, shadow, judging)
    assert _effects(rollouts) == ["mask", "-", "block"]
    seen = rollouts.glance()
    (shadow / "a.yaml").write_text("kind: [")
    assert rollouts.glance() != seen
    assert [complaint.code for complaint in rollouts.load().complaints] == ["E002"]
    assert _effects(rollouts) == ["mask", "-", "-"]
    (live / "a.yaml").write_text("kind: [")
    with pytest.raises(InvalidFiles, match="live"):
        rollouts.load()


def test_the_pointer_says_who_is_judged_by_which(tmp_path: Path) -> None:
    """Current, candidate with its share and agencies, and shadow."""
    releases = an_open_folder(tmp_path)
    old, new, next_ = (a_release(releases, n, action).named for n, action in ((1, "mask"), (2, "warn"), (3, "block")))
    releases.point(Pointer(old, new, 10, ("jatim",), next_))
    rollouts = BundleRollouts(releases, judging, b"k")
    assert _effects(rollouts) == ["mask", "warn", "block"]
    rollout = rollouts.load()
    assert (rollout.share, rollout.agencies, rollout.current.revision) == (10, ("jatim",), 1)


def test_what_stays_is_not_compiled_again(tmp_path: Path) -> None:
    """The set in force is the same object while a candidate comes and goes."""
    releases = an_open_folder(tmp_path)
    old, new = (a_release(releases, n, action).named for n, action in ((1, "mask"), (2, "warn")))
    rollouts = BundleRollouts(releases, judging, b"k")
    releases.point(Pointer(old))
    first = rollouts.load()
    releases.point(Pointer(old, new, 10))
    assert rollouts.load().current is first.current


@pytest.mark.parametrize("spoil", ["gone", "damaged", "invalid", "pointer"])
def test_a_broken_revision_leaves_the_last_good_one(tmp_path: Path, spoil: str) -> None:
    """C2: whatever is wrong with it, the set before stays in force, and a good one mends it."""
    releases = an_open_folder(tmp_path)
    good, next_ = a_release(releases, 1, "mask"), a_release(releases, 2, "block")
    releases.point(Pointer(good.named))
    rollouts = BundleRollouts(releases, judging, b"k")
    store = PolicyStore(rollouts.load, rollouts.glance, rollouts.settles)
    match spoil:
        case "gone":
            releases.point(Pointer(GONE))
        case "damaged":
            (tmp_path / "revisions" / f"{next_.named.sha256}.tar").write_bytes(b"setengah")
            releases.point(Pointer(next_.named))
        case "invalid":
            releases.point(Pointer(a_release(releases, 3, content=b"kind: [").named))
        case "pointer":
            (tmp_path / "current").write_bytes(releases._pointer.read_bytes()[:40])
    assert isinstance(store.poll(), Rejection)
    assert store.current.assign(CLIENT).policy.rules[0].effect.label == "mask"
    assert not store.healthy
    a_release(releases, 2, "block")
    releases.point(Pointer(next_.named))
    assert isinstance(store.poll(), Swap)
    assert (store.current.assign(CLIENT).policy.rules[0].effect.label, store.healthy) == ("block", True)


def test_an_unsigned_revision_is_a_broken_one(tmp_path: Path) -> None:
    """The worker looks at signatures itself: whoever can write the pointer cannot put in force what nobody signed."""
    releases = an_open_folder(tmp_path)
    releases.point(Pointer(a_release(releases, 1).named))
    releases.approval = Approval((), 1)
    with pytest.raises(InvalidFiles, match="E303 has 0 of 1"):
        BundleRollouts(releases, judging, b"k").load()


def test_a_broken_shadow_is_told_and_harmless(tmp_path: Path) -> None:
    """The others judge."""
    releases = an_open_folder(tmp_path)
    releases.point(Pointer(a_release(releases, 1).named, shadow=GONE))
    rollouts = BundleRollouts(releases, judging, b"k")
    assert _effects(rollouts) == ["mask", "-", "-"]
    assert [complaint.code for complaint in rollouts.load().complaints] == ["E001"]
