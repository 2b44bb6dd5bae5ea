"""The tail of the log: everything durable once and in order, nothing that may yet be taken back."""

from __future__ import annotations

import json
from pathlib import Path

from guardrail.audit.layout import CHECKPOINTS, RECORDS, segments_of
from guardrail.audit.prune import plan, prune
from guardrail.audit.tail import Tail
from tests.audit.ages import OLD, YOUNG, write
from tests.audit.factories import SIGNER, serve, write_log


def read(tail: Tail, cursor: dict[str, int]) -> list[bytes]:
    """All there is, and the cursor moved."""
    lines: list[bytes] = []
    for piece in tail.pieces(dict(cursor)):
        lines += piece.lines
        cursor[piece.writer] = piece.following
    return lines


def stored(directory: Path) -> list[bytes]:
    return [line for path in sorted(directory.glob("*.jsonl")) for line in path.read_bytes().splitlines()]


def test_every_record_comes_once_and_in_order(tmp_path: Path) -> None:
    """Over segments, writers and pieces; a second look brings what is new, and only that."""
    for calls in (300, 3):
        write_log(tmp_path, calls=calls, segment_bytes=20_000)
    tail, cursor = Tail(tmp_path), dict[str, int]()
    first = read(tail, cursor)
    assert first == stored(tmp_path)
    assert read(tail, cursor) == []
    write_log(tmp_path, calls=5)
    assert first + read(tail, cursor) == stored(tmp_path)


def test_whoever_comes_next_goes_on_at_the_cursor(tmp_path: Path) -> None:
    """From the middle of a segment, without anybody's memory of where that is."""
    writer = write_log(tmp_path, calls=40, segment_bytes=5000)
    for seq in (1, 7, 39, 80):
        lines = read(Tail(tmp_path), {writer: seq})
        assert [json.loads(line)["seq"] for line in lines] == list(range(seq, len(stored(tmp_path))))


def test_what_no_checkpoint_covers_waits(tmp_path: Path) -> None:
    """It may yet be cut off, and another record come in its place."""
    writer = write_log(tmp_path, calls=10, checkpoint_every=4, closed=False)
    tail, cursor = Tail(tmp_path), dict[str, int]()
    covered = read(tail, cursor)
    assert 0 < len(covered) < len(stored(tmp_path))
    notes = segments_of(tmp_path, writer, CHECKPOINTS)[0].path
    whole = notes.read_bytes()
    notes.write_bytes(whole[:-10])
    assert len(read(Tail(tmp_path), {})) < len(covered)


def test_a_torn_line_is_never_passed_on(tmp_path: Path) -> None:
    """Even where a checkpoint claims it."""
    writer = write_log(tmp_path, calls=3)
    path = segments_of(tmp_path, writer, RECORDS)[0].path
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    tail, cursor = Tail(tmp_path), dict[str, int]()
    assert read(tail, cursor) == whole.splitlines()[:-1]
    path.write_bytes(whole)
    assert read(tail, cursor) == whole.splitlines()[-1:]


def test_the_end_of_an_abandoned_log_comes_when_the_roster_vouches_for_it(tmp_path: Path) -> None:
    """Its writer died before it signed; its successor said what it found."""

    async def idle(_log: object) -> None:
        return

    write_log(tmp_path, calls=10, checkpoint_every=4, closed=False)
    serve(tmp_path, idle)
    assert sorted(read(Tail(tmp_path), {})) == sorted(stored(tmp_path))


def test_what_is_gone_after_its_term_is_passed_over(tmp_path: Path) -> None:
    """A sink that is configured years later gets what is there."""
    write(tmp_path, [OLD] * 20 + [YOUNG] * 10)
    write(tmp_path, [OLD] * 5)
    prune(tmp_path, plan(tmp_path, SIGNER.verifier, "2021-11-22"), SIGNER, "2021-11-22", "JRA-2024", lambda event: None)
    assert read(Tail(tmp_path), {}) == stored(tmp_path)


def test_an_empty_directory_has_nothing(tmp_path: Path) -> None:
    """A courier may be there before the first writer."""
    assert read(Tail(tmp_path), {}) == []
