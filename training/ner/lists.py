"""Compiles ``words.txt.gz``: letter case and clusters of words from raw text, and the lists that have to do with names."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from guardrail.detect import name_words
from guardrail.detect.ner.lexicon import Word, key_of

__all__ = ["LISTS", "compile_words"]

LISTS = {
    "given": "n",
    "surname": "s",
    "particle": "b",
    "honorific": "h",
    "religious": "t",
    "academic": "t",
    "noble": "e",
    "rank": "r",
    "degree": "d",
    "office": "o",
    "labelcue": "c",
    "region": "p",
    "place": "i",
    "word": "x",
    "english": "q",
}
"""List to its letter in ``Word.lists``."""

_ENGLISH = Path(__file__).parent / "english.txt"
"""Frequent words of comments in the Python standard library, and of letters: what stands in code, logs and English prose."""


def compile_words(corpora: Path) -> Iterator[tuple[str, Word]]:
    """Every word that anything is known of. ``corpora`` holds the lexicon, the lists of names and titles, and the regions beside it."""
    news, wide = (json.loads(gzip.decompress((corpora / f"lexicon-{size}.json.gz").read_bytes())) for size in ("2.2M", "3.9M"))
    case: dict[str, str] = {**wide["tc"], **news["tc"]}
    clusters: dict[str, list[int]] = wide["cl"]
    lists: dict[str, set[str]] = defaultdict(set)
    for name, words in _listed(corpora):
        for word in words:
            if key := key_of(word.strip()):
                lists[key].add(LISTS[name])
    for key in case.keys() | clusters.keys() | lists.keys():
        if not key or any(char.isspace() for char in key) or "." in key:
            continue
        coarse, fine = clusters.get(key, ("", ""))
        yield key, Word(case.get(key, ""), str(coarse), str(fine), "".join(sorted(lists.get(key, ()))))


def _listed(corpora: Path) -> Iterator[tuple[str, list[str]]]:
    for row in _rows(corpora / "names_by_origin.tsv"):
        kind = "given" if row[0] in ("male", "female") else row[0]
        yield kind, row[2].split()
    for row in _rows(corpora / "titles.tsv"):
        yield row[0], [part for part in row[1].split("|") if " " not in part]
    for name in ("provinsi", "kabkota", "kecamatan"):
        for row in _rows(corpora.parent / "region" / f"{name}.tsv"):
            yield "region", [word for word in row[1].split() if word not in ("Kabupaten", "Kota", "Provinsi") and len(word) > 2]
    yield "english", _ENGLISH.read_text(encoding="utf-8").split()
    yield "honorific", sorted(name_words.HONORIFICS)
    yield "academic", sorted(name_words.TITLES)
    yield "degree", sorted(name_words.DEGREES)
    yield "labelcue", sorted(name_words.FIELDS)
    yield "place", sorted(name_words.PLACES)
    yield "particle", sorted(name_words.PARTICLES)
    yield "word", sorted(name_words.NOT_NAMES)


def _rows(file: Path) -> Iterator[list[str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        yield from (row for row in csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE) if row and not row[0].startswith("#"))
