from __future__ import annotations

from collections.abc import Sequence

import pytest

from guardrail.dialects.fields import label_below, labels_of_items, names_short_number
from tests.support.kept import kept_by


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("lat", True),
        ("homeLatitude", True),
        ("lokasi_lng", True),
        ("LONG", True),
        ("cvv2", True),
        ("pinBaru", True),
        ("otp_code", True),
        ("tgl_lahir", True),
        ("no_hp", True),
        ("max_tokens", False),
        ("pin_length", False),
        ("otpExpiry", False),
        ("latency", False),
        ("top_p", False),
        ("seed", False),
        ("longest", False),
        ("code", False),
        ("", False),
    ],
)
def test_names_of_short_numbers(label: str, expected: bool) -> None:
    """The last word that means something decides, in any spelling of field names."""
    assert names_short_number(label) is expected


@pytest.mark.parametrize(
    ("label", "key", "expected"),
    [
        ("ttl", "tanggal", "ttl tanggal"),
        ("rekening", "Nomor", "rekening Nomor"),
        ("ttl", "tempat", "tempat"),
        ("", "tanggal", "tanggal"),
        ("rekening", "bank", "bank"),
    ],
)
def test_a_vague_name_borrows_that_of_its_object(label: str, key: str, expected: str) -> None:
    """ "tanggal" says which date only together with the field that holds it."""
    assert label_below(label, key) == expected


@pytest.mark.parametrize(
    ("label", "items", "expected"),
    [
        ("coordinates", [110.4, -6.9], ["longitude", "latitude"]),
        ("coordinates", [110.4, -6.9, 12], ["longitude", "latitude", "altitude"]),
        ("coordinates", [[110.4, -6.9]], [""]),
        ("coordinates", [True, False], ["", ""]),
        ("pin", [1, 2], ["pin", "pin"]),
        ("coordinates", [], []),
    ],
)
def test_elements_of_a_point_are_named(label: str, items: Sequence[object], expected: Sequence[str]) -> None:
    """Longitude comes first; lines and areas are no point."""
    assert list(labels_of_items(label, items)) == expected


def test_long_names_are_not_remembered() -> None:
    """A caller may name a number with a hundred kilobytes, and is told by the first sixty characters."""
    assert kept_by(lambda number: names_short_number(f"pin {number} " + "x" * 100_000), 50) < 50_000
