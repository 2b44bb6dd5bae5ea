"""J4: naughty strings come back byte for byte through masking and restoring, in one piece and in pieces, as values and as words around."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from guardrail.core.decision import OperatorSpec
from guardrail.core.text import Finding, Span
from guardrail.dialects.leaves import dump, parse
from guardrail.mask.masker import mask
from guardrail.mask.token import TokenMint
from guardrail.mask.unmasker import Unmasker, unmask
from guardrail.mask.vault import Vault

STRINGS: Final = json.loads((Path(__file__).parent / "data" / "blns.json").read_text(encoding="utf-8"))
NAME: Final = "Ragronto Cegrodewi"


def _there_and_back(text: str, begin: int, end: int) -> list[str]:
    """The text masked at one place and restored: whole, and letter by letter."""
    vault = Vault(TokenMint(b"k" * 32, "percakapan"))
    masked = mask(text, [(Finding("PERSON", Span(begin, end), 0.9, "uji"), OperatorSpec())], vault)
    assert "[[PERSON_" in masked
    unmasker = Unmasker(vault)
    return [unmask(masked, vault), "".join(map(unmasker.decode, masked)) + unmasker.flush()]


@pytest.mark.parametrize("at", range(0, len(STRINGS), 50))
def test_j4_as_a_value(at: int) -> None:
    """A name of any letters, signs, directions and lengths."""
    for value in filter(None, STRINGS[at : at + 50]):
        text = f"Nama {value} tercatat."
        assert _there_and_back(text, 5, 5 + len(value)) == [text, text]


@pytest.mark.parametrize("at", range(0, len(STRINGS), 50))
def test_j4_as_words_around(at: int) -> None:
    """Whatever follows a name that is restored stays what it is."""
    for words in STRINGS[at : at + 50]:
        text = f"{NAME}\n{words}"
        assert _there_and_back(text, 0, len(NAME)) == [text, text]


def test_j4_in_json() -> None:
    """Read and written anew they are the same strings, as values and as names of members."""
    tree = {"daftar": STRINGS, **{text: number for number, text in enumerate(dict.fromkeys(STRINGS))}}
    assert parse(dump(tree)) == tree
