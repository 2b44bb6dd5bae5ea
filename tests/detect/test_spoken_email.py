from __future__ import annotations

import pytest

from guardrail.detect.rewriting import rewrite
from guardrail.detect.spoken_email import broken_emails, spoken_emails


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("surel budi.s at contoh dot com, tolong", "surel budi.s@contoh.com, tolong"),
        ("budi dot s at contoh titik co titik id", "budi.s@contoh.co.id"),
        ("ke budi (dot) 26 (at) contoh (dot) com ya", "ke budi.26@contoh.com ya"),
        ("budi[at]contoh[dot]com", "budi@contoh.com"),
        ("budi @ contoh . com", "budi@contoh.com"),
        ("email ludia AT contohkab titik go titik id", "email ludia@contohkab.go.id"),
        ("look at example.com for more", "look at example.com for more"),
        ("budi@contoh.com. Info lebih lanjut", "budi@contoh.com. Info lebih lanjut"),
        ("titik kumpul di alun-alun", "titik kumpul di alun-alun"),
        ("rapat @ kantor jam 9", "rapat @ kantor jam 9"),
    ],
)
def test_spoken_addresses(text: str, expected: str) -> None:
    """Signs and dots as words, in brackets and between spaces; prose that holds the same words stays."""
    rewriting = rewrite(text, spoken_emails(text, []))
    assert (text if rewriting is None else rewriting.text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dwi.adi.42\n4@contoh.com", "dwi.adi.424@contoh.com"),
        ("budi@contoh\nku.com", "budi@contohku.com"),
        ("budi@contoh.\ncom", "budi@contoh.com"),
        ("Hubungi\nbudi@contoh.com", "Hubungi\nbudi@contoh.com"),
        ("budi@contoh.com\ntelepon", "budi@contoh.com\ntelepon"),
    ],
)
def test_broken_addresses(text: str, expected: str) -> None:
    """A line end inside an address is none; a word in the line before is no part of it."""
    rewriting = rewrite(text, broken_emails(text, []))
    assert (text if rewriting is None else rewriting.text) == expected
