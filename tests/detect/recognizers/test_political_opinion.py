from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.political_opinion import PoliticalOpinionRecognizer

POLITICAL_OPINION = PoliticalOpinionRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bapak Joko kader partai Merdeka", "kader partai Merdeka"),
        ("pelapor itu pendukung paslon nomor 2", "pendukung paslon nomor 2"),
        ("pegawai tersebut mencoblos paslon nomor urut 1", "mencoblos paslon nomor urut 1"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Whom someone supports."""
    assert values(POLITICAL_OPINION, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "ASN dilarang menjadi anggota partai politik",
        "verifikasi keanggotaan partai oleh KPU",
        "jumlah anggota partai 1.000",
        "syarat anggota partai",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Norms, procedures and figures are no one's."""
    assert values(POLITICAL_OPINION, text) == []
