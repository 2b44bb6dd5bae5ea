"""An audit directory as readers see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.layout import CHECKPOINTS, RECORDS
from guardrail.audit.report import Break
from guardrail.audit.segments import SegmentStore
from guardrail.audit.source import DirectorySource, Key, Part, source_of
from guardrail.audit.store import StoreFault
from tests.audit.factories import VKEY, write_log
from tests.audit.faults import largest_file

ONE = "1" * 32


def test_a_path_is_the_source_of_its_directory(tmp_path: Path) -> None:
    """Whoever holds a source may hand it on as it is."""
    source = source_of(tmp_path)
    assert isinstance(source, DirectorySource)
    assert source.directory == tmp_path
    assert source_of(source) is source


def test_parts_are_the_files_in_order_and_hold_their_lines(tmp_path: Path) -> None:
    """Byte for byte, the torn end included."""
    writer = write_log(tmp_path, calls=5, segment_bytes=2000)
    paths = sorted(tmp_path.glob("*.jsonl"))
    with paths[-1].open("ab") as file:
        file.write(b"torn")
    parts = source_of(tmp_path).parts(writer, RECORDS)
    assert [part.name for part in parts] == [path.name for path in paths]
    assert [part.first for part in parts] == [int(path.stem[33:]) for path in paths]
    assert [b"".join(part.lines) for part in parts] == [path.read_bytes() for path in paths]
    (notes,) = source_of(tmp_path).parts(writer, CHECKPOINTS)
    assert (notes.first, notes.line(7)) == (1, 7)
    assert source_of(tmp_path).parts(ONE, RECORDS) == []


def test_a_row_is_told_by_its_sequence_number() -> None:
    """A place in a table has no line, and its break does not show one."""
    part = Part(f"audit_leaf {ONE}", 0, iter(()), numbered=False)
    assert str(Break(part.name, part.line(5), 4, "bad_sum")) == f"audit_leaf {ONE} seq 4: bad_sum"
    assert str(Break("a.jsonl", 5, 4, "bad_sum")) == "a.jsonl:5: seq 4: bad_sum"


def test_what_is_missing_is_none(tmp_path: Path) -> None:
    """Whoever asks decides what that means; a directory that is not there is an error."""
    source = source_of(tmp_path)
    assert (source.roster(), source.key(ONE)) == (None, Key(f"{ONE}.vkey", None))
    with pytest.raises(OSError, match="No such file"):
        source_of(tmp_path / "missing").writers()


def test_writers_keys_strangers_and_life(tmp_path: Path) -> None:
    """As the files say."""
    store = SegmentStore(tmp_path, ONE, VKEY)
    (tmp_path / "stray").touch()
    source = source_of(tmp_path)
    assert (source.writers(), source.strangers(), source.is_alive(ONE)) == ([ONE], ["stray"], True)
    assert source.key(ONE).vkey == VKEY.encode() + b"\n"
    store.close()
    assert not source.is_alive(ONE)


def test_the_roster_is_extended_behind_what_is_whole(tmp_path: Path) -> None:
    """What is torn is cut; what cannot be written whole leaves no trace."""
    source = source_of(tmp_path)
    source.extend_roster(lambda data: (len(data), b"one\ntwo"))
    source.extend_roster(lambda data: (data.index(b"two"), b"three\n"))
    assert source.roster() == b"one\nthree\n"
    with largest_file(12), pytest.raises(StoreFault) as fault:
        source.extend_roster(lambda data: (len(data), b"four\n"))
    assert fault.value.code == "EFBIG"
    assert source.roster() == b"one\nthree\n"
