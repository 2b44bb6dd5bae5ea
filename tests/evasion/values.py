"""Invented identifiers with valid structure, drawn from a seeded generator. Nobody's: serials of the test range, example domains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from random import Random

from guardrail.detect.checks import luhn
from guardrail.detect.regions import Region, parse_regions

from .carriers import LABELLED

__all__ = ["KINDS", "Kind"]

_CODES = [
    code
    for code, known in parse_regions(files("guardrail.detect").joinpath("data/regions.txt").read_text("ascii")).items()
    if known is Region.DISTRICT
]
_FIRST = [
    "Bagas",
    "Lestari",
    "Wulan",
    "Joko",
    "Fitri",
    "Agus",
    "Ratna",
    "Teguh",
    "Yusuf",
    "Maya",
    "Hendra",
    "Sari",
    "Dewi",
    "Rizal",
    "Tono",
    "Ayu",
]
_LAST = [
    "Wicaksono",
    "Nasution",
    "Siregar",
    "Prasetyo",
    "Handayani",
    "Simanjuntak",
    "Kusuma",
    "Rahayu",
    "Wibowo",
    "Hasibuan",
    "Saputra",
    "Anggraini",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of identifier: its entity, the labels people write before it, whether it is found without one, and how to draw one."""

    entity: str
    labels: tuple[str, ...]
    bare: bool
    draw: Callable[[Random], str]
    carriers: tuple[str, ...] = tuple(LABELLED)


def _digits(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789", k=count))


def _date(random: Random) -> tuple[int, int, int]:
    return random.randint(1, 28), random.randint(1, 12), random.randint(1955, 2004)


def _nik(random: Random) -> str:
    day, month, year = _date(random)
    return f"{random.choice(_CODES)}{day + random.choice((0, 40)):02}{month:02}{year % 100:02}9{random.randint(1, 999):03}"


def _kk(random: Random) -> str:
    day, month, _ = _date(random)
    return f"{random.choice(_CODES)}{day:02}{month:02}{random.randint(5, 22):02}9{random.randint(1, 999):03}"


def _nip(random: Random) -> str:
    day, month, year = _date(random)
    return f"{year}{month:02}{day:02}{year + 24}{random.randint(1, 12):02}{random.choice('12')}9{random.randint(1, 99):02}"


def _npwp(random: Random) -> str:
    stem = f"09{_digits(random, 6)}"
    check = next(digit for digit in "0123456789" if luhn(stem + digit))
    return f"{stem}{check}5{_digits(random, 2)}000"


def _phone(random: Random) -> str:
    return f"08{random.choice(('12', '13', '21', '52', '57', '78', '95', '96'))}0000{_digits(random, random.choice((3, 4, 4)))}"


def _card(random: Random) -> str:
    stem = random.choice(("411111", "555555", "424242")) + _digits(random, 9)
    return next(stem + digit for digit in "0123456789" if luhn(stem + digit))


def _email(random: Random) -> str:
    first, last = random.choice(_FIRST).lower(), random.choice(_LAST).lower()
    return f"{first}{random.choice('._')}{last}{random.randint(1, 99)}@{random.choice(('example.com', 'contoh.co.id', 'example.org'))}"


def _name(random: Random) -> str:
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


KINDS: dict[str, Kind] = {
    "nik": Kind("ID_NIK", ("NIK", "no ktp", "Nomor KTP"), True, _nik),
    "kk": Kind("ID_KK", ("No. KK", "kartu keluarga"), False, _kk),
    "nip": Kind("ID_NIP", ("NIP",), True, _nip),
    "npwp": Kind("ID_NPWP", ("NPWP", "nomor npwp"), False, _npwp),
    "phone": Kind("PHONE_NUMBER", ("HP", "no wa", "telepon"), True, _phone),
    "card": Kind("CREDIT_CARD", ("kartu kredit", "nomor kartu"), True, _card),
    "nisn": Kind("ID_NISN", ("NISN",), False, lambda random: f"00{_digits(random, 8)}"),
    "bpjs": Kind("ID_BPJS", ("BPJS", "No. kartu BPJS"), False, lambda random: f"0009{_digits(random, 9)}"),
    "bca": Kind("ID_BANK_ACCOUNT", ("rekening BCA", "no rek bca"), False, lambda random: f"9{_digits(random, 9)}"),
    "bri": Kind("ID_BANK_ACCOUNT", ("rek BRI", "no rekening"), False, lambda random: f"9{_digits(random, 14)}"),
    "sim": Kind("ID_DRIVER_LICENSE", ("No. SIM",), False, lambda random: f"9{_digits(random, 11)}"),
    "email": Kind("EMAIL_ADDRESS", ("email", "surel"), True, _email),
    "name": Kind("PERSON", ("Nama",), False, _name, ("colon", "json", "assigned", "code")),
}
