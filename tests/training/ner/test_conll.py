from __future__ import annotations

from pathlib import Path

import pytest

from training.ner.conll import grams, overlaps, read_conll, to_example


def test_reads_sentences(tmp_path: Path) -> None:
    """Blank lines part sentences; a token and its tag stand on a line."""
    (tmp_path / "a.conll").write_text("Pak\tO\nBudi\tB-PER\n\nhadir\tO\n", encoding="utf-8")
    assert list(read_conll(tmp_path / "a.conll")) == [[("Pak", "O"), ("Budi", "B-PER")], [("hadir", "O")]]


@pytest.mark.parametrize(
    ("tokens", "text", "names"),
    [
        ("Budi/B Fiktifan/I hadir , lalu pulang .", "Budi Fiktifan hadir, lalu pulang.", ["Budi Fiktifan"]),
        ('" tahu - menahu " kata Sardi/B', '"tahu-menahu" kata Sardi', ["Sardi"]),
        ("Sardi/B ( 43 ) dan Budi/B", "Sardi (43) dan Budi", ["Sardi", "Budi"]),
        ("Sardi/B Budi/B", "Sardi Budi", ["Sardi", "Budi"]),
        ("Sardi/I hadir", "Sardi hadir", ["Sardi"]),
    ],
)
def test_text_as_it_was_written(tokens: str, text: str, names: list[str]) -> None:
    """Marks go back to their words, and spans follow the text."""
    pairs = [token.partition("/") for token in tokens.split(" ")]
    found, spans = to_example([(word, f"{tag}-PER" if tag else "O") for word, _, tag in pairs])
    assert found == text
    assert [found[start:end] for start, end in spans] == names


def test_six_words_in_a_row_are_an_overlap() -> None:
    """Letter case and marks hide no copied sentence; five words in a row are chance."""
    forbidden = set(grams(["satu", "dua", "tiga", "empat", "lima", "enam"]))
    assert overlaps([(word, "O") for word in ["nol", "Satu", "dua", ",", "tiga", "empat", "lima", "ENAM"]], forbidden)
    assert not overlaps([(word, "O") for word in ["satu", "dua", "tiga", "empat", "lima", "tujuh"]], forbidden)
