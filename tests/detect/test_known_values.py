"""A number whose label stood elsewhere in the exchange is what it was there; nothing that only resembles it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.text import Finding, Span
from guardrail.detect.known_values import KNOWN_VALUES, with_known_values


def _found(text: str, value: str, entity: str = "BANK_ACCOUNT") -> Finding:
    start = text.index(value)
    return Finding(entity, Span(start, start + len(value)), 0.8, "rule")


def _again(value: str, text: str, *taken: Finding) -> list[tuple[str, str]]:
    """What is found in a text, once the value is known from another."""
    first = f"Rekening {value} milik saya."
    found = with_known_values([first, text], {0: (_found(first, value),), **({1: taken} if taken else {})})
    return [(text[one.span.start : one.span.end], one.recognizer) for one in found.get(1, ())]


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("7310045521", "7310045521 sudah benar.", ["7310045521"]),
        ("7310045521", "Ya, 7310045521-nya, lalu (7310045521)", ["7310045521"] * 2),
        ("00-45-12-88", "Baik, 00-45-12-88 saya catat", ["00-45-12-88"]),
        ("+62 812-0000-9901", "Nomor +62 812-0000-9901.", ["+62 812-0000-9901"]),
        ("B1234567", "b1234567 B12345678 AB1234567", []),
        ("7310045521", "73100455210 17310045521 731004552", []),
        ("7310045521", "rekening_7310045521.pdf", ["7310045521"]),
        ("1234", "1234", []),
        ("7310045521", "7310 045 521", []),
    ],
)
def test_the_same_value_is_known_as_a_whole(value: str, text: str, expected: list[str]) -> None:
    """Written as it was, and with no letter or digit at either end."""
    assert _again(value, text) == [(one, KNOWN_VALUES) for one in expected]


def test_it_is_of_the_kind_and_as_sure_as_where_it_was_found() -> None:
    """Rules of a policy ask for both."""
    texts = ["No RM 00451288", "00451288"]
    (again,) = with_known_values(texts, {0: (_found(texts[0], "00451288", "MEDICAL_RECORD"),)})[1]
    assert (again.entity, again.score) == ("MEDICAL_RECORD", 0.8)


def test_what_was_found_there_stays_unless_it_is_a_part() -> None:
    """A finding over the same place knows its own surroundings; of half a number the other half would be left."""
    text = "Hubungi 0812-0000-9901 saja"
    same, part = _found(text, "0812-0000-9901", "PHONE_NUMBER"), _found(text, "0812", "PIN")
    longer = _found(text, text, "ADDRESS")
    assert _again("0812-0000-9901", text, same) == [("0812-0000-9901", "rule")]
    assert _again("0812-0000-9901", text, longer) == [(text, "rule")]
    assert _again("0812-0000-9901", text, part) == [("0812-0000-9901", KNOWN_VALUES)]


def test_the_longest_of_those_that_begin_alike_counts() -> None:
    """Of a value within another the rest would be left."""
    texts = ["NPWP 09.254.294.3-407.000 dan 09.254.294", "09.254.294.3-407.000 lalu 09.254.294"]
    known = {0: (_found(texts[0], "09.254.294.3-407.000"), Finding("ID_NPWP", Span(30, 40), 0.8, "rule"))}
    assert [texts[1][one.span.start : one.span.end] for one in with_known_values(texts, known)[1]] == ["09.254.294.3-407.000", "09.254.294"]


@given(st.lists(st.text("0123456789-. ab\n", max_size=24), min_size=1, max_size=4), st.data())
def test_findings_never_overlap_and_none_is_lost(texts: list[str], data: st.DataObject) -> None:
    """Whatever was found is still covered, in order, within its text."""
    length = len(texts[0])
    start = data.draw(st.integers(0, length))
    end = data.draw(st.integers(start, length))
    found = {0: (Finding("X", Span(start, end), 0.9, "rule"),)} if start < end else {}
    result = with_known_values(texts, found)
    for index, findings in result.items():
        at = 0
        for one in findings:
            assert at <= one.span.start < one.span.end <= len(texts[index])
            at = one.span.end
    assert not found or any(one.span.start <= start and end <= one.span.end for one in result[0])
