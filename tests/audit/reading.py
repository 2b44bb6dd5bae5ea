"""What a log under test holds, and waiting until it does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from guardrail.audit.entry import Entry, parse
from guardrail.audit.layout import RECORDS, segments_of


def entries(directory: Path, writer: str) -> list[Entry]:
    return [parse(line) for segment in segments_of(directory, writer, RECORDS) for line in segment.path.read_bytes().splitlines()]


def entries_of_torn(directory: Path, writer: str) -> list[Entry]:
    """Whole lines only: the tail of a killed writer may be torn."""
    data = b"".join(segment.path.read_bytes() for segment in segments_of(directory, writer, RECORDS))
    return [parse(line) for line in data.split(b"\n")[:-1]]


async def until(condition: Callable[[], bool]) -> None:
    """Wait for the writer thread to get somewhere."""
    while not condition():
        await asyncio.sleep(0.01)
