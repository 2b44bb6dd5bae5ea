from __future__ import annotations

from guardrail.detect.health_words import LEXICON, Sureness, parse_lexicon

TABLE = (
    "# remark\n[sure]\nflu babi, asma\n[medicines]\nobatin\n[lay]\nbuta\n[tied]\ngula\n[heads]\nnyeri\n"
    "[complements]\ndada\n[modifiers]\nakut\n"
)


def test_reads_sections() -> None:
    """Terms by their first word, the longest first, each as sure as its section."""
    lexicon = parse_lexicon(TABLE)
    assert lexicon.terms["flu"] == ((("babi",), Sureness.SURE),)
    assert lexicon.terms["obatin"] == (((), Sureness.MEDICINE),)
    assert lexicon.terms["gula"] == (((), Sureness.TIED),)
    assert lexicon.heads == {"nyeri"}


def test_is_large() -> None:
    """More than a thousand terms of diseases, symptoms, medicines and daily speech."""
    assert sum(map(len, LEXICON.terms.values())) > 1000
