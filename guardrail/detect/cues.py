"""Words beside which each entity is looked for, and which of them stands nearest. For explanations: it decides nothing.

The words of numbers are those of ``labels``; the others repeat what the patterns of their recognizers look for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from .explanation import Label, Side
from .labels import LABELS, NOT_PERSONAL
from .name_words import FIELDS, HONORIFICS, TITLES

__all__ = ["CUES", "cue_before", "cue_behind", "cue_in"]


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(","))


CUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **{entity: words for entity, words in LABELS.items() if entity != NOT_PERSONAL},
        "PERSON": tuple(sorted(FIELDS | HONORIFICS | TITLES | {"bernama", "a n", "atas nama"})),
        "DATE_OF_BIRTH": _phrases("tanggal lahir, tgl lahir, tempat tanggal lahir, lahir, lair, lhr, ttl, date of birth, birth, born, dob"),
        "ID_PASSPORT": _phrases(
            "paspor, passport, pasport, dokumen perjalanan, splp, travel document, manifes, manifest, imigrasi, jemaah"
        ),
        "ID_KITAS": _phrases("kitas, kitap, itas, itap, niora, izin tinggal, stay permit"),
        "ID_SEP": _phrases("sep, surat eligibilitas peserta"),
        "ID_VIN": _phrases("nomor rangka, no rangka, rangka, noka, vin, chassis, sasis"),
        "ID_VEHICLE_PLATE": _phrases("nopol, nomor polisi, plat, plat nomor, tnkb, stnk, kendaraan, mobil, motor, truk, bus"),
        "MAC_ADDRESS": _phrases("mac, mac address, hwaddr, ether, bssid, perangkat, device, wifi, bluetooth"),
        "IP_ADDRESS": _phrases("ip, alamat ip, ip address, host, client, remote, login, akses, user"),
        "COORDINATES": _phrases("koordinat, titik koordinat, lokasi, lat, latitude, lintang, lng, longitude, bujur, gps"),
        "EMAIL_ADDRESS": _phrases("email, e mail, surel, mail"),
        "ADDRESS": _phrases("alamat, beralamat, tinggal, domisili, rumah, address, jalan, jl, dusun, rt"),
        "AGE": _phrases("umur, berumur, usia, berusia, age, aged"),
        "HEALTH": _phrases(
            "diagnosa, diagnosis, didiagnosis, dx, keluhan, riwayat, penyakit, alergi, terapi, menderita, mengidap, sakit, pasien, icd"
        ),
        "RELIGION": _phrases("agama, beragama, kepercayaan, religion"),
        "MARITAL_STATUS": _phrases("status perkawinan, status kawin, status nikah, status"),
        "BLOOD_TYPE": _phrases("golongan darah, gol darah, goldar, blood type, blood group"),
        "SECRET": _phrases(
            "password, passwd, passphrase, pwd, pass, kata sandi, sandi, pin, otp, cvv, cvc, kode verifikasi, kode keamanan, passcode,"
            " api key, access key, secret key, key, kunci api, token, bearer, basic, client secret, secret"
        ),
    }
)
"""Entity -> its words in lower case without punctuation."""

_REACH, _REACH_BEHIND = 60, 25
_LETTERS = re.compile(r"[A-Za-z]+")


@cache
def _pattern(entity: str) -> re.Pattern[str]:
    words = sorted(CUES[entity], key=len, reverse=True)
    return re.compile(rf"(?<![a-z])(?:no|nomor)??({_alternatives(words)})(?:nya|ku|mu)?(?![a-z])", re.IGNORECASE | re.ASCII)


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(word.replace(" ", "[^a-z]{1,3}") for word in words)


@cache
def _by_letters(entity: str) -> Mapping[str, str]:
    return {word.replace(" ", ""): word for word in CUES[entity]}


def _word(entity: str, match: re.Match[str]) -> str:
    """The word of the table that was met: what stands in the text is never shown."""
    return _by_letters(entity)["".join(_LETTERS.findall(match.group(1))).lower()]


def cue_before(text: str, entity: str, start: int, floor: int = 0) -> Label | None:
    """The word of ``entity`` nearest before ``text[start]``: at most 60 characters, not before ``floor``."""
    first = max(floor, start - _REACH)
    met = list(_pattern(entity).finditer(text[first:start])) if entity in CUES else []
    return Label(entity, _word(entity, met[-1]), Side.BEFORE, start - first - met[-1].end(1)) if met else None


def cue_behind(text: str, entity: str, end: int) -> Label | None:
    """The word of ``entity`` nearest behind ``text[:end]``, on the same line, at most 25 characters away."""
    behind = text[end : end + _REACH_BEHIND].partition("\n")[0]
    match = _pattern(entity).search(behind) if entity in CUES else None
    return Label(entity, _word(entity, match), Side.BEHIND, match.start(1)) if match else None


def cue_in(words: str, entity: str, side: Side) -> Label | None:
    """The last word of ``entity`` in a heading or in the name of a field."""
    found = cue_before(words, entity, len(words), len(words) - _REACH)
    return found._replace(side=side, distance=0) if found else None
