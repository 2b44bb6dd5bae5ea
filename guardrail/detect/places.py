"""Names of provinces, regencies and districts of Indonesia. They show where an address goes on; alone they are nobody's data."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["MOST_WORDS", "is_place", "is_wide_place", "parse_places"]

MOST_WORDS = 4
"""Words of the longest name that is looked up."""

_ALIASES = frozenset(
    """jakarta|jakarta pusat|jakarta utara|jakarta barat|jakarta selatan|jakarta timur|dki jakarta|dki|diy|di yogyakarta|jogja|yogya
    |jogjakarta|solo|jabar|jateng|jatim|kalbar|kalteng|kalsel|kaltim|kaltara|sulut|sulteng|sulsel|sultra|sulbar|sumut|sumbar|sumsel|babel
    |kepri|ntb|ntt|nusa tenggara|west java|central java|east java|west kalimantan|central kalimantan|south kalimantan|east kalimantan
    |north kalimantan|north sumatra|west sumatra|south sumatra|north sulawesi|central sulawesi|south sulawesi|southeast sulawesi
    |west sulawesi|north maluku|west papua|west nusa tenggara|east nusa tenggara|riau islands|indonesia""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
"""Other names of provinces and large cities, short, spoken or English."""


def parse_places(table: str) -> tuple[frozenset[str], frozenset[str]]:
    """From ``data/places.txt`` to the names of provinces and regencies, and those of districts."""
    wide, _, districts = table.partition("\n\n")
    return frozenset(wide.split("\n")), frozenset(districts.strip().split("\n"))


_WIDE, _DISTRICTS = parse_places(files(__package__).joinpath("data/places.txt").read_text(encoding="ascii"))
_WIDE |= _ALIASES


def is_wide_place(name: str) -> bool:
    """Whether ``name`` (lower case, single spaces) is a province, regency or city."""
    return name in _WIDE


def is_place(name: str) -> bool:
    """Whether ``name`` (lower case, single spaces) is a province, regency, city or district."""
    return name in _WIDE or name in _DISTRICTS
