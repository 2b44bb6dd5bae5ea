from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.marital_status import MaritalStatusRecognizer

STATUS = MaritalStatusRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Status perkawinan: Belum Kawin", "Belum Kawin"),
        ("status = cerai hidup", "cerai hidup"),
        ("Status kawin: kawin tercatat", "kawin tercatat"),
        ("status: janda", "janda"),
        ("Status Nikah: menikah", "menikah"),
        ('"status_perkawinan": "KAWIN",', "KAWIN"),
    ],
)
def test_finds_the_value(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """The value alone."""
    assert values(STATUS, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        *("status proyek: selesai", "status berkas: lengkap", "pencatatan perkawinan meningkat", "status perkawinan wajib diisi"),
        *("kawin silang ternak", "status: aktif", "status kawin dan cerai", "status perkawinan: kawinan"),
    ],
)
def test_leaves_other_text_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Other statuses, and marriage in general."""
    assert values(STATUS, text) == []
