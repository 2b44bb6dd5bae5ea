"""Names with "-nya" behind them, and words that only end so."""

from __future__ import annotations

import pytest

from guardrail.detect.detector import build_detector
from guardrail.detect.ner.lexicon import read_lexicon
from guardrail.detect.suffixed_names import suffixed_names

TABLE = {
    "Budinya": ["Budi"],
    "Kemarin Budinya datang, Sitinya belum.": ["Budi", "Siti"],
    "SUHARTONYA SUDAH DILAYANI": ["SUHARTO"],
    "Suratnya ada, Ibunya datang, Bagusnya besok.": [],
    "Bunganya mekar di Jakarta.": [],
    "Selanjutnya Namanya dicatat.": [],
    "Putranya hadir, Cahayanya redup.": [],
    "budinya luhur": [],
    "https://contoh.go.id/Budinya dan x@Budinya": [],
    "Anya hadir, Tanya jawab.": [],
}


@pytest.mark.parametrize("text", TABLE)
def test_a_given_name_keeps_its_suffix_outside(text: str) -> None:
    """The name is found without its suffix; a word of the language that ends so is none."""
    found = suffixed_names(text, read_lexicon().find)
    assert [text[match.start : match.end] for match in found] == TABLE[text]


@pytest.mark.parametrize("text", ["Budinya", "Pak Budinya sudah datang.", "Budi Santosonya hadir."])
def test_the_suffix_is_no_part_of_any_name(text: str) -> None:
    """However a name was found, its suffix stands outside: with and without it, a person has one token."""
    *_, finding = build_detector().detect(text, "")
    assert finding.entity == "PERSON"
    assert text[finding.span.end :].startswith("nya")
