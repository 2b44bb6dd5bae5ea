"""Whatever is done to an audit directory is found, and named with its place."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.audit.chain import Chain
from guardrail.audit.checkpoint import Checkpoint, join_notes, split_notes
from guardrail.audit.entry import Entry
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.audit.layout import CHECKPOINTS, RECORDS, segment_path, vkey_path
from guardrail.audit.log import SegmentedLog
from guardrail.audit.merkle import EMPTY_ROOT
from guardrail.audit.note import NoteSigner, VerificationError
from guardrail.audit.report import Report, State
from guardrail.audit.roster import RosterLeaf, Standing, add_to_roster
from guardrail.audit.verify import verify
from tests.audit.factories import SIGNER, TENANT, VKEY, an_intent, an_outcome, relink, said, serve, write_log


@contextmanager
def a_copy(original: Path) -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(shutil.copytree(original, Path(name) / "audit"))


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed log of 27 records in three segments, with checkpoints at 1, 10, 19 and 27."""
    directory = tmp_path_factory.mktemp("closed")
    write_log(directory, calls=11, segment_bytes=4400)
    assert len(list(directory.glob("*.jsonl"))) == 3
    return directory


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of 25 records in one segment whose writer was killed: the last six have no checkpoint."""
    directory = tmp_path_factory.mktemp("crashed")
    write_log(directory, calls=11, closed=False)
    return directory


def reasons(report: Report) -> set[str]:
    return {problem.reason for problem in report.breaks}


def test_a_good_directory_is_good(closed: Path) -> None:
    """Counts, coverage, no warning: the auditor's own key was used."""
    told: list[int] = []
    report = verify(closed, VKEY, told.append)
    assert report.ok
    assert report.warnings == ()
    assert (report.records, report.covered, report.checkpoints) == (27, 27, 4)
    assert (report.intents, report.outcomes, report.dangling) == (11, 11, 0)
    assert told == [27]


def test_the_key_beside_the_log_is_believed_with_a_warning(closed: Path) -> None:
    """A forger could have put it there."""
    report = verify(closed)
    assert report.ok
    assert [warning.partition(":")[0] for warning in report.warnings] == ["untrusted_key"]


@pytest.mark.parametrize("content", [None, b"", b"nonsense\n", b"\xff\xfe", VKEY.encode() + b"\n\n"])
def test_a_missing_or_damaged_key_beside_the_log_is_broken(closed: Path, content: bytes | None) -> None:
    """Checkpoints that nobody can check are not passed over."""
    with a_copy(closed) as copy:
        (path,) = copy.glob("*.vkey")
        path.unlink()
        if content is not None:
            path.write_bytes(content)
        assert reasons(verify(copy)) == {"key_missing" if content is None else "bad_vkey"}


def test_another_key_does_not_verify(closed: Path) -> None:
    """journald once passed with a wrong key."""
    assert reasons(verify(closed, NoteSigner.generate(SIGNER.name).verifier.vkey)) == {"unknown_key"}
    with pytest.raises(VerificationError):
        verify(closed, "no key")


def test_an_empty_directory_is_not_ok(tmp_path: Path) -> None:
    """Nothing proves nothing; a directory that is not there is an error of its own."""
    assert not verify(tmp_path, VKEY).ok
    with pytest.raises(OSError, match="No such file"):
        verify(tmp_path / "missing", VKEY)


@settings(max_examples=400)
@given(data=st.data())
def test_every_changed_byte_of_a_closed_log_is_found(closed: Path, data: st.DataObject) -> None:
    """Flip, delete, insert, cut anywhere in records or checkpoints, with the last byte of each file included."""
    with a_copy(closed) as copy:
        path = data.draw(st.sampled_from(sorted(copy.glob("*.jsonl")) + sorted(copy.glob("*.checkpoints"))))
        content = path.read_bytes()
        at = data.draw(st.integers(0, len(content) - 1))
        line = content.count(b"\n", 0, at) + 1
        match data.draw(st.sampled_from(["flip", "delete", "insert", "cut"])):
            case "flip":
                mutated = content[:at] + bytes([content[at] ^ data.draw(st.sampled_from([1, 0x20, 0x80, 0xFF]))]) + content[at + 1 :]
            case "delete":
                mutated = content[:at] + content[at + 1 :]
            case "insert":
                mutated = content[:at] + data.draw(st.sampled_from([b"\n", b"0", b" ", b"\x00", b"\xff"])) + content[at:]
            case _:
                mutated = content[:at]
        if mutated == content:
            return
        path.write_bytes(mutated)
        report = verify(copy, VKEY)
        if path.suffix == ".jsonl":
            assert not report.ok
        else:
            # Without its last checkpoint a log looks as if its writer was killed before it signed: said, and never called closed.
            assert not report.ok or (report.warnings and report.logs[0].state is not State.CLOSED)
        if report.breaks and report.breaks[0].file == path.name and path.suffix == ".jsonl":
            problem = report.breaks[0]
            assert problem.line in (line, line + 1)
            assert problem.seq == int(path.stem.partition("-")[2]) + problem.line - 1


@settings(max_examples=200)
@given(data=st.data())
def test_every_changed_line_of_a_closed_log_is_found(closed: Path, data: st.DataObject) -> None:
    """A line that is dropped, doubled, swapped or moved to another segment."""
    with a_copy(closed) as copy:
        path = data.draw(st.sampled_from(sorted(copy.glob("*.jsonl"))))
        lines = path.read_bytes().splitlines(keepends=True)
        one, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        match data.draw(st.sampled_from(["drop", "double", "swap"])):
            case "drop":
                del lines[one]
            case "double":
                lines.insert(other, lines[one])
            case _:
                lines[one], lines[other] = lines[other], lines[one]
                if one == other:
                    return
        path.write_bytes(b"".join(lines))
        assert not verify(copy, VKEY).ok


def test_every_flipped_byte_of_the_newest_record_is_found(crashed: Path) -> None:
    """No successor and no checkpoint covers it: its own sum does."""
    with a_copy(crashed) as copy:
        (path,) = copy.glob("*.jsonl")
        content = path.read_bytes()
        start = content.rindex(b"\n", 0, -1) + 1
        for at in range(start, len(content) - 1):
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            (problem,) = verify(copy, VKEY).breaks
            assert (problem.file, problem.line, problem.seq) == (path.name, 25, 24)


def test_a_torn_tail_is_told_apart_from_tampering(crashed: Path) -> None:
    """Every cut inside the last record is a crash: reported, counted, not broken."""
    with a_copy(crashed) as copy:
        (path,) = copy.glob("*.jsonl")
        content = path.read_bytes()
        start = content.rindex(b"\n", 0, -1) + 1
        for size in range(start + 1, len(content)):
            path.write_bytes(content[:size])
            report = verify(copy, VKEY)
            assert report.ok
            assert (report.logs[0].state, report.logs[0].torn_bytes, report.records) == (State.TORN, size - start, 24)


def test_nothing_is_torn_behind_the_end(closed: Path) -> None:
    """Half a line after ``writer.stop`` was added by somebody: a writer that stopped was not killed."""
    with a_copy(closed) as copy:
        path = sorted(copy.glob("*.jsonl"))[-1]
        path.write_bytes(path.read_bytes() + b'{"v":1')
        assert reasons(verify(copy, VKEY)) == {"record_after_stop"}


def test_a_torn_checkpoint_is_told_apart_too(crashed: Path) -> None:
    """The writer died while it signed."""
    with a_copy(crashed) as copy:
        (path,) = copy.glob("*.checkpoints")
        notes, _ = split_notes(path.read_bytes())
        path.write_bytes(join_notes(notes) + b"guardrail.test/audit")
        report = verify(copy, VKEY)
        assert report.ok
        assert report.logs[0].state is State.TORN


def test_records_under_a_checkpoint_cannot_be_cut_off(crashed: Path) -> None:
    """The checkpoint remembers how many there were."""
    with a_copy(crashed) as copy:
        (path,) = copy.glob("*.jsonl")
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:18]))
        (problem,) = verify(copy, VKEY).breaks
        assert (problem.reason, problem.seq) == ("records_missing", 19)


def forge(directory: Path, *, without: slice) -> None:
    (path,) = directory.glob("*.jsonl")
    lines = path.read_bytes().splitlines()
    del lines[without]
    path.write_bytes(relink(lines))


def test_a_forged_chain_meets_the_signed_root(crashed: Path) -> None:
    """All links right, one call gone: the tree head differs from the one that was signed."""
    with a_copy(crashed) as copy:
        forge(copy, without=slice(0))
        assert verify(copy, VKEY).ok
        forge(copy, without=slice(3, 5))
        (problem,) = verify(copy, VKEY).breaks
        assert (problem.reason, problem.seq) == ("root_mismatch", 10)


def test_a_forged_chain_without_checkpoints_is_broken(crashed: Path) -> None:
    """Taking the signatures away does not help: a writer signs before its second record."""
    with a_copy(crashed) as copy:
        forge(copy, without=slice(3, 5))
        for path in copy.glob("*.checkpoints"):
            path.unlink()
        assert reasons(verify(copy, VKEY)) == {"checkpoints_missing"}


def test_checkpoints_of_another_log_or_out_of_order_are_refused(closed: Path, crashed: Path) -> None:
    """The origin names the log; sizes only grow."""
    (own,), (other,) = closed.glob("*.checkpoints"), crashed.glob("*.checkpoints")
    notes, _ = split_notes(own.read_bytes())
    for content in (other.read_bytes(), join_notes(notes[::-1]), join_notes([notes[0], *notes])):
        with a_copy(closed) as copy:
            (copy / own.name).write_bytes(content)
            assert reasons(verify(copy, VKEY)) == {"checkpoint_out_of_place"}


def test_a_missing_segment_is_found_wherever_it_was(closed: Path) -> None:
    """First, middle or last."""
    for path in sorted(closed.glob("*.jsonl")):
        with a_copy(closed) as copy:
            (copy / path.name).unlink()
            assert reasons(verify(copy, VKEY)) == {"records_missing"}


def test_a_record_of_another_writer_is_refused(closed: Path, crashed: Path) -> None:
    """Whole files cannot be swapped between logs."""
    (own, *_), (other,) = sorted(closed.glob("*.jsonl")), crashed.glob("*.jsonl")
    with a_copy(closed) as copy:
        (copy / own.name).write_bytes(other.read_bytes())
        (problem,) = verify(copy, VKEY).breaks
        assert (problem.reason, problem.line) == ("foreign_record", 1)


def test_an_unfinished_line_inside_a_log_is_broken(closed: Path) -> None:
    """Only the end of the last segment can be torn."""
    with a_copy(closed) as copy:
        path = sorted(copy.glob("*.jsonl"))[0]
        path.write_bytes(path.read_bytes()[:-1])
        assert reasons(verify(copy, VKEY)) == {"torn_inside"}


def test_an_outcome_needs_its_intent(tmp_path: Path) -> None:
    """An answer without a recorded question means that something left unrecorded."""
    chain = Chain("e" * 32)
    key = NoteSigner.generate(f"{SIGNER.name}/{chain.writer}")
    leaf = RosterLeaf(chain.writer, 0, EMPTY_ROOT.hex(), Standing.OPEN, 0, key.verifier.public.hex())
    add_to_roster(tmp_path, [leaf], SIGNER)
    summary = AuditEvent(EventType.LOG_SUMMARY, {"tenants": {TENANT: 2}})
    batch = chain.batch([said(an_outcome("01a1ff51-bafe-77d7-ac0b-a8f6600af020")), said(an_intent()), said(summary, SYSTEM_TENANT)])
    segment_path(tmp_path, chain.writer, 0, RECORDS).write_bytes(batch.data)
    chain.commit(batch)
    note = Checkpoint(key.name, 3, chain.tree.root()).sign(key)
    segment_path(tmp_path, chain.writer, 3, CHECKPOINTS).write_bytes(join_notes([note]))
    report = verify(tmp_path, VKEY)
    (problem,) = report.breaks
    assert (problem.reason, problem.line, problem.seq) == ("outcome_without_intent", 1, 0)
    assert (report.intents, report.outcomes, report.dangling) == (1, 1, 1)


def test_two_logs_in_one_directory_are_both_verified(tmp_path: Path) -> None:
    """Damage to one does not hide the other."""
    write_log(tmp_path, calls=3)
    crashed = write_log(tmp_path, calls=3, closed=False)
    assert verify(tmp_path, VKEY).ok
    (damaged,) = tmp_path.glob(f"{crashed}*.jsonl")
    damaged.write_bytes(b"\n")
    report = verify(tmp_path, VKEY)
    assert sorted(log.state for log in report.logs) == [State.BROKEN, State.CLOSED]
    assert TENANT.encode() not in repr(report).encode()


def test_a_writer_that_began_and_wrote_nothing_is_mentioned(tmp_path: Path) -> None:
    """It died at its very start; one that the roster does not know is somebody else's."""
    write_log(tmp_path, calls=3)
    add_to_roster(tmp_path, [RosterLeaf("f" * 32, 0, EMPTY_ROOT.hex(), Standing.OPEN, 0, "00" * 32)], SIGNER)
    vkey_path(tmp_path, "f" * 32).write_text(VKEY + "\n")
    report = verify(tmp_path, VKEY)
    assert report.ok
    assert report.warnings == (f"empty: {'f' * 32} began and wrote no record",)
    vkey_path(tmp_path, "e" * 32).write_text(VKEY + "\n")
    assert reasons(verify(tmp_path, VKEY)) == {"unknown_writer"}


def test_foreign_files_are_found(tmp_path: Path) -> None:
    """Records in a file that no reader of the log opens would be a place to hide them."""
    write_log(tmp_path, calls=3)
    (tmp_path / "evil.jsonl").write_bytes(b"{}\n")
    (problem,) = verify(tmp_path, VKEY).breaks
    assert (problem.file, problem.reason) == ("evil.jsonl", "unknown_file")


def test_a_whole_writer_cannot_be_taken_away(tmp_path: Path) -> None:
    """The roster has its size and root; without the roster nothing is believed."""
    gone = write_log(tmp_path, calls=3)
    write_log(tmp_path, calls=3)
    for path in tmp_path.glob(f"{gone}*"):
        path.unlink()
    assert reasons(verify(tmp_path, VKEY)) == {"roster_mismatch"}
    (tmp_path / "roster").unlink()
    assert reasons(verify(tmp_path, VKEY)) == {"roster_missing"}


def test_an_older_roster_meets_the_line_that_was_kept(tmp_path: Path) -> None:
    """A whole directory put back to yesterday is consistent in itself: only what lies elsewhere tells."""
    write_log(tmp_path, calls=3)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write_log(tmp_path, calls=3)
    line = verify(tmp_path, VKEY).roster
    assert line is not None
    kept = Checkpoint.kept(line)
    assert verify(tmp_path, VKEY, roster=kept).ok
    for path in tmp_path.iterdir():
        path.unlink()
    for name, content in before.items():
        (tmp_path / name).write_bytes(content)
    assert verify(tmp_path, VKEY).ok
    assert reasons(verify(tmp_path, VKEY, roster=kept)) == {"rolled_back"}


def test_every_changed_byte_of_the_roster_is_found(tmp_path: Path) -> None:
    """A cut at the end of a block is an older roster: then its logs are ahead of what it calls their end, or unknown to it."""
    write_log(tmp_path, calls=2)
    path = tmp_path / "roster"
    content = path.read_bytes()
    for at in range(len(content)):
        for mutated in (content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :], content[:at] + content[at + 1 :]):
            path.write_bytes(mutated)
            report = verify(tmp_path, VKEY)
            assert not report.ok or report.warnings


def test_an_epoch_cannot_be_signed_anew(tmp_path: Path) -> None:
    """Not with the root key, not with a later epoch's key: each checkpoint needs the key that was in force at its size."""

    async def story(log: SegmentedLog) -> None:
        for _ in range(40):
            await log.append(an_intent(), TENANT)
        await asyncio.sleep(0)

    log = serve(tmp_path, story, epoch_records=10, checkpoint_records=3)
    report = verify(tmp_path, VKEY)
    assert report.ok, report.breaks
    (path,) = tmp_path.glob("*.checkpoints")
    notes, _ = split_notes(path.read_bytes())
    (segment,) = tmp_path.glob("*.jsonl")
    lines = segment.read_bytes().splitlines()
    assert sum(b'"key.rotated"' in line for line in lines) >= 3
    early = Checkpoint.peek(notes[1])
    for key in (SIGNER, NoteSigner(log.origin, Ed25519PrivateKey.generate()), log._key):
        path.write_bytes(join_notes([notes[0], early.sign(key), *notes[2:]]))
        assert reasons(verify(tmp_path, VKEY)) == {"unknown_key"}
    path.write_bytes(join_notes([note for note in notes if b'"key.rotated"' not in lines[Checkpoint.peek(note).size - 1]]))
    assert reasons(verify(tmp_path, VKEY)) == {"epoch_not_vouched"}


def test_a_checkpoint_needs_its_summary(tmp_path: Path) -> None:
    """Under each stands how many records each tenant has: a tenant's auditor needs nobody else's records to know that theirs are all."""
    chain = Chain("e" * 32)
    key = NoteSigner.generate(f"{SIGNER.name}/{chain.writer}")
    add_to_roster(tmp_path, [RosterLeaf(chain.writer, 0, EMPTY_ROOT.hex(), Standing.OPEN, 0, key.verifier.public.hex())], SIGNER)
    batch = chain.batch([said(an_intent())])
    segment_path(tmp_path, chain.writer, 0, RECORDS).write_bytes(batch.data)
    chain.commit(batch)
    note = Checkpoint(key.name, 1, chain.tree.root()).sign(key)
    segment_path(tmp_path, chain.writer, 1, CHECKPOINTS).write_bytes(join_notes([note]))
    assert reasons(verify(tmp_path, VKEY)) == {"summary_missing"}
    wrong = chain.batch([said(AuditEvent(EventType.LOG_SUMMARY, {"tenants": {TENANT: 2}}), SYSTEM_TENANT)])
    segment_path(tmp_path, chain.writer, 1, CHECKPOINTS).unlink()
    with segment_path(tmp_path, chain.writer, 0, RECORDS).open("ab") as file:
        file.write(wrong.data)
    assert reasons(verify(tmp_path, VKEY)) == {"summary_mismatch"}


def test_every_good_record_is_shown_in_the_same_pass(closed: Path) -> None:
    """Whoever makes something from a log need not read it twice."""
    seen: list[Entry] = []
    report = verify(closed, VKEY, visit=seen.append)
    assert (report.ok, len(seen), [entry.seq for entry in seen]) == (True, 27, list(range(27)))


def test_a_fault_that_is_found_with_a_record_is_the_records(closed: Path) -> None:
    """Nothing behind it is shown."""
    seen: list[Entry] = []

    def look(entry: Entry) -> None:
        if entry.seq == 5:
            raise VerificationError("bad_record")
        seen.append(entry)

    report = verify(closed, VKEY, visit=look)
    assert (report.breaks[0].reason, report.breaks[0].seq, len(seen)) == ("bad_record", 5, 5)
