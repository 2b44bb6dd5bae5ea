from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.coordinates import CoordinatesRecognizer

COORDINATES = CoordinatesRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lokasi rumah -7.33112, 110.50889", ["-7.33112, 110.50889"]),
        ("koordinat -6.99312,110.42034", ["-6.99312,110.42034"]),
        ("share loc: -7.55611; 110.83167", ["-7.55611; 110.83167"]),
        ("titik -6.8898 109.6753", ["-6.8898 109.6753"]),
        ("maps?q=-7.7972,110.3688", ["-7.7972,110.3688"]),
        ('A01,Wira,"0.837498, 127.989361",0812', ["0.837498, 127.989361"]),
        ("rumahnya (3.02425,98.84839).", ["3.02425,98.84839"]),
        ('{"lat": -7.33112, "lng": 110.50889}', ["-7.33112", "110.50889"]),
        ('{"kk": "Rini", "geometry": {"type": "Point", "coordinates": [110.41877, -6.98123]}}', ["110.41877, -6.98123"]),
        ("rumah pelapor POINT(110.41877 -6.98123)", ["110.41877 -6.98123"]),
        ("sharelok https://example.go.id/x atau -6.98123, 110.41877", ["-6.98123, 110.41877"]),
        ("""rumah di 7°19'52"S 110°30'32"E""", ["""7°19'52"S 110°30'32"E"""]),
        ("posisi 7° 19' 52.1\" LS, 110° 30' 32\" BT", ["7° 19' 52.1\" LS, 110° 30' 32\" BT"]),
        ("posisi 7°19′52″ LS, 110°30′32″ BT", ["7°19′52″ LS, 110°30′32″ BT"]),
        ("dari kantor ke rumah saya -7.33112, 110.50889", ["-7.33112, 110.50889"]),
    ],
)
def test_finds_places(text: str, expected: list[str], values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Pairs in any separator, numbers under their names, degrees."""
    assert values(COORDINATES, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "-7.33, 110.51",
        "48.8566, 2.3522",
        "nilai 7.1234, 8.5678",
        "skor 0.9876 0.8765",
        "titik banjir Kec. Tingkir",
        "Pusat gempa -8.12345, 110.12345",
        "koordinat jembatan: -7.33112, 110.50889",
        "Episentrum pada 8°12'00\"LS 110°07'00\"BT",
        "Rp 110.0000",
        "35.68950, 139.69170",
        '{"nama": "jembatan", "coordinates": [110.41877, -6.98123]}',
        '{"coordinates": [[[110.41877, -6.98123], [110.41912, -6.98201]]]}',
        '{"coordinates": [139.69170, 35.68950]}',
        '{"coordinates": [110.41, -6.98]}',
        '{"scores": [110.41877, 6.98123]}',
        "TPS 12 -6.98123, 110.41877",
        "volume 12,1234 ton dan 105,1234 m3",
    ],
)
def test_leaves_other_numbers(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Coarse points, other countries, scores, earthquakes and public works stay."""
    assert values(COORDINATES, text) == []
