from __future__ import annotations

import base64
from collections.abc import Callable
from hashlib import sha256
from random import Random
from uuid import UUID

import pytest

from guardrail.detect.detector import build_detector

DETECTOR = build_detector()
Writer = Callable[[Random], str]


def _amounts(random: Random) -> str:
    return "\n".join(f"{line}. Belanja: Rp{random.randint(1, 999)}.{random.randint(0, 999):03}.000,00 (5.1.02.01)" for line in range(1, 4))


def _log(random: Random) -> str:
    at = f"2026-0{random.randint(1, 9)}-1{random.randint(0, 9)}T09:12:{random.randint(10, 59)}.{random.randint(100, 999)}Z"
    return (
        f"{at} pid={random.randint(1, 99999)} GET /api/v1/items/{random.randint(1, 10**6)}?page=2&size=20 200 {random.randint(1, 9999)}ms"
    )


def _row(random: Random) -> str:
    return "\n".join("| " + " | ".join(str(random.randint(0, 10 ** random.randint(1, 7))) for _ in range(5)) + " |" for _ in range(4))


WRITERS: dict[str, Writer] = {
    "base64": lambda random: base64.b64encode(random.randbytes(random.randint(9, 400))).decode(),
    "base64url": lambda random: base64.urlsafe_b64encode(random.randbytes(random.randint(9, 400))).decode(),
    "base32": lambda random: base64.b32encode(random.randbytes(random.randint(9, 400))).decode(),
    "hexadecimal": lambda random: random.randbytes(random.randint(16, 400)).hex(),
    "hex dump": lambda random: random.randbytes(random.randint(9, 400)).hex(" "),
    "fingerprint": lambda random: random.randbytes(20).hex(":"),
    "digest": lambda random: f"commit {sha256(random.randbytes(8)).hexdigest()}",
    "uuid": lambda random: f"id {UUID(int=random.getrandbits(128))}",
    "bytes": lambda random: ", ".join(map(str, random.randbytes(40))),
    "bytes in hexadecimal": lambda random: ", ".join(f"0x{byte:02x}" for byte in random.randbytes(40)),
    "percent": lambda random: "".join(f"%{byte:02X}" for byte in random.randbytes(40)),
    "amounts": _amounts,
    "log": _log,
    "table": _row,
    "marks": lambda random: ", ".join(random.choice("12345") for _ in range(random.choice((8, 9, 10, 11, 12, 20, 30)))),
    "file": lambda random: (
        f"{random.choice(('Laporan_Realisasi', 'SK_Pengangkatan', 'foto_kegiatan'))}_{random.randint(2019, 2026)}0131.pdf"
    ),
    "times": lambda random: (
        f"{random.randint(1, 12)}:{random.randint(10, 59)}:05 versi {random.randint(0, 9)}.{random.randint(0, 99)}.4-1234"
    ),
}


@pytest.mark.parametrize("name", WRITERS)
def test_what_machines_write_is_nobodys(name: str) -> None:
    """Hashes, images, dumps, logs and tables of random content hold no finding once decoded either."""
    random = Random(name)
    assert [len(DETECTOR.detect(WRITERS[name](random))) for _ in range(150)] == [0] * 150
