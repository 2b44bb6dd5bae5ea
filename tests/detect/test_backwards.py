from __future__ import annotations

import pytest

from guardrail.detect.backwards import backwards
from guardrail.detect.rewriting import rewrite


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nik dibalik: 1009098071103733", "nik dibalik: 3373011708909001"),
        ("1099-0000-2180 (baca dari belakang)", "0812-0000-9901 (baca dari belakang)"),
        ("surel moc.hotnoc@s.idub", "surel budi.s@contoh.com"),
        ("urutan terbalik, namanya osotnaS iduB", "urutan terbalik, namanya nama: Budi Santoso"),
        ("balik nama kendaraan 1009098071103733", "balik nama kendaraan 1009098071103733"),
        ("nomor 1009098071103733", "nomor 1009098071103733"),
    ],
)
def test_what_is_said_to_be_backwards(text: str, expected: str) -> None:
    """A word must say so; an e-mail address shows it by its end."""
    rewriting = rewrite(text, backwards(text, []))
    assert (text if rewriting is None else rewriting.text) == expected
