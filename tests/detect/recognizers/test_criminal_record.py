from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.criminal_record import CriminalRecordRecognizer

CRIMINAL_RECORD = CriminalRecordRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pemohon mantan narapidana", "mantan narapidana"),
        ("Sdr. Joko residivis", "residivis"),
        ("pegawai ybs tersangka korupsi", "tersangka"),
        ("calon pernah dipidana 5 tahun", "pernah dipidana"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """What someone was accused or convicted of."""
    assert values(CRIMINAL_RECORD, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "program pembinaan mantan narapidana di lapas",
        "jumlah tersangka narkoba 2024",
        "hak terdakwa dalam KUHAP",
        "sosialisasi pencegahan residivis",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Programmes, rights and figures are no one's."""
    assert values(CRIMINAL_RECORD, text) == []
