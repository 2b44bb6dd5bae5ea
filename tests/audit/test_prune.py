"""Records go after their term, and nothing else does: whatever is left verifies, at every step, and says what is gone."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.audit.ids import uuid7
from guardrail.audit.layout import PRUNED, segments_of
from guardrail.audit.log import SegmentedLog
from guardrail.audit.note import NoteSigner, VerificationError
from guardrail.audit.past import read_past
from guardrail.audit.prune import LogBroken, Pruning, plan, prune, steps
from guardrail.audit.report import Report, State
from guardrail.audit.segments import SegmentStore
from guardrail.audit.verify import verify
from tests.audit.ages import OLD, YOUNG, write
from tests.audit.factories import SIGNER, TENANT, VKEY, an_intent, an_outcome, serve

BEFORE = "2021-11-22"
BASIS = "UU-27-2022/43"


def pruned_by(directory: Path, act: Callable[[Callable[[AuditEvent], None]], None], now: int = YOUNG) -> None:
    """Run ``act`` with a writer of its own, as the command does."""

    async def story(log: SegmentedLog) -> None:
        loop = asyncio.get_running_loop()

        def record(event: AuditEvent) -> None:
            asyncio.run_coroutine_threadsafe(log.append(event, SYSTEM_TENANT), loop).result()

        await asyncio.to_thread(act, record)

    serve(directory, story, now_ns=lambda: now * 10**9)


def prune_all(directory: Path, before: str = BEFORE) -> list[Pruning]:
    plans = plan(directory, SIGNER.verifier, before)
    pruned_by(directory, lambda record: prune(directory, plans, SIGNER, before, BASIS, record))
    return plans


def checked(directory: Path) -> Report:
    return verify(directory, VKEY)


def test_a_log_that_is_older_than_its_term_goes_whole(tmp_path: Path) -> None:
    """Its checkpoints, its place in the roster and its calls are as before; of its records the hashes are left."""
    writer = write(tmp_path, [OLD] * 12)
    before = next(log for log in checked(tmp_path).logs if log.writer == writer)
    (pruning,) = prune_all(tmp_path)
    assert (pruning.writer, pruning.begin, pruning.size) == (writer, 0, before.records)
    report = checked(tmp_path)
    assert report.ok
    assert report.warnings == ()
    after = next(log for log in report.logs if log.writer == writer)
    assert (after.state, after.pruned) == (State.PRUNED, before.records)
    assert (after.records, after.root, after.covered, after.checkpoints) == (
        before.records,
        before.root,
        before.covered,
        before.checkpoints,
    )
    assert list(tmp_path.glob(f"{writer}-*.jsonl")) == []
    assert prune_all(tmp_path) == []
    assert checked(tmp_path).ok


def test_of_a_log_that_is_partly_older_the_older_segments_go(tmp_path: Path) -> None:
    """Its tenants' counts, its epochs and the calls that were open at the border go on behind it."""
    writer = write(tmp_path, [OLD] * 20 + [YOUNG] * 10, epoch_records=12)
    whole = checked(tmp_path)
    (pruning,) = prune_all(tmp_path)
    assert 0 < pruning.size < whole.records
    assert len(pruning.epochs) > 1
    report = checked(tmp_path)
    assert report.ok
    log = next(log for log in report.logs if log.writer == writer)
    assert (log.state, log.pruned, log.records) == (State.CLOSED, pruning.size, whole.records)
    assert log.checkpoints == whole.logs[0].checkpoints
    left = b"".join(path.read_bytes() for path in tmp_path.glob(f"{writer}-*.jsonl"))
    assert left.count(b"2026-11-21") >= 20
    assert left.count(b"\n") == whole.records - pruning.size


def test_a_log_can_be_pruned_again_and_again(tmp_path: Path) -> None:
    """Each time a bit more; the statement of last time stays true."""
    ages = [OLD + day * 86_400 for day in range(0, 60, 2)]
    write(tmp_path, ages)
    sizes = []
    for before in ("2020-09-25", "2020-10-10", "2020-10-25", BEFORE):
        plans = prune_all(tmp_path, before)
        sizes += [pruning.size for pruning in plans]
        assert checked(tmp_path).ok
    assert len(sizes) >= 3
    assert sizes == sorted(set(sizes))


def test_what_is_not_old_enough_stays(tmp_path: Path) -> None:
    """A segment goes when its youngest record is older, and a log goes when it has ended."""
    write(tmp_path, [YOUNG] * 6)
    assert plan(tmp_path, SIGNER.verifier, BEFORE) == []
    write(tmp_path, [OLD, YOUNG], segment_bytes=1 << 20)
    assert plan(tmp_path, SIGNER.verifier, BEFORE) == []

    async def ask(log: SegmentedLog) -> None:
        await log.append(an_intent(), TENANT)
        assert plan(tmp_path, SIGNER.verifier, BEFORE) == []

    serve(tmp_path, ask, now_ns=lambda: OLD * 10**9)
    assert len(plan(tmp_path, SIGNER.verifier, BEFORE)) == 1


def test_calls_are_matched_over_the_border(tmp_path: Path) -> None:
    """A call whose intent is gone gets its outcome; one that never had any is still open."""
    calls = [an_intent() for _ in range(4)]

    async def begin(log: SegmentedLog) -> None:
        for intent in calls:
            await log.append(intent, TENANT)
        for _ in range(8):
            await log.append(an_intent(exchange := uuid7()), TENANT)
            await log.append(an_outcome(exchange), TENANT)
        now[0] = YOUNG
        for intent in calls[:3]:
            await log.append(an_outcome(str(intent.fields["exchange"])), TENANT)

    now = [OLD]
    store = partial(SegmentStore, segment_bytes=2000)
    serve(tmp_path, begin, now_ns=lambda: now[0] * 10**9, store=store, checkpoint_records=5)
    assert checked(tmp_path).dangling == 1
    (pruning,) = prune_all(tmp_path)
    assert set(pruning.open) == {str(intent.fields["exchange"]) for intent in calls}
    report = checked(tmp_path)
    assert report.ok
    assert report.dangling == 1


def test_whoever_is_killed_leaves_a_log_that_verifies(tmp_path: Path) -> None:
    """After each step; and the next run ends what was begun."""
    origin = tmp_path / "origin"
    write(origin, [OLD] * 15 + [YOUNG] * 6)
    write(origin, [OLD] * 9)
    total = 0
    for at in range(40):
        directory = tmp_path / f"at{at}"
        shutil.copytree(origin, directory)
        plans = plan(directory, SIGNER.verifier, BEFORE)
        left = [at]

        def killed(
            record: Callable[[AuditEvent], None], directory: Path = directory, plans: list[Pruning] = plans, left: list[int] = left
        ) -> None:
            for pruning in plans:
                for _ in steps(directory, [pruning], SIGNER, BEFORE, BASIS, record):
                    left[0] -= 1
                    if left[0] < 0:
                        return

        pruned_by(directory, killed)
        report = checked(directory)
        assert report.breaks == (), at
        prune_all(directory)
        report = checked(directory)
        assert report.ok, at
        assert sum(log.pruned for log in report.logs) == sum(pruning.size for pruning in plans)
        assert plan(directory, SIGNER.verifier, BEFORE) == []
        total = at
        if left[0] >= 0:
            break
    assert 10 < total < 39


def test_whoever_is_killed_twice_too(tmp_path: Path) -> None:
    """Interrupted before it was recorded, asked for less the next time, and interrupted again while removing."""
    ages = [OLD + day * 86_400 for day in range(0, 60, 2)]
    write(tmp_path, ages)

    def until(before: str, name: str, count: int) -> None:
        """Stop when ``count`` files of that kind stand there, or are gone."""
        (pruning,) = plan(tmp_path, SIGNER.verifier, before)
        begun = len(list(tmp_path.glob("*.jsonl")))

        def act(record: Callable[[AuditEvent], None]) -> None:
            for _ in steps(tmp_path, [pruning], SIGNER, before, BASIS, record):
                if name == PRUNED and len(list(tmp_path.glob("*.pruned"))) == count:
                    return
                if name == "gone" and begun + 1 - len(list(tmp_path.glob("*.jsonl"))) == count:
                    return

        pruned_by(tmp_path, act)
        assert checked(tmp_path).breaks == ()

    until(BEFORE, PRUNED, 1)
    until("2020-10-20", "gone", 1)
    until("2020-10-10" if plan(tmp_path, SIGNER.verifier, "2020-10-10") else BEFORE, "gone", 1)
    prune_all(tmp_path)
    report = checked(tmp_path)
    assert report.ok
    assert report.warnings == ()


def test_a_segment_that_goes_without_a_statement_is_missed(tmp_path: Path) -> None:
    """Deleted, or deleted with its hashes left in its place."""
    write(tmp_path, [OLD] * 12)
    (pruning,) = plan(tmp_path, SIGNER.verifier, BEFORE)
    done = steps(tmp_path, [pruning], SIGNER, BEFORE, BASIS, lambda event: None)
    next(done)
    next(path for path in sorted(tmp_path.glob("*.jsonl"))).unlink()
    (found,) = checked(tmp_path).breaks
    assert found.reason == "records_missing"


def test_a_statement_that_no_log_speaks_of_is_found(tmp_path: Path) -> None:
    """Even under the root key: records go in sight of everybody who reads the log."""
    write(tmp_path, [OLD] * 12)
    plans = plan(tmp_path, SIGNER.verifier, BEFORE)
    prune(tmp_path, plans, SIGNER, BEFORE, BASIS, lambda event: None)
    assert [found.reason for found in checked(tmp_path).breaks] == ["pruned_unsaid"]


def test_what_spoke_of_a_statement_is_said_again_before_it_goes(tmp_path: Path) -> None:
    """Years later, when the record of the first time is over its own term."""
    write(tmp_path, [OLD] * 12)
    first = plan(tmp_path, SIGNER.verifier, BEFORE)
    pruned_by(tmp_path, lambda record: prune(tmp_path, first, SIGNER, BEFORE, BASIS, record), now=OLD)
    for years in (6, 12, 18):
        later = plan(tmp_path, SIGNER.verifier, f"{2020 + years}-01-01")
        assert len(later) == 1
        now = OLD + years * 31_557_600
        pruned_by(tmp_path, partial(_carry_out, tmp_path, later, f"{2020 + years}-01-01"), now=now)
        report = checked(tmp_path)
        assert report.ok
        assert [log.state for log in report.logs].count(State.CLOSED) == 1


def _carry_out(directory: Path, plans: list[Pruning], before: str, record: Callable[[AuditEvent], None]) -> None:
    prune(directory, plans, SIGNER, before, BASIS, record)


FORGERIES: dict[str, tuple[str, str, str]] = {
    "another size": (r'"size":\d+', '"size":7', "bad_statement"),
    "another root": (r'"root":"[0-9a-f]{64}"', f'"root":"{"ab" * 32}"', "root_mismatch"),
    "another log": (r'"pruned":"[0-9a-f]{32}"', f'"pruned":"{"1" * 32}"', "bad_statement"),
    "counts moved": (r'"jateng/kota-semarang":(\d+)', '"jateng/kota-salatiga":\\1', "tenant_sequence_gap"),
    "another key": (r'"epochs":\[\[(\d+),"[0-9a-f]{64}"', f'"epochs":[[\\1,"{"ab" * 32}"', "unknown_key"),
    "no legal basis": (f'"basis":"{BASIS}"', '"basis":""', "bad_statement"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_statement_is_found(tmp_path: Path, name: str) -> None:
    """Without the root key by its signature; with it by what the statement says."""
    write(tmp_path, [OLD] * 20 + [YOUNG] * 10, epoch_records=12)
    prune_all(tmp_path)
    (path,) = tmp_path.glob("*.pruned")
    pattern, put, reason = FORGERIES[name]
    note = path.read_bytes().decode()
    forged = re.sub(pattern, put, note.partition("\n\n")[0] + "\n")
    assert forged not in note
    path.write_bytes((forged + note[note.index("\n\n") + 1 :]).encode())
    assert [found.reason for found in checked(tmp_path).breaks] == ["bad_signature"]
    path.write_bytes(NoteSigner.generate(SIGNER.name).sign(forged).encode())
    assert [found.reason for found in checked(tmp_path).breaks] == ["unknown_key"]
    path.write_bytes(SIGNER.sign(forged).encode())
    assert reason in [found.reason for found in checked(tmp_path).breaks]


def test_every_changed_line_of_the_hashes_is_found(tmp_path: Path) -> None:
    """Changed, dropped, doubled, swapped, or the whole file away."""
    write(tmp_path, [OLD] * 6 + [YOUNG] * 3, segment_bytes=2000)
    prune_all(tmp_path)
    files = sorted(tmp_path.glob("*.leaves"))
    assert len(files) > 1
    for file in files:
        whole = file.read_bytes()
        lines = whole.splitlines(keepends=True)
        for at in range(len(lines)):
            for changed in (
                [*lines[:at], lines[at].translate(bytes.maketrans(b"0123456789abcdef", b"123456789abcdef0")), *lines[at + 1 :]],
                lines[:at] + lines[at + 1 :],
                [*lines[: at + 1], *lines[at:]],
                [*lines[:at], lines[at][:-1], *lines[at + 1 :]],
            ):
                file.write_bytes(b"".join(changed))
                assert checked(tmp_path).breaks
        file.unlink()
        assert checked(tmp_path).breaks
        file.write_bytes(whole)
    assert checked(tmp_path).ok


def test_what_is_left_cannot_be_changed_either(tmp_path: Path) -> None:
    """The first record behind the border hangs on the last hash before it."""
    writer = write(tmp_path, [OLD] * 20 + [YOUNG] * 10)
    prune_all(tmp_path)
    left = segments_of(tmp_path, writer, "jsonl")[0]
    whole = left.path.read_bytes()
    left.path.write_bytes(whole.partition(b"\n")[2])
    assert [found.reason for found in checked(tmp_path).breaks] == ["sequence_gap"]
    left.path.unlink()
    assert [found.reason for found in checked(tmp_path).breaks] == ["records_missing"]


def test_a_broken_log_is_left_alone(tmp_path: Path) -> None:
    """Evidence does not go with the term."""
    write(tmp_path, [OLD] * 12)
    (first, *_) = sorted(tmp_path.glob("*.jsonl"))
    first.write_bytes(first.read_bytes().replace(b'"ID_NIK":1', b'"ID_NIK":2', 1))
    with pytest.raises(LogBroken) as caught:
        plan(tmp_path, SIGNER.verifier, BEFORE)
    assert caught.value.place.file == first.name


def test_records_that_changed_since_they_were_looked_at_stay(tmp_path: Path) -> None:
    """What is to go is hashed anew, and must make the head that was verified."""
    write(tmp_path, [OLD] * 12)
    plans = plan(tmp_path, SIGNER.verifier, BEFORE)
    (first, *rest) = sorted(tmp_path.glob("*.jsonl"))
    first.write_bytes(first.read_bytes().replace(b'"ID_NIK":1', b'"ID_NIK":2', 1))
    with pytest.raises(VerificationError, match="hashes_differ"):
        prune(tmp_path, plans, SIGNER, BEFORE, BASIS, lambda event: None)
    assert first.exists()
    assert len(rest) == len(sorted(tmp_path.glob("*.jsonl"))) - 1


def test_what_cannot_be_recorded_is_not_removed(tmp_path: Path) -> None:
    """No record, no removal; two at once are one too many."""
    write(tmp_path, [OLD] * 12)
    plans = plan(tmp_path, SIGNER.verifier, BEFORE)
    count = len(list(tmp_path.glob("*.jsonl")))

    def refuse(event: AuditEvent) -> None:
        assert event.type is EventType.RETENTION_DONE
        with pytest.raises(OSError, match="prune lock"):
            prune(tmp_path, plans, SIGNER, BEFORE, BASIS, refuse)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        prune(tmp_path, plans, SIGNER, BEFORE, BASIS, refuse)
    assert len(list(tmp_path.glob("*.jsonl"))) == count
    assert checked(tmp_path).ok


def test_readers_of_the_past_read_on_behind_the_border(tmp_path: Path) -> None:
    """What is there is shown, and nothing is called broken."""
    write(tmp_path, [OLD] * 20 + [YOUNG] * 10)
    write(tmp_path, [OLD] * 5)
    prune_all(tmp_path)
    seen: list[object] = []
    assert read_past(tmp_path, seen.append) == ()
    assert checked(tmp_path).ok
