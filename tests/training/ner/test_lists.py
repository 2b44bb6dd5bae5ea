from __future__ import annotations

import gzip
import json
from pathlib import Path

from training.ner.lists import LISTS, compile_words


def _corpora(folder: Path) -> Path:
    corpora, region = folder / "ner", folder / "region"
    corpora.mkdir()
    region.mkdir()
    for size, case in (("2.2M", {"sardi": "C+", "hadir": "l+"}), ("3.9M", {"sardi": "l-", "kula": "l+"})):
        raw = {"tc": case, "cl": {"hadir": [3, 41]}}
        (corpora / f"lexicon-{size}.json.gz").write_bytes(gzip.compress(json.dumps(raw).encode()))
    (corpora / "names_by_origin.tsv").write_text(
        "# kind\torigin\tparts\nmale\tjava\tSardi Tukijo\nsurname\tbatak\tFiktifhuta\n", encoding="utf-8"
    )
    (corpora / "titles.tsv").write_text("honorific\tpak|ibu-ibu\nlabelcue\tnama|nama lengkap\n", encoding="utf-8")
    for name in ("provinsi", "kabkota", "kecamatan"):
        (region / f"{name}.tsv").write_text("code\tname\n11\tKabupaten Fiktifland\n", encoding="utf-8")
    return corpora


def test_a_word_has_what_every_source_says_of_it(tmp_path: Path) -> None:
    """Letter case from the nearer corpus, clusters, and a letter for each list."""
    words = dict(compile_words(_corpora(tmp_path)))
    assert words["sardi"].case == "C+"
    assert words["kula"].case == "l+"
    assert (words["hadir"].coarse, words["hadir"].fine) == ("3", "41")
    assert LISTS["given"] in words["tukijo"].lists
    assert LISTS["surname"] in words["fiktifhuta"].lists
    assert LISTS["honorific"] in words["pak"].lists
    assert LISTS["region"] in words["fiktifland"].lists
    assert "kabupaten" not in words or LISTS["region"] not in words["kabupaten"].lists
    assert "nama lengkap" not in words
