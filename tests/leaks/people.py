"""Invented people of Indonesia for tools that bring an American's data: shapes and checks are real, nobody bears the values."""

from __future__ import annotations

from random import Random

__all__ = ["IDENTIFIERS", "NAMES", "a_person"]

IDENTIFIERS = ("NIK", "NPWP", "HP", "SUREL", "KARTU")
"""What has a shape. At most ten characters each, as the tool wants its names."""
NAMES = ("NAMA",)
"""What is told from words alone, and the tool's sentences hold hardly any."""

_GIVEN = ("Siti", "Budi", "Dewi", "Agus", "Rina", "Joko", "Wayan", "Maria")
_FAMILY = ("Rahmawati", "Santoso", "Lestari", "Setiawan", "Kusuma", "Wibowo", "Simanjuntak", "Hidayat")
_DISTRICTS = ("337401", "317106", "327301", "357815", "510304", "127121")
_OFFICES = ("407", "013", "511", "721")
_CARDS = ("4111111111111111", "4012888888881881", "5555555555554444", "4242424242424242")
"""Test numbers that the schemes publish."""
_WOMAN = 40


def a_person(random: Random) -> dict[str, str]:
    """One value of each of ``IDENTIFIERS`` and ``NAMES``."""
    name = f"{random.choice(_GIVEN)} {random.choice(_FAMILY)}"
    day = random.randint(1, 28) + _WOMAN * random.randint(0, 1)
    nik = f"{random.choice(_DISTRICTS)}{day:02d}{random.randint(1, 12):02d}{random.randint(60, 99)}{random.randint(1, 999):04d}"
    local = "".join(random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(8))
    card = random.choice(_CARDS)
    return {
        "NAMA": name,
        "NIK": nik,
        "NPWP": _npwp(f"{random.randint(1, 9):02d}{random.randint(0, 999_999):06d}", random.choice(_OFFICES)),
        "HP": f"0812-{random.randint(1000, 9999)}-{random.randint(1000, 9999)}",
        "SUREL": f"{local}@contoh.go.id",
        "KARTU": "-".join(card[at : at + 4] for at in range(0, 16, 4)),
    }


def _npwp(eight: str, office: str) -> str:
    """The number of a taxpayer in its old form of 15 digits; the ninth is a check after Luhn."""
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(eight)]
    check = -sum(digit // 10 + digit % 10 for digit in doubled) % 10
    return f"{eight[:2]}.{eight[2:5]}.{eight[5:]}.{check}-{office}.000"
