from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.normalizer import normalize

WILD = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("a1 -\u200b\u00ad\ufeff\ufe0f\u20e3\u0301ﬁ½③＠３٣꧓–—\u00a0é\U000e0041")),
    max_size=40,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NIK 3373", "NIK 3373"),
        ("３３７３", "3373"),
        ("٣٣۷۳", "3373"),
        ("꧓꧓꧗꧓", "3373"),
        ("𝟛𝟛③①", "3331"),
        ("❸❼➀⓿", "3710"),
        ("budi@contoh。id", "budi@contoh.id"),
        ("3\ufe0f\u20e37\ufe0f\u20e3", "37"),
        ("33\u200b7\u20603\ufeff0\u00ad1", "337301"),
        ("a\U000e0041b", "ab"),
        ("33–73—01‑17−08", "33-73-01-17-08"),
        ("a\u00a0b\u2003c\u3000d", "a b c d"),
        ("a\u2028b", "a\nb"),
        ("ｂｕｄｉ＠ａ．ｉｄ", "budi@a.id"),
        ("e\u0301", "e"),
        ("é", "é"),
        ("\ud800x", "\ufffdx"),
        ("уаhоо.соm", "yahoo.com"),
        ("ЗЗО71Об4", "33O71O64"),
    ],
)
def test_folds_what_only_looks_different(text: str, expected: str) -> None:
    """Digits of any script, dashes, spaces and invisible characters become what detection expects."""
    assert normalize(text).text == expected


@given(WILD)
def test_every_span_leads_back(text: str) -> None:
    """Each piece of the folded text leads back to a span of the original that folds to a text that holds the piece."""
    normalized = normalize(text)
    for start in range(len(normalized.text)):
        for end in range(start + 1, min(start + 4, len(normalized.text)) + 1):
            first, last = normalized.back(start, end)
            assert 0 <= first < last <= len(text)
            assert normalized.text[start:end] in normalize(text[first:last]).text


@given(WILD)
def test_order_is_kept(text: str) -> None:
    """Later in the folded text is never earlier in the original."""
    normalized = normalize(text)
    starts = [normalized.back(at, at + 1)[0] for at in range(len(normalized.text))]
    assert starts == sorted(starts)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_is_left_as_it_is(text: str) -> None:
    """ASCII needs no map and no copy."""
    assert normalize(text).text is text


def test_marks_go_with_their_character() -> None:
    """The keycap on the last digit belongs to the number: a mask that left it would leave a trace."""
    text = "3\ufe0f\u20e37\ufe0f\u20e3!"
    assert normalize(text).back(0, 2) == (0, 6)
    assert unicodedata.category(text[5]) == "Me"


def test_text_is_not_in_the_repr() -> None:
    """A value that holds a text never prints it."""
    assert "rahasia" not in repr(normalize("rahasia\u200b"))


def test_a_flood_of_characters_is_forgotten() -> None:
    """The table of folds stays bounded and right when a text holds every character there is."""
    text = "".join(map(chr, range(0x80, 0x20000)))
    assert normalize(text + "３").text.endswith("3")
    assert normalize("３").text == "3"
