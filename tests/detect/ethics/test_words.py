from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.ethics.words import cut, starts, stem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tolong PUTUSKAN saja", ["tolong", "putuskan", "saja"]),
        ("tlg putuskan sj yg mana", ["tolong", "putuskan", "saja", "yang", "mana"]),
        ("lamaaaa bgt", ["lama", "banget"]),
        ("p3l1cin", ["pelicin"]),
        ("Rp 1.500.000", ["rp", "0", ".", "000", ".", "000"]),
        ("anak-anak <!-- x -->", ["anak", "-", "anak", "<!--", "x", "-->"]),
        ("", []),
    ],
)
def test_words_are_spelled_one_way(text: str, words: list[str]) -> None:
    """Letter case, chat spelling, stretched letters and digits for letters say the same; signs that carry meaning stay."""
    assert cut(text).plain() == words


def test_sentences_end_where_they_end() -> None:
    """At a full stop, a question mark, a semicolon, a line break; a text without any is one sentence."""
    assert cut("Satu dua. Tiga?\nEmpat").ends == [3, 5, 6, 7]
    assert cut("Satu dua").ends == [2]


@given(st.text(max_size=200))
def test_any_text_is_cut(text: str) -> None:
    """Ends rise to the number of words; each word starts where it stands in the text, and of numbers nothing but their length is kept."""
    words = cut(text)
    assert words.ends == sorted(set(words.ends))
    assert words.ends[-1] == len(words.written) == len(words.plain()) == len(starts(text))
    for word, start in zip(words.written, starts(text), strict=True):
        assert text[start].isdigit() if word.isdigit() else text.startswith(word, start)
        assert not word.isdigit() or set(word) == {"0"}


@pytest.mark.parametrize(
    ("words", "common"), [(("diputuskan", "putuskan", "memutuskan"), "putus"), (("gawekna",), "gawek"), (("ktp",), "ktp")]
)
def test_words_of_one_stem_share_it(words: tuple[str, ...], common: str) -> None:
    """What one form teaches holds for the others, where the guess is good."""
    assert common in {stem(word) for word in words}
