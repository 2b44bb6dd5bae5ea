"""Whatever is done to an audit directory is found, and named with its place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.audit.chain import Chain
from guardrail.audit.checkpoint import Checkpoint, join_notes, split_notes
from guardrail.audit.layout import CHECKPOINTS, RECORDS, segment_path, vkey_path
from guardrail.audit.note import NoteSigner, VerificationError
from guardrail.audit.report import Report, State
from guardrail.audit.verify import verify
from tests.audit.factories import SIGNER, TENANT, VKEY, an_intent, an_outcome, relink, said, write_log


@contextmanager
def a_copy(original: Path) -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(shutil.copytree(original, Path(name) / "audit"))


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed log of 24 records in three segments, with checkpoints at 1, 9, 17 and 24."""
    directory = tmp_path_factory.mktemp("closed")
    write_log(directory, calls=11, segment_bytes=4000)
    assert len(list(directory.glob("*.jsonl"))) == 3
    return directory


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of 23 records in one segment whose writer was killed: the last six have no checkpoint."""
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
    assert (report.records, report.covered, report.checkpoints) == (24, 24, 4)
    assert (report.intents, report.outcomes, report.dangling) == (11, 11, 0)
    assert told == [24]


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
            assert (problem.file, problem.line, problem.seq) == (path.name, 23, 22)


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
            assert (report.logs[0].state, report.logs[0].torn_bytes, report.records) == (State.TORN, size - start, 22)


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
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:16]))
        (problem,) = verify(copy, VKEY).breaks
        assert (problem.reason, problem.seq) == ("records_missing", 17)


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
        assert (problem.reason, problem.seq) == ("root_mismatch", 9)


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
    batch = chain.batch([said(an_outcome("01a1ff51-bafe-77d7-ac0b-a8f6600af020")), said(an_intent())])
    segment_path(tmp_path, chain.writer, 0, RECORDS).write_bytes(batch.data)
    chain.commit(batch)
    note = Checkpoint(f"{SIGNER.name}/{chain.writer}", 2, chain.tree.root()).sign(SIGNER)
    segment_path(tmp_path, chain.writer, 2, CHECKPOINTS).write_bytes(join_notes([note]))
    report = verify(tmp_path, VKEY)
    (problem,) = report.breaks
    assert (problem.reason, problem.line, problem.seq) == ("outcome_without_intent", 1, 0)
    assert (report.intents, report.outcomes, report.dangling) == (1, 1, 1)


def test_two_logs_in_one_directory_are_both_verified(closed: Path, crashed: Path) -> None:
    """Damage to one does not hide the other."""
    with a_copy(closed) as copy:
        for path in crashed.iterdir():
            shutil.copy(path, copy)
        assert verify(copy, VKEY).ok
        (damaged,) = crashed.glob("*.jsonl")
        (copy / damaged.name).write_bytes(b"\n")
        report = verify(copy, VKEY)
        assert sorted(log.state for log in report.logs) == [State.BROKEN, State.CLOSED]
        assert TENANT.encode() not in repr(report).encode()


def test_a_key_without_records_is_mentioned(closed: Path) -> None:
    """A writer that died at its very start."""
    with a_copy(closed) as copy:
        vkey_path(copy, "f" * 32).write_text(VKEY + "\n")
        report = verify(copy, VKEY)
        assert report.ok
        assert report.warnings == (f"empty: {'f' * 32} has a key and no records",)
