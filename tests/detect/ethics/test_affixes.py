from __future__ import annotations

import pytest

from guardrail.detect.ethics.affixes import commands, forms, verbs


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("mencoret", "coret"),
        ("dicoret", "coret"),
        ("nyoret", "coret"),
        ("menolak", "tolak"),
        ("nolakin", "tolak"),
        ("memalsukan", "palsu"),
        ("menyamarkan", "samar"),
        ("mengirimkan", "kirim"),
        ("mempermalukan", "malu"),
        ("menggugat", "gugat"),
        ("nggawe", "gawe"),
        ("ditulisake", "tulis"),
        ("dicoretkeun", "coret"),
    ],
)
def test_a_verb_in_any_voice_comes_from_its_root(word: str, root: str) -> None:
    """Indonesian, its everyday shapes, Javanese and Sundanese endings."""
    assert root in verbs(word)


@pytest.mark.parametrize("word", ["coret", "coretkan", "coretin", "coretlah", "coretkanlah"])
def test_a_command_is_the_root_and_its_endings(word: str) -> None:
    """What is asked for has no prefix."""
    assert "coret" in commands(word)


@pytest.mark.parametrize("word", ["dicoret", "mencoret", "pencoretan"])
def test_what_is_told_of_somebody_is_no_command(word: str) -> None:
    """A passive, an active and a noun tell; they do not ask."""
    assert "coret" not in commands(word)


def test_a_word_is_a_form_of_itself_without_its_particle() -> None:
    """The word comes first, so that what is written wins."""
    assert list(forms("alamatnya"))[:2] == ["alamatnya", "alamat"]
    assert list(forms("ku")) == ["ku"]
