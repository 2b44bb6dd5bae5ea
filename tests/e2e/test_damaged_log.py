"""The log of a server that was killed under load, and of one that came after it: whatever is changed in it is found."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from guardrail.audit.verify import verify
from tests.faults.kills import Load
from tests.support.chat import echo, records
from tests.support.scripted import scripted_upstream
from tests.support.server import guardrail_server


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The audit directory of a server that was killed under load and of one that came after it and ended in order."""
    state = tmp_path_factory.mktemp("ended") / "state"
    load = Load()
    with scripted_upstream(echo, cut_gap=0.0) as upstream:
        with guardrail_server(upstream.base_url, state) as server:
            asyncio.run(load.press(server, 16, 0.3))
        with guardrail_server(upstream.base_url, state):
            pass
    assert verify(state / "audit").ok
    return state / "audit"


def places(file: Path) -> Iterator[tuple[int, int]]:
    """(position, line) to damage: the ends and the middle of the first, a middle and the last line."""
    lines = file.read_bytes().splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    for number in sorted({0, len(lines) // 2, len(lines) - 1}):
        size = len(lines[number])
        for offset in sorted({0, 3, size // 3, size // 2, size - 12, size - 2, size - 1}):
            yield starts[number] + offset, number + 1


@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80, 0xFF], ids=["lowest bit", "letter case", "highest bit", "every bit"])
def test_one_changed_byte_is_found(ended: Path, mask: int, tmp_path: Path) -> None:
    """A byte changed anywhere in the records, of the dead log or the living one, also in the last line, is found and its line named."""
    for file in sorted(ended.glob("*.jsonl")):
        for position, line in places(file):
            copy = tmp_path / "audit"
            shutil.copytree(ended, copy)
            data = bytearray(file.read_bytes())
            data[position] ^= mask
            (copy / file.name).write_bytes(data)
            named = [(found.file, found.line) for found in verify(copy).breaks]
            assert named
            if position < len(data) - 1:  # without its last line end a log is torn, and only its successor knows how long it was
                assert (file.name, line) in named
            shutil.rmtree(copy)


def test_a_lost_record_is_found(ended: Path, tmp_path: Path) -> None:
    """The last record, one in the middle, and the last ten: each loss is found."""
    for file in sorted(ended.glob("*.jsonl")):
        lines = file.read_bytes().splitlines(keepends=True)
        middle = len(lines) // 2
        for left in (lines[:-1], lines[:middle] + lines[middle + 1 :], lines[:-10], lines[1:], lines[:middle] + lines[middle - 1 :]):
            copy = tmp_path / "audit"
            shutil.copytree(ended, copy)
            (copy / file.name).write_bytes(b"".join(left))
            assert not verify(copy).ok
            shutil.rmtree(copy)


def test_the_load_was_real(ended: Path) -> None:
    """Every call had a value to mask, and there were many."""
    masked = [record["masked"] for record in records(ended, "call.intent")]
    assert masked == [{"ID_NIK": 1}] * len(masked)
    assert len(masked) > 16
