"""A look that was remembered says what a look says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.text import Finding, Span
from guardrail.detect.known import Blocks, Known, Taken, looked_through
from guardrail.detect.known_names import with_known_names
from guardrail.detect.known_values import with_known_values
from guardrail.detect.memory import FindingMemory

_SCOPE = bytes(16)
_WORDS = (
    "Budi",
    "Santoso",
    "budinya",
    "Siti",
    "Rahayu",
    "Pak",
    "jalan",
    "Sri",
    "surat",
    "73100",
    "7310045521",
    "0812-7310045521",
    "rekening",
)
_TURN = st.lists(st.sampled_from(_WORDS), max_size=7).map(" ".join)
_FOUND = st.sampled_from(("PERSON", "BANK_ACCOUNT", "ADDRESS"))


class _Word:
    """A word that is known; it counts how often it is looked for."""

    stage = b"words"

    def __init__(self, *words: str) -> None:
        self.marks = words
        self.looked = 0

    def touch(self, since: int, text: str) -> bool:
        return any(word in text for word in self.marks[since:])

    def again(self, text: str, taken: Sequence[Finding]) -> Sequence[Finding]:
        self.looked += 1
        places = sorted((text.index(word), word) for word in self.marks if word in text)
        return [Finding("WORD", Span(at, at + len(word)), 0.8, "again") for at, word in places]


def _blocks(memory: FindingMemory, texts: Sequence[str]) -> Blocks:
    return Blocks(memory, [memory.address(memory.labelled(_SCOPE, ""), text) for text in texts])


def _looks(memory: FindingMemory, known: _Word, *texts: str) -> int:
    """How many of the texts were looked through; what is found is the same without a memory."""
    one: Known = known
    found = looked_through(one, texts, {}, _blocks(memory, texts))
    looked = known.looked
    assert found == looked_through(one, texts, {})
    return looked


def test_a_text_is_looked_through_once() -> None:
    """The next turn looks through its new text alone."""
    memory = FindingMemory()
    assert _looks(memory, _Word("budi"), "surat budi", "surat lain") == 2
    assert _looks(memory, _Word("budi"), "surat budi", "surat lain", "budi lagi") == 1


def test_what_is_new_is_looked_for_where_it_stands() -> None:
    """Who is first named in this turn may have stood in an earlier one."""
    memory = FindingMemory()
    _looks(memory, _Word("budi"), "surat budi", "surat siti")
    assert _looks(memory, _Word("budi", "siti"), "surat budi", "surat siti") == 1
    assert _looks(memory, _Word("budi", "siti"), "surat budi", "surat siti") == 0


def test_a_look_for_something_else_says_nothing() -> None:
    """Another conversation of the same caller knows other people."""
    memory = FindingMemory()
    _looks(memory, _Word("budi", "siti"), "surat budi untuk siti")
    for others in (("budi",), ("siti", "budi"), ("siti",)):
        assert _looks(memory, _Word(*others), "surat budi untuk siti") == 1


def test_a_look_beside_other_findings_says_nothing() -> None:
    """What was taken decides what is found again."""
    memory, texts, known = FindingMemory(), ["surat budi"], _Word("budi")
    for taken in ({}, {0: (Finding("X", Span(0, 5), 0.9, "rule"),)}):
        result = looked_through(known, texts, taken, _blocks(memory, texts))
        assert result == looked_through(known, texts, taken)
    assert known.looked == 4


def test_more_than_is_worth_remembering_is_looked_for_each_time() -> None:
    """A table of thousands of people is no conversation."""
    memory, known = FindingMemory(), _Word(*(f"orang{number:04}" for number in range(1025)))
    assert _looks(memory, known, "orang0007") == _looks(memory, known, "orang0007") - 2 == 1


@given(st.lists(st.tuples(_TURN, st.none() | st.tuples(_FOUND, st.integers(0, 60), st.integers(1, 16))), min_size=1, max_size=6))
def test_a_warm_memory_finds_what_a_cold_one_finds(turns: Sequence[tuple[str, tuple[str, int, int] | None]]) -> None:
    """Turn by turn of any conversation: names and values, old ones in new texts and new ones in old texts."""
    memory = FindingMemory()
    texts: list[str] = []
    found: dict[int, tuple[Finding, ...]] = {}
    for text, spot in turns:
        if spot is not None and spot[1] < len(text):
            end = min(len(text), spot[1] + spot[2])
            found[len(texts)] = (Finding(spot[0], Span(spot[1], end), 0.9, "rule"),)
        texts.append(text)
        assert _known(texts, found, _blocks(memory, texts)) == _known(texts, found, None)


def _known(
    texts: Sequence[str], found: Mapping[int, tuple[Finding, ...]], blocks: Blocks | None
) -> Sequence[tuple[int, tuple[Finding, ...]]]:
    return list(with_known_values(texts, with_known_names(texts, found, blocks), blocks).items())


_SPANS = st.builds(lambda start, size: Span(start, start + size), st.integers(0, 60), st.integers(1, 9))


@given(spans=st.lists(_SPANS, max_size=12), place=_SPANS)
def test_what_meets_a_place_is_found_without_looking_at_all(spans: list[Span], place: Span) -> None:
    """Ten thousand findings and as many places are no hundred million comparisons."""
    findings = [Finding("PERSON", span, 0.5, str(number)) for number, span in enumerate(spans)]
    met = list(Taken(findings).meeting(place))
    assert [finding.span.start for finding in met] == sorted(finding.span.start for finding in met)
    assert {finding.recognizer for finding in met} == {finding.recognizer for finding in findings if finding.span.overlaps(place)}
