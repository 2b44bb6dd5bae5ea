from __future__ import annotations

from pathlib import Path

from guardrail.detect.ner.lexicon import Word, key_of, read_lexicon, write_lexicon

WORDS = [("fiktif", Word("l+", "3", "40", "")), ("budi", Word("C+", "", "", "n")), ("sardi", Word(lists="ns"))]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """A compiled lexicon says of each word what went into it, and nothing of any other."""
    write_lexicon(WORDS, tmp_path / "words.gz")
    lexicon = read_lexicon(tmp_path / "words.gz")
    assert [lexicon.find(key) for key, _ in WORDS] == [word for _, word in WORDS]
    assert lexicon.find("lain") == Word()


def test_the_same_words_give_the_same_bytes(tmp_path: Path) -> None:
    """Order of the input and hour of the day leave no trace."""
    write_lexicon(WORDS, tmp_path / "one.gz")
    write_lexicon(reversed(WORDS), tmp_path / "two.gz")
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()


def test_keys_have_no_case_and_no_full_stops() -> None:
    """ "S.H." and "sh" are one entry."""
    assert key_of("S.H.") == key_of("sh") == "sh"


def test_the_packaged_lexicon_knows_names_titles_and_places() -> None:
    """Lists of names, honorifics, degrees and regions are all in the package."""
    lexicon = read_lexicon()
    assert "n" in lexicon.find("slamet").lists
    assert "h" in lexicon.find("bapak").lists
    assert "d" in lexicon.find("skom").lists
    assert "p" in lexicon.find("klaten").lists
    assert lexicon.find("adalah").case == "l+"
