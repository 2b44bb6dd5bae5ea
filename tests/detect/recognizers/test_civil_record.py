from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.civil_record import CivilRecordRecognizer

CIVIL_RECORD = CivilRecordRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("akta kelahiran 3310-LU-14022020-0015", "3310-LU-14022020-0015"),
        ("akta kematian 3372-KM-05052023-0003", "3372-KM-05052023-0003"),
        ("akta lahir 1234/TP/2003", "1234/TP/2003"),
        ("AL 5000012345", "AL 5000012345"),
        ("Akta Nikah 0123/045/VI/2019", "0123/045/VI/2019"),
        ("No. Akta Nikah 3310011062019012", "3310011062019012"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Records of birth, death and marriage, new and old, and certificates of the KUA behind their label."""
    assert values(CIVIL_RECORD, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "3399-LU-12012024-0001",
        "3310-LU-32012024-0001",
        "surat 470/123/2024",
        "0123/045/VI/2019",
        "syarat buku nikah",
        "nomor 470/045/VI/2019",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Unknown regencies, dates that are none, and letters are none."""
    assert values(CIVIL_RECORD, text) == []
