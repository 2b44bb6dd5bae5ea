"""Recognizers of policy authors, run beside a detector."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.errors import ErrorCode, GuardFault, RequestRefused
from guardrail.core.pattern import DetectorSpec, PatternSpec
from guardrail.core.searching import MOST
from guardrail.core.text import Finding, Span
from guardrail.detect.authored import AuthoredDetector

CASE = DetectorSpec(
    "no-perkara",
    "CUSTOM_CASE",
    (PatternSpec("perkara", r"\bPK-\d{4}/\d{2,4}\b", 0.4),),
    words=("nomor perkara", "berkas"),
    window=4,
    boost=0.35,
    exclude=("PK-0000/00",),
)


class Nothing:
    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        return ()


class Digits:
    """Takes the four digits of a case number for something else."""

    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        at = text.find("1234")
        return (Finding("ID_NIK", Span(at, at + 4), 0.9, "digits"),) if at >= 0 else ()


def found(text: str, label: str = "") -> list[tuple[str, float]]:
    return [(text[f.span.start : f.span.end], round(f.score, 2)) for f in AuthoredDetector(Nothing(), [CASE]).detect(text, label)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lihat PK-1234/26 besok", [("PK-1234/26", 0.4)]),
        ("Nomor  perkara: PK-1234/26", [("PK-1234/26", 0.75)]),
        ("PK-1234/26 ada di berkas", [("PK-1234/26", 0.75)]),
        ("berkas itu sudah lama sekali hilang: PK-1234/26", [("PK-1234/26", 0.4)]),
        ("pemberkasan PK-1234/26", [("PK-1234/26", 0.4)]),
        ("berkas pk 0000 00: PK-0000/00", []),
        ("APK-1234/26", []),
        ("Ä 😀 nomor perkara PK-1234/26 \ud800", [("PK-1234/26", 0.75)]),
        ("tidak ada apa-apa", []),
    ],
)
def test_patterns_context_and_exclusions(text: str, expected: list[tuple[str, float]]) -> None:
    """Whole words near the match make it surer; excluded values are none; offsets are code points of the text."""
    assert found(text) == expected


def test_the_name_of_a_field_is_context() -> None:
    """As a label in front of the value would be."""
    assert found("PK-1234/26", "nomor_perkara") == [("PK-1234/26", 0.4)]
    assert found("PK-1234/26", "nomor perkara") == [("PK-1234/26", 0.75)]


def test_what_the_detector_finds_stands() -> None:
    """A place is both, however sure an author's recognizer is, and what is left of its match is told by itself."""
    text = "PK-1234/26"
    told = [(each.entity, text[each.span.start : each.span.end], each.also) for each in AuthoredDetector(Digits(), [CASE]).detect(text)]
    assert told == [("ID_NIK", "1234", (("CUSTOM_CASE", 0.4, "no-perkara"),))]
    long = replace(CASE, patterns=(PatternSpec("semua", r"surat .*", 1.0),))
    text = "surat 1234 untuk Siti"
    told = [(each.entity, text[each.span.start : each.span.end], each.also) for each in AuthoredDetector(Digits(), [long]).detect(text)]
    beside = (("CUSTOM_CASE", 1.0, "no-perkara"),)
    assert told == [("CUSTOM_CASE", "surat", ()), ("ID_NIK", "1234", beside), ("CUSTOM_CASE", "untuk Siti", ())]


def test_of_two_authors_neither_takes_a_place_from_the_other() -> None:
    """A child's recognizer that finds what its parent's does is told beside it."""
    surer = replace(CASE, id="lain", entity="CUSTOM_OTHER", patterns=(PatternSpec("lain", r"\bPK-\d{4}", 1.0),))
    (first, *_) = AuthoredDetector(Nothing(), [CASE, surer]).detect("PK-1234/26")
    assert {reading.entity for reading in first.readings} == {"CUSTOM_CASE", "CUSTOM_OTHER"}


@given(st.text("PK-1234/26 ", max_size=40), st.sampled_from([r"\d+", r".+", r"[PK]+", r"1234/26", r"K-12"]), st.floats(0, 1))
def test_no_recognizer_of_an_author_changes_what_is_found_without_it(text: str, regex: str, score: float) -> None:
    """Same places, kinds and scores; and no two places meet."""
    own = replace(CASE, patterns=(PatternSpec("x", regex, score),))
    told = AuthoredDetector(Digits(), [own]).detect(text)
    assert set(Digits().detect(text)) <= {replace(each, also=()) for each in told}
    assert all(one.span.end <= other.span.start for one, other in pairwise(told))


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_value_is_found_wherever_it_stands(before: str, after: str) -> None:
    """Any text around it, as long as it is a word of its own."""
    text = f"{before} PK-1234/26 {after}"
    spans = [each.span for each in AuthoredDetector(Nothing(), [CASE]).detect(text)]
    assert Span(len(before) + 1, len(before) + 11) in spans


def test_groups_and_offsets_are_those_of_the_text() -> None:
    """A pattern with groups finds its whole match; characters of several bytes count as one, before, in and between matches."""
    named = replace(CASE, patterns=(PatternSpec("x", r"(?P<kode>PK)-(\d|é)+", 0.4),))
    text = "é😀 PK-1é中 PK-é\ud800PK-12"
    told = AuthoredDetector(Nothing(), [named]).detect(text)
    assert [text[each.span.start : each.span.end] for each in told] == ["PK-1é", "PK-é", "PK-12"]


def test_p30_more_matches_than_may_be_looked_at_refuse_the_call() -> None:
    """Of all authors' patterns together; what is not looked into does not pass. Some fewer do."""
    text = "PK-0001/26 " * (MOST // 2)
    twice = AuthoredDetector(Nothing(), [CASE, replace(CASE, id="lain", entity="CUSTOM_OTHER")])
    assert len(twice.detect(text)) == MOST // 2
    with pytest.raises(RequestRefused) as refused:
        twice.detect(f"{text}PK-0001/26")
    assert refused.value.code is ErrorCode.NOT_INSPECTABLE


def test_p30_a_pattern_that_runs_away_fails_the_call() -> None:
    """It is the policy's fault and not the caller's; the text is told nowhere."""
    slow = replace(CASE, patterns=(PatternSpec("x", "c.*x|c", 0.4),))
    with pytest.raises(GuardFault) as fault:
        AuthoredDetector(Nothing(), [slow]).detect("c" * 500_000)
    assert fault.value.code is ErrorCode.DETECTOR_ERROR
    assert fault.value.__cause__ is None
