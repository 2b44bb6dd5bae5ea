"""Diagnoses, symptoms, injuries, disabilities, pregnancies, results and medicines of an identifiable person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.beside import Beside, Nearness
from guardrail.detect.columns import Headings
from guardrail.detect.facts import facts
from guardrail.detect.health_phrases import Phrase, read_phrase
from guardrail.detect.health_words import LEXICON, Sureness
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["HealthRecognizer"]

_FIELDS = "diagnos[aei]s?|diagnosanya|keluhan|riwayat|alergi|dx|penyakit|terapi|anamnes[ai]s?|assessment|allerg(?:y|ies)|icd|obat|resep"
_RESULTS = (
    "gds|gdp|gd2pp|hba1c|gula darah(?:nya)?|kolesterol|trigliserida|asam urat|kreatinin|creatinine|ureum|trombosit|leukosit"
    "|hemoglobin|hb|sgot|sgpt|cd4|viral load|egfr|ldl|hdl|bilirubin|bta|igm|rapid test|troponin"
)
_UNITS = "mg/dl|mmol/l|g/dl|gr/dl|sel/mm3|kopi/ml|copies/ml|iu/l|u/l|ng/ml|meq/l"
_ALL = frozenset((*LEXICON.terms, *LEXICON.heads))
_STEM = 5
_STEMS = "|".join(sorted({re.escape(word[:_STEM]) for word in _ALL if len(word) >= _STEM}))
_SHORT = "|".join(sorted(re.escape(word) for word in _ALL if len(word) < _STEM))
"""Whole words at both ends take the scanner seconds to compile: of long words the beginning is enough to look."""
_LABEL = re.compile(
    r"\b(?:diagnos[aei]s?|dx|keluhan|riwayat|alergi|penyakit|terapi|obat|resep|anamnes[ai]s?|kondisi|keterangan|ket|disabilitas"
    r"|assessment|catatan"
    r"|allerg(?:y|ies)|medication|diagnosed with|icd(?:-?10)?)(?:[ _](?:utama|sekunder|primer|kerja|masuk|akhir|sementara|medis|banding"
    r"|obat|penyakit|dahulu"
    r"|sekarang|keluarga|pulang|khusus|kesehatan|fisik))?[\"'*_ \t]{0,12}[:=;][ \t\"'*\[(]{0,6}\Z",
    re.IGNORECASE,
)
_VALUE_AFTER = re.compile(
    r"(?:[ _](?:utama|sekunder|primer|kerja|masuk|akhir|sementara|medis|penyakit))?[\"'*_\\]{0,4}[ \t]{0,24}[:=][ \t\"'*\\]{0,6}"
    r"((?:[^\W\d_][\w\-']*)(?:[ ][^\W\d_][\w\-']*){0,5}(?:[ ][0-9]{1,2})?)(?=[ \t]*(?:[,;|\n\r\"'(./\[\\]|\Z))",
    re.IGNORECASE,
)
_DIAGNOSIS = re.compile(r"(?:diagnos[aei]s?|dx|penyakit)\Z", re.IGNORECASE)
_NO_VALUE = re.compile(
    r"(?:tidak|belum|nihil|normal|sehat|baik|kosong|string|null|none|text|isi|lihat|terlampir|contoh|disangkal|tdk|-)\b", re.IGNORECASE
)
_HEADING = re.compile(r"[ _](?:utama|medis|penyakit|masuk|akhir)\b", re.IGNORECASE)
_TIE = re.compile(
    r"(?:\b(?:sakit|kena|keno|terkena|menderita|mengidap|mengalami|ngalami|riwayat|gerah|lara|loro|penyakit|keluhan|mengeluh"
    r"|didiagnos[ai]s?|positif|jalani|menjalani"
    r"|kaliyan|karo|minum|sama|suffering from|has|had|with|habis|usai|setelah|dirawat karena|butuh|harus|rutin|konsumsi|alergi"
    r"|punya riwayat|punya)(?: penyakit| sakit| obat)?[ \t]{1,2}|[+/:=][ \t\"']{0,2})\Z",
    re.IGNORECASE,
)
_AND = re.compile(r"(?:\b(?:dan|serta|plus|and|&)[ \t]{1,2}|,[ \t])\Z")
_NOT_HEALTH = re.compile(
    r"\b(?:rsud?|rumah|poli|klinik|puskesmas|surat|cuti|izin|ijin|bebas|anti|vaksin|imunisasi|program|dinas|yayasan|ruang|dokter|dr"
    r"|spesialis|bangsal"
    r"|pasar|toko|gudang|hari|dana|palang|bank|stasiun|kader|satgas|tim|uu|perda)[. \t]{1,2}\Z",
    re.IGNORECASE,
)
_IS_LABEL = re.compile(r"(?:alergi|riwayat|keluhan|tindakan|operasi)\b[ a-z]{0,20}[ \t]{0,20}[:=]", re.IGNORECASE)
_IS_NAME = re.compile(r"(?:asma|Asma) (?!Bronkial)[A-Z][a-z]")
"""Javanese: "asma Slamet" is his name."""
_NUMBER_BEHIND = re.compile(
    r"(?:nya)?(?:[ _](?:sewaktu|puasa|total|acak|darah|2 jam pp|2jpp|terakhir))?[ \t]{0,2}(?:[:=]|adalah|hasil|mencapai|sampai|naik"
    r"|turun|jadi)?[ \t\"']{0,3}"
    r"([0-9]{1,3}(?:[.,][0-9]{1,3})?(?: ?(?:mg/dl|mmol/l|g/dl|gr/dl|%|sel/mm3|/ul|u/l|ribu))?|(?:non[- ]?)?reaktif|positif"
    r"|negatif)(?![\w/]|[.,][0-9])",
    re.IGNORECASE,
)
_NUMBER_BEFORE = re.compile(r"(?<![\w.,])[0-9]{1,6}(?:[.,][0-9]{1,3})?[ \t]?\Z")
_ICD = re.compile(r"(?<![\w.\-/])[A-TV-Z][0-9]{2}(?:\.[0-9]{1,2})?(?![\w\-/]|\.[0-9])")
_CODED = re.compile(r"\b(?:icd|dx|diagnos[aei]s?)\Z", re.IGNORECASE)
_CODE_BEHIND = re.compile(r"(?:-?10)?[\"']?[ \t]{0,8}[:=]?[ \t\"']{0,4}([A-TV-Z][0-9]{2}(?:\.[0-9]{1,2})?)(?![\w\-/]|\.[0-9])")
_DIAGNOSED = re.compile(r"\b(?:diagnos|dx\b)", re.IGNORECASE)
_ICD_NEAR = 60
_ICD_LABEL = re.compile(r"\b(?:icd|diagnos|dx\b|kode penyakit)", re.IGNORECASE)
_PERSONAL_FIELD = re.compile(r"\A[ \t\"'{\[*\-•0-9.)]*[a-z _]{2,30}[\"'*]{0,3}[ \t]{0,24}[:=]", re.IGNORECASE)
_REACH = 48
_SURE_SCORE, _SCORE, _LAY_SCORE = 0.9, 0.8, 0.7
_LONGEST_CELL = 60


class HealthRecognizer(TriggeredRecognizer):
    """``HEALTH``: the phrase, where a person stands beside it (UU 27/2022 art. 4(2)a: specific data).

    Diseases in statistics and programmes, medicines in stock and questions in general stay. ICD-10 codes (WHO) count beside a
    person and a diagnosis only: B20 is also a fuel.
    """

    ENTITY = "HEALTH"
    TRIGGER = rf"\b(?:{_STEMS})|\b(?:{_SHORT})\b|\b(?:{_FIELDS}|{_RESULTS})\b|{_UNITS}|\b[a-tv-z][0-9][0-9]\.[0-9]"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        return facts(text, ends, _cells, _at)


def _at(text: str, end: int, beside: Beside, floor: int) -> Match | None:
    code = _labelled_code(text, end, beside) if text[end - 1].isalpha() else _icd(text, end, beside, floor)
    if code is not None:
        return code
    start = end
    while start > floor and (text[start - 1].isalnum() or (text[start - 1] in "-'" and start > floor + 1 and text[start - 2].isalnum())):
        start -= 1
    if "/" in text[max(floor, end - 8) : end] and (result := _by_unit(text, end, beside, floor)) is not None:
        return result
    phrase = read_phrase(text, start)
    if phrase is None and "-" in text[start:end]:
        start = end - len(text[start:end].rpartition("-")[2])
        phrase = read_phrase(text, start)
    if phrase is None or phrase.end <= end:
        result = _by_name(text, end, beside)
        if result is not None:
            return result
    score = _score(text, phrase, beside) if phrase is not None else 0.0
    return Match(phrase.start, phrase.end, score) if phrase is not None and score else _behind_label(text, end, beside)


def _score(text: str, phrase: Phrase, beside: Beside) -> float:
    """0.0 for what is nobody's."""
    before = text[max(0, phrase.start - _REACH) : phrase.start]
    if _NOT_HEALTH.search(before) or _IS_LABEL.match(text, phrase.start) or _IS_NAME.match(text, phrase.start):
        return 0.0
    if _LABEL.search(before):
        return (
            0.0
            if beside.among_many(phrase.start, phrase.end) and beside.nearness(phrase.start, phrase.end) is Nearness.NONE
            else _SURE_SCORE
        )
    nearness = beside.nearness(phrase.start, phrase.end)
    if nearness is Nearness.NONE:
        return 0.0
    if phrase.sureness is Sureness.TIED and not _TIE.search(before):
        return 0.0
    if phrase.sureness <= Sureness.LAY:
        return _LAY_SCORE if nearness >= Nearness.SENTENCE or _TIE.search(before) else 0.0
    return _SURE_SCORE if nearness is Nearness.NAMED else _SCORE


def _behind_label(text: str, end: int, beside: Beside) -> Match | None:
    """Whatever stands behind "diagnosa:", though no list has it."""
    value = _VALUE_AFTER.match(text, end) if _DIAGNOSIS.search(text, max(0, end - 10), end) else None
    if value is None or len(value.group(1)) < 4 or _NO_VALUE.match(value.group(1)) or read_phrase(text, value.start(1)) is not None:
        return None
    return None if beside.among_many(value.start(1), value.end(1)) else Match(value.start(1), value.end(1), _SCORE)


def _cells(text: str, end: int, headings: Headings) -> Iterator[Match]:
    """The cells below "diagnosa", though no list has them."""
    label = _DIAGNOSIS.search(text, max(0, end - 10), end)
    more = _HEADING.match(text, end)
    if label is None:
        return
    for first, last in headings.cells(label.start(), more.end() if more else end):
        if 2 <= last - first <= _LONGEST_CELL and text[first].isalpha() and not _NO_VALUE.match(text, first):
            yield Match(first, last, _SURE_SCORE)


def _by_name(text: str, end: int, beside: Beside) -> Match | None:
    """The value behind the name of a laboratory's result."""
    name = _RESULT.search(text, max(0, end - 16), end)
    value = _NUMBER_BEHIND.match(text, end) if name else None
    if value is None or beside.nearness(value.start(1), value.end(1)) is Nearness.NONE:
        return None
    return Match(value.start(1), value.end(1), _SCORE)


def _by_unit(text: str, end: int, beside: Beside, floor: int) -> Match | None:
    """The number before the unit of a laboratory's result, with its unit."""
    unit = _UNIT.search(text, max(floor, end - 10), end)
    number = _NUMBER_BEFORE.search(text, max(floor, unit.start() - 14), unit.start()) if unit else None
    if unit is None or number is None or beside.nearness(number.start(), unit.end()) is Nearness.NONE:
        return None
    return Match(number.start(), unit.end(), _SCORE)


def _labelled_code(text: str, end: int, beside: Beside) -> Match | None:
    """ "dx F20", "ICD-10: A15"."""
    label = _CODED.search(text, max(0, end - 10), end)
    code = _CODE_BEHIND.match(text, end) if label else None
    return Match(code.start(1), code.end(1), _SCORE) if code and _is_somebodys(text, code.start(1), code.end(1), beside) else None


def _is_somebodys(text: str, start: int, end: int, beside: Beside) -> bool:
    """A code behind "diagnosa" is a person's unless many are spoken of; behind "ICD" alone a person must stand beside it."""
    if beside.nearness(start, end) is not Nearness.NONE:
        return True
    label = text[max(0, start - _ICD_NEAR) : start].rpartition("\n")[2]
    return _DIAGNOSED.search(label) is not None and not beside.among_many(start, end)


def _icd(text: str, end: int, beside: Beside, floor: int) -> Match | None:
    for code in _ICD.finditer(text, max(floor, end - 6), end + 2):
        if code.end() < end or not code.group()[0].isupper():
            continue
        near = text[max(0, code.start() - _ICD_NEAR) : code.start()].rpartition("\n")[2]
        if not _ICD_LABEL.search(near) and not any(
            read_phrase(near, word.start()) for word in re.finditer(r"[a-z]{4,}", near, re.IGNORECASE)
        ):
            continue
        if not _is_somebodys(text, code.start(), code.end(), beside):
            continue
        return Match(code.start(), code.end(), _SCORE)
    return None


_RESULT = re.compile(rf"\b(?:{_RESULTS})\Z", re.IGNORECASE)
_UNIT = re.compile(rf"(?:{_UNITS})\Z", re.IGNORECASE)
