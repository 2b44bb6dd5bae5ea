"""Whether a fact in a text is of an identifiable person: somebody is named or pointed at in its sentence, its row or its record.

Statistics, programmes and general questions name nobody. Reads cues, not names: the names are the name model's work.
"""

from __future__ import annotations

import re
from enum import IntEnum

from .name_words import HONORIFICS, NOT_NAMES, PLACES, TITLES

__all__ = ["Beside", "Nearness"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Nearness(IntEnum):
    """How near the text points at a person, in rising order."""

    NONE = 0
    RECORD = 1
    """In the same record or paragraph."""
    SENTENCE = 2
    """In the same sentence or row: a pronoun, a patient, something like a name."""
    NAMED = 3
    """In the same sentence or row: a number of identity, a label of a name, "bernama", "a.n."."""


_BEFORE, _AFTER, _RECORD = 240, 160, 700
_SENTENCE_END = re.compile(r"[^\W\d_]{3,}[)\"']?[.!?][)\"']?\s+(?=[A-Z\[\"'(*])|[0-9][.!?]\s+(?=[A-Z][a-z])|\n")
_NAMED = re.compile(
    r"(?<![0-9])[0-9]{4,}(?:[ .-]?[0-9]{3,}){2,}|\b(?:a\.n\.?|an\.|a/n|atas nama|bernama|nama(?:[ _](?:pasien|lengkap|pemohon|pelapor"
    r"|siswa|korban|anak|pegawai|saya))?"
    r"[ \t\"']{0,12}[:=]|no(?:mor)?\.? ?rm\b|rekam medis|jenenge|asmane|asmanipun|didiagnos[ai]s?|didiagnosa|mengidap|named)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:pasien|pemohon|pelapor|terlapor|korban|ybs|yang bersangkutan|almarhum(?:ah)?|tersangka|terdakwa|saya|aku|gue|gua|kula|kulo|abdi"
    r"|beliau|dia|ia|dheweke|piyambake|panjenengane|anjeunna|manehna"
    r"|(?:anak|istri|suami|ibu|bapak|ayah|adik|kakak|nenek|kakek|mertua|keponakan|cucu|bojo|ortu|orang tua|paman|bibi|tante|mbah|simbah)"
    r"(?:ku|nya|ne|mu|[ ](?:saya|kami|aku|kula|abdi|pelapor|pemohon|korban|beliau|kandung|angkat))"
    r"|simbah|simbok|ibune|bapake|anake|bojone|garwanipun|he|she|his|her|my|patient|mrs?|ms"
    r"|(?:menderita|mengeluh(?:kan)?|penderita|penyandang)(?= [a-z/]+(?: [a-z]+)? sejak))\b"
    r"|\b(?:tn|ny|nn|sdr|sdri|an|by)\.? [A-Z]|\b[A-Z][a-z]+ \([0-9]{2}(?: th| tahun|\))|\b(?:umur|usia|berusia) [0-9]",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"\b(?:bapak|bpk|pak|ibu|bu|sdr|sdri|saudara|saudari|tuan|tn|nyonya|ny|nn|mas|mbak|mba|kang|teh|bang|mbah|eyang|pakde|bude|paklik|bulik"
    r"|om|si|h|hj|ust|ustadz|kh|dg|daeng)\b\.?[ \t]{1,2}([a-z]+)",
    re.IGNORECASE,
)
_RUN = re.compile(r"(?<![^\W_])([A-Z][a-z']+|[A-Z]{3,}|[A-Z]\.)[ \t]([A-Z][a-z']+|[A-Z]{3,}|[A-Z]\.?)(?![^\W_])")
_WORD_BEFORE = re.compile(r"([a-z]+)[ .\t]*\Z", re.IGNORECASE)
_NO_RUN = PLACES | _words(
    """kab kabupaten kota kec kecamatan kel kelurahan desa ds dusun provinsi prov dinas badan kantor balai bidang
    kementerian dr bupati walikota gubernur kepala nomor no tahun undang peraturan program"""
)
_MANY = re.compile(
    r"\b(?:prevalensi|jumlah|angka|persen|cakupan|insiden(?:si)?|penyuluhan|sosialisasi|program|penanggulangan|pencegahan|pengendalian"
    r"|edukasi"
    r"|leaflet|poster|materi|brosur|vaksinasi|anggaran|pengadaan|stok|persediaan|target|kebijakan|pedoman|sop|surveilans|capaian|statistik"
    r"|rata-rata|sedunia|jelaskan|mencegah|apa itu|tertinggi|terendah|estimasi|per (?:desa|kecamatan|bulan|tahun)|para (?:pasien"
    r"|penderita|lansia)"
    r"|kasus (?:hiv|tb|tbc|dbd|covid|demam|stunting|malaria|baru|aktif|positif|campak|diare|rabies|gizi)|penderita [a-z/ ]{2,30}(?:di"
    r"|se)[ -]"
    r"|bahaya|waspada|ciri-ciri|cara (?:mengatasi|mencegah|merawat|menangani)|webinar|seminar|pelatihan|bapak/ibu|penyebaran|mewabah"
    r"|wabah)\b"
    r"|\b(?:meningkat|menurun|turun|naik|sebesar|sebanyak|mencapai) [0-9.,]+ ?%|(?<![\w./-])[1-9][0-9.]{0,8} (?:orang|kasus|balita|anak"
    r"|pasien|warga|penderita|jiwa|peserta|penyandang|ibu hamil|lansia)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:vaksin|imunisasi|seluruh|setiap|semua|para|kuota|formasi|prioritas|layanan|pelayanan|poli|bangsal|ruang|kader|tren|meningkat"
    r"|menurun|turun|naik"
    r"|rumah sakit|nasional|gejala|tersedia|dapat menggunakan|menyediakan|membuka|penyandang)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(r"\b(?:buat(?:kan)?|susun|tuliskan|jelaskan|rancang|apa itu|bagaimana cara|how to|explain|write)\b", re.IGNORECASE)
_GENERIC = NOT_NAMES | _words(
    """hamil sakit menyusui nifas lansia bersalin rumah ibu bapak sekalian semua yang guru dan rt rw lurah camat"""
)


_TITLES = HONORIFICS | TITLES


class Beside:
    """The sentences of one text, each read once. Asked in order of position."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._first = self._last = -1
        self._nearness = Nearness.NONE
        self._many = self._general = False
        self._record_at = -1
        self._record = False
        self._file: int | None = None

    def nearness(self, start: int, end: int) -> Nearness:
        """How near ``text[start:end]`` stands to a person; NONE where its sentence speaks of many or in general."""
        if not self._first <= start < self._last:
            self._read(start, end)
        if self._many:
            return self._nearness if self._nearness is Nearness.NAMED else Nearness.NONE
        if self._nearness is not Nearness.NONE:
            return self._nearness
        return Nearness.RECORD if not self._general and self._in_record(start) else Nearness.NONE

    def among_many(self, start: int, end: int) -> bool:
        """Whether the sentence counts people or tells of a programme."""
        if not self._first <= start < self._last:
            self._read(start, end)
        return self._many

    def _read(self, start: int, end: int) -> None:
        text = self._text
        low, high = max(0, start - _BEFORE), min(len(text), end + _AFTER)
        first = low
        for stop in _SENTENCE_END.finditer(text, low, start):
            if not _is_title(stop.group()):
                first = stop.end()
        last = high
        for stop in _SENTENCE_END.finditer(text, end, high):
            if not _is_title(stop.group()):
                last = stop.start() + 1
                break
        self._first, self._last = first, max(end, last)
        sentence = text[first : self._last]
        self._many = _MANY.search(sentence) is not None
        self._general = _GENERAL.search(sentence) is not None
        self._nearness = _nearness(sentence)

    def _in_record(self, start: int) -> bool:
        """Whether somebody is named before it: above it in the form, or in the sentences before."""
        if self._file is None:
            file = _FILE.search(self._text)
            self._file = file.end() if file else len(self._text)
        if self._file < start < self._file + _LONGEST_FILE:
            return True
        if self._record_at < 0 or start - self._record_at > _AFTER:
            text = self._text
            low = max(0, start - _RECORD)
            before = text[low:start]
            self._record_at = start
            self._record = _NAMED.search(before) is not None or _honoured(before[-_BEFORE:]) or _PATIENT.search(before) is not None
        return self._record


_FILE = re.compile(
    r"\b(?:resume medis|rekam medi[sk]|nama pasien|no(?:mor)?\.? ?rm|mrn|pasien|identitas pasien|discharge summary"
    r"|patient name)[ \t]{0,24}(?:[:=\n]|[0-9])",
    re.IGNORECASE,
)
"""The head of one person's medical file, to which everything below belongs."""
_LONGEST_FILE = 6000
_PATIENT = re.compile(
    r"\bpasien [A-Z]|\bpasien(?:nya)?\b[^\n]{0,30}\b[0-9]{1,2} ?(?:th|thn|tahun|bln|bulan)|\b(?:tn|ny|nn|an|sdr|sdri)\. ?[A-Z]|\bpatient\b"
    r"|\b(?:beliau|simbah|anak saya|istri saya|suami saya|ibu saya|bapak saya|ayah saya|my (?:mother|father|son|daughter|wife|husband))\b",
    re.IGNORECASE,
)


def _is_title(stop: str) -> bool:
    """ "Sdri. Melati" is one sentence."""
    return stop.rstrip().rstrip(".").lower() in _TITLES


def _nearness(sentence: str) -> Nearness:
    if _NAMED.search(sentence):
        return Nearness.NAMED
    if _PERSON.search(sentence) or _honoured(sentence) or _looks_named(sentence):
        return Nearness.NONE if _ASKING.match(sentence.lstrip()) and not _honoured(sentence) else Nearness.SENTENCE
    return Nearness.NONE


def _honoured(sentence: str) -> bool:
    return any(len(match.group(1)) > 2 and match.group(1).lower() not in _GENERIC for match in _HONORIFIC.finditer(sentence))


def _looks_named(sentence: str) -> bool:
    """Two capitalised words that belong to no office and no place."""
    for run in _RUN.finditer(sentence):
        if run.group(1).lower() in _GENERIC or run.group(2).lower() in _GENERIC or run.group(1).lower() in _NO_RUN:
            continue
        before = _WORD_BEFORE.search(sentence, max(0, run.start() - 16), run.start())
        if before is None or before.group(1).lower() not in _NO_RUN:
            return True
    return False
