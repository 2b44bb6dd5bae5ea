from __future__ import annotations

import pytest

from guardrail.detect.ner.features import (
    CASED,
    EDGE,
    LOWER,
    OFFSETS,
    UPPER,
    case_mode,
    case_of,
    features_of,
    gist_of,
    may_be_in_name,
    pair_of,
    shape_of,
)
from guardrail.detect.ner.lexicon import Word
from guardrail.detect.ner.tokenizer import BREAK, GAP


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("budi", "a"),
        ("Budi", "Aa"),
        ("BUDI", "A4"),
        ("FIKTIFAN", "A"),
        ("B", "A1"),
        ("B.", "A1."),
        ("Moh.", "Aa."),
        ("dr.", "a."),
        ("McFiktif", "aA"),
        ("Karo-Karo", "A-a"),
        ("anak-anak", "a-a"),
        ("00", "9"),
        ("0000000000000000", "99"),
        ("00-00-0000", "9,"),
        ("B0000XY", "a9"),
        ("nama_ibu", "a_"),
        ("x@y.id", "@"),
        (",", "p"),
        (BREAK, "_"),
        (GAP, "_"),
        (EDGE, "_"),
    ],
)
def test_shapes(word: str, shape: str) -> None:
    """What a word looks like is told in a few letters."""
    assert shape_of(word) == shape


@pytest.mark.parametrize(
    ("line", "mode"),
    [
        (["Budi", "hadir", "di", "kantor"], CASED),
        (["budi", "hadir", "9"], LOWER),
        (["NAMA", ":", "FIKTIFAN", "Desa"], UPPER),
        ([], LOWER),
    ],
)
def test_case_of_a_line(line: list[str], mode: str) -> None:
    """Capitals count for something only on a line that has small letters too."""
    assert case_mode(sum(map(case_of, line))) == mode


def test_letter_case_is_no_feature_where_all_letters_are_alike() -> None:
    """On a line in capitals and on one in small letters, a word tells by what it is and not by how it is written."""
    known = Word("C+", "5", "70", "n")
    assert not any("A" in feature for feature in features_of("BUDI", known, 0, UPPER))
    assert gist_of("BUDI", known, UPPER) == gist_of("budi", known, LOWER)


def test_every_offset_has_features_of_its_own() -> None:
    """The same word says one thing before a name and another behind it."""
    found = [set(features_of("Bapak", Word("m+", "1", "2", "h"), offset, CASED)) for offset in OFFSETS]
    assert all(found)
    assert not any(left & right for at, left in enumerate(found) for right in found[at + 1 :])


@pytest.mark.parametrize("word", ["Budi", "S.", ",", "Nur'aini", "Karo-Karo"])
def test_may_be_in_name(word: str) -> None:
    """Letters, initials, and the comma of "Surname, Given"."""
    assert may_be_in_name(word)


@pytest.mark.parametrize(
    "word", ["00", "nama_ibu", "namaIbu", "tyIsNzQb", "B0000XY", "a@b.id", "https://x", "|", "&", "(", BREAK, GAP, EDGE]
)
def test_may_not_be_in_name(word: str) -> None:
    """Numbers, identifiers, brackets and the ends of lines and columns."""
    assert not may_be_in_name(word)


def test_a_pair_is_seen_from_both_sides() -> None:
    """Both neighbours know of each other, each in its own words."""
    of_left, of_right = pair_of("Aah", "Aan")
    assert of_left != of_right
    assert pair_of("Aan", "Aah") != (of_left, of_right)
