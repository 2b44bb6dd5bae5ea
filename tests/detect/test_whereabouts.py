from __future__ import annotations

import pytest

from guardrail.detect.whereabouts import is_public_place


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("Pusat gempa di ", True),
        ("koordinat jembatan: ", True),
        ("lokasi rumah pak Joko: ", False),
        ("rumah sakit di ", True),
        ("dari kantor ke rumah saya ", False),
        ("Kantor kecamatan\nposisi: ", False),
        ("TPS 04 ", True),
        ("https://example.go.id/rumah saya ", False),
        ("lihat https://example.go.id/x ", False),
        ("", False),
    ],
)
def test_the_nearest_word_on_the_line_decides(text: str, public: bool) -> None:
    """A home behind an office is a home; what stands on another line says nothing."""
    assert is_public_place(text, len(text)) is public
