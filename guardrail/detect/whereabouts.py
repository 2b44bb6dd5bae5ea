"""Whether the words before a place on the map speak of someone's whereabouts or of a public place or event. Pure."""

from __future__ import annotations

import re

__all__ = ["is_public_place"]

_PUBLIC = re.compile(
    r"gempa|episent|epicent|hiposent|magnitud|bmkg|kantor|dinas|balai|gedung|acara|hotel|puskesmas|rsud|rumah sakit|sekolah|sdn|smpn|smkn"
    r"|kecamatan|posko|jembatan|ruas|proyek|pekerjaan|sensor|stasiun|banjir|longsor|bendung|embung|tower|menara|pasar|terminal|halte|taman|wisata"
    r"|gunung|kawah|erupsi|pelabuhan|bandara|\bpju\b|tiang|sumur bor|pompa|irigasi|saluran|ruang terbuka|\btps\b|\btpa\b|titik api|hotspot|"
    r"karhutla|peta|venue|office|earthquake|station|bridge|project",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"rumah(?! sakit)|posisi|\bsa?ya?\b|\baku\b|\bsy\b|kos\b|tinggal|domisili|korban|pelapor|pelaku|pemilik"
    r"|warga|milik|tanah|persil|sawah|kebun"
    r"|share ?lo[ck]|\bgps\b|device|perangkat|terakhir|lat_?l|home|lokasi yang anda|my ",
    re.IGNORECASE,
)
_REACH = 90


def is_public_place(text: str, start: int) -> bool:
    """Whether a word for public places stands nearer before ``text[start]``, on its line, than one for a person's place."""
    line = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    public = max((match.start() for match in _PUBLIC.finditer(line)), default=-1)
    personal = max((match.start() for match in _PERSONAL.finditer(line)), default=-1)
    return public > personal
