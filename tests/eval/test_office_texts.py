"""Office texts of every kind, marked by hand before the detector saw them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from guardrail.core.text import Span
from guardrail.detect.detector import PresidioDetector, build_detector

_TEXTS = Path(__file__).with_name("office_texts.txt")
_MARK = re.compile(r"\[\[([A-Z_]+)\|(.*?)\]\]", re.DOTALL)
_FIELD = re.compile(r"@(\w+)@ ")
_ELSEWHERE = frozenset(("PERSON", "ADDRESS", "AGE", "HEALTH"))


class _Text(NamedTuple):
    text: str
    label: str
    marked: frozenset[tuple[str, Span]]


def _texts() -> Iterator[_Text]:
    for line in _TEXTS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            yield _read(line.replace(r"\n", "\n").replace(r"\t", "\t"))


def _read(line: str) -> _Text:
    field = _FIELD.match(line)
    source = line[field.end() :] if field else line
    text, marked, done = "", set(), 0
    for mark in _MARK.finditer(source):
        text += source[done : mark.start()]
        marked.add((mark[1], Span(len(text), len(text) + len(mark[2]))))
        text += mark[2]
        done = mark.end()
    return _Text(text + source[done:], field[1] if field else "", frozenset(marked))


@pytest.fixture(scope="module")
def detector() -> PresidioDetector:
    return build_detector()


@pytest.mark.parametrize("marked", tuple(_texts()), ids=lambda marked: re.sub(r"\W+", " ", marked.text)[:50])
def test_finds_what_is_marked_and_nothing_else(marked: _Text, detector: PresidioDetector) -> None:
    """The right type at the right place; numbers of the government stay."""
    found = {(one.entity, one.span) for one in detector.detect(marked.text, marked.label) if one.entity not in _ELSEWHERE}
    assert found == marked.marked
