"""Registration plates of private vehicles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.columns import cells_below
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["PlateRecognizer"]

_AREAS = (
    "A B D E F G H K L M N P R S T W Z AA AB AD AE AG BA BB BD BE BG BH BK BL BM BN BP DA DB DC DD DE DG DH DK DL DM DN DP DR DT DW "
    "EA EB ED KB KH KT KU PA PB PS PT"
)
_AREA = rf"(?:{'|'.join(sorted(_AREAS.split(), key=len, reverse=True))})"
_PLATE = re.compile(rf"(?<![\w.\-/&])({_AREA})([ .\-]?)([1-9][0-9]{{0,3}})([ .\-]?)([A-Z]{{1,3}})(?![\w&])(?![.\-/][0-9])", re.IGNORECASE)
_LONGEST_HEAD = 4
_VEHICLE = re.compile(
    r"nopol|no\.? ?pol(?:isi)?\b|(?<![a-z])plat(?![a-z]*form)|pelat\b|plate|nomor polisi|tnkb|stnk|bpkb"
    r"|kendaraan|mobil|motor\b|truk|\bbus\b|angkot|taksi|taxi"
    r"|\bcar\b|vehicle|avanza|xenia|innova|brio|jazz|calya|agya|ayla|sigra|rush|terios|ertiga|xpander|pajero|fortuner|pick ?up|beat\b"
    r"|vario|scoopy|supra|nmax|aerox|\bmio\b|vixion|jupiter|satria|honda|yamaha|suzuki|toyota|daihatsu|mitsubishi|kawasaki",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(
    r"(?:plat|pelat) merah|(?:kendaraan|mobil|motor|roda) (?:dinas|operasional|kantor)|randis|mobdin|ambulan|(?:mobil|kendaraan) jenazah"
    r"|\bdinas (?:roda|r2|r4)",
    re.IGNORECASE,
)
_PRIVATE = re.compile(r"pribadi|warga|pelaku|korban|saksi|milik|sewaan", re.IGNORECASE)
_NOT_PLATE = re.compile(
    r"(?:pasal|ayat|huruf|angka|butir|lampiran|tabel|gambar|gedung|blok|kelas|ruang(?:an)?|lantai|kamar|kertas|ukuran|vitamin|tipe|type|model|seri"
    r"|golongan|gol|formulir|form|rute|jalur|koridor|grup|group|kategori|kode|surat|sk|resi|kontrak|seksi|zona|rt|rw|jl|jalan)"
    r"\.?[ :]{0,2}\Z",
    re.IGNORECASE,
)
_UNITS = frozenset(
    ("KG", "KM", "MM", "CM", "ML", "MG", "GR", "HA", "KVA", "VA", "KW", "KWH", "TH", "THN", "RT", "RW", "CC", "RPM", "WIB", "WIT", "HZ")
)
_MORE_UNITS = _UNITS | {
    "MHZ",
    "GB",
    "MB",
    "KB",
    "TB",
    "PCS",
    "JT",
    "RB",
    "PK",
    "DPI",
    "PX",
    "LTR",
    "TON",
    "SD",
    "DI",
    "KE",
    "DAN",
    "PER",
    "ORG",
    "JAM",
    "HR",
}
"""Behind a number they count or cite something: "A 4000 MG". The second set only behind one letter."""
_BEFORE, _AFTER = 60, 30
_LABELLED, _SHAPED = 0.95, 0.85


class PlateRecognizer(TriggeredRecognizer):
    """``ID_VEHICLE_PLATE``: area code, number of 1 to 4 digits without leading zero, series of 1 to 3 letters (Perpol 7/2021).

    Without a word for a vehicle beside it only capitals with four digits and two or three letters, parted. Government plates stay.
    """

    ENTITY = "ID_VEHICLE_PLATE"
    COUNTRY_CODE = "id"
    TRIGGER = rf"\b{_AREA}[ .\-]?[1-9]|\b(?:nopol|no\.? ?polisi|nomor polisi|plat(?: nomor)?|tnkb)\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = below = 0
        for end in ends:
            if not text[end - 1].isdigit():
                if end > below:
                    for start, below in cells_below(text, end - 1):
                        if _PLATE.fullmatch(text, start, below):
                            done = below
                            yield Match(start, below, _LABELLED)
                continue
            head = max(done, end - _LONGEST_HEAD)
            match = next(
                (found for start in range(head, end - 1) if (found := _PLATE.match(text, start)) and found.start(3) == end - 1), None
            )
            if match is None:
                continue
            score = _score(text, match)
            if score:
                done = match.end()
                yield Match(match.start(), match.end(), score)


def _score(text: str, match: re.Match[str]) -> float:
    area, first, number, second, series = match.groups()
    line = text[max(0, match.start() - _BEFORE) : match.start()].rpartition("\n")[2]
    if _NOT_PLATE.search(line):
        return 0.0
    official = _last(_OFFICIAL, line)
    if official >= 0 and _last(_PRIVATE, line) < official:
        return 0.0
    behind = text[match.end() : match.end() + _AFTER].partition("\n")[0]
    if re.match(r"[ (]{1,2}plat merah", behind, re.IGNORECASE):
        return 0.0
    near = _VEHICLE.search(line) is not None
    capitals = area.isupper() and series.isupper()
    counted = series.upper() in (_MORE_UNITS if len(area) == 1 else _UNITS)
    if near and not (counted and not capitals):
        return _LABELLED
    if capitals and not counted and _VEHICLE.search(behind):
        return _LABELLED
    shaped = capitals and not counted and len(number) == 4 and len(series) >= 2 and bool(first) and first == second and first != "."
    return _SHAPED if shaped else 0.0


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in pattern.finditer(text)), default=-1)
