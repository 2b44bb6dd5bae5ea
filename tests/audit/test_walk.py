"""One log, read without trust."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.entry import Entry
from guardrail.audit.layout import RECORDS, segments_of
from guardrail.audit.note import NoteVerifier
from guardrail.audit.report import State
from guardrail.audit.roster import read_roster
from guardrail.audit.walk import Walk
from tests.audit.factories import SIGNER, relink, write_log


def first_key(directory: Path, writer: str) -> NoteVerifier:
    """As the roster names it."""
    leaf = read_roster((directory / "roster").read_bytes(), SIGNER.verifier).last()[writer]
    return NoteVerifier.of(f"{SIGNER.name}/{writer}", bytes.fromhex(leaf.key))


def walked(directory: Path, writer: str, *, with_key: bool = True) -> tuple[Walk, list[Entry]]:
    seen: list[Entry] = []
    walk = Walk(directory, writer, first_key(directory, writer) if with_key else None)
    walk.run(lambda entry, file, line: seen.append(entry))
    return walk, seen


@pytest.mark.parametrize("segment_bytes", [1, 2000, 1 << 20])
def test_a_whole_log_is_closed_and_covered(tmp_path: Path, segment_bytes: int) -> None:
    """Every record is shown once and in order, over however many segments."""
    writer = write_log(tmp_path, calls=10, segment_bytes=segment_bytes)
    walk, seen = walked(tmp_path, writer)
    report = walk.report()
    assert not walk.breaks
    assert [entry.seq for entry in seen] == list(range(25))
    assert (report.state, report.records, report.covered, report.checkpoints) == (State.CLOSED, 25, 25, 4)
    assert len(segments_of(tmp_path, writer, RECORDS)) == {1: 25, 2000: 5, 1 << 20: 1}[segment_bytes]


def test_a_log_without_stop_is_open_and_says_how_far_it_is_covered(tmp_path: Path) -> None:
    """Whoever reads it knows which records no signature holds yet."""
    report = walked(tmp_path, write_log(tmp_path, calls=6, closed=False))[0].report()
    assert (report.state, report.records, report.covered) == (State.OPEN, 14, 10)


def test_without_a_key_records_are_walked_alone(tmp_path: Path) -> None:
    """As recovery does: the tree head is computed, no signature is judged."""
    writer = write_log(tmp_path, calls=3)
    with_key, without = walked(tmp_path, writer)[0].report(), walked(tmp_path, writer, with_key=False)[0].report()
    assert (without.root, without.records, without.checkpoints) == (with_key.root, with_key.records, 0)


def test_records_after_the_stop_are_refused(tmp_path: Path) -> None:
    """A log that was ended stays ended, even for somebody who can compute its links."""
    writer = write_log(tmp_path, calls=1)
    path = segments_of(tmp_path, writer, RECORDS)[0].path
    lines = path.read_bytes().splitlines()
    path.write_bytes(relink([*lines, lines[1]]))
    assert [problem.reason for problem in walked(tmp_path, writer, with_key=False)[0].breaks] == ["record_after_stop"]
