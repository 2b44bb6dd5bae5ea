"""What a user of Presidio would build for the same texts: its own engine, its own tokenizer for a language without a model, and a
``PatternRecognizer`` with context words for each identifier. No check sum costs it time. A blank pipeline has no lemmas, and Presidio
compares context words with lemmas: each word is its own lemma here, so that context counts.

Two sets of the same entities on both sides: the sixteen of everyday letters, and the whole catalogue of what has a pattern.
"""

from __future__ import annotations

from collections.abc import Set

import spacy
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import SlimSpacyNlpEngine
from spacy.language import Language
from spacy.tokens import Doc

from guardrail.detect.recognizer import LANGUAGE

__all__ = ["CATALOGUE", "EVERYDAY", "stock_analyzer"]

_LIKELY, _POSSIBLE = 0.5, 0.2
_EVERYDAY: tuple[tuple[str, str, float, tuple[str, ...]], ...] = (
    (
        "ID_NIK",
        r"(?<!\d)\d{6}[ .\-]?(?:[0-3]\d|[4-6]\d|7[01])(?:0[1-9]|1[0-2])\d{2}[ .\-]?\d{4}(?!\d)",
        _LIKELY,
        ("nik", "ktp", "kependudukan"),
    ),
    ("ID_KK", r"(?<!\d)\d{6}[0-3]\d(?:0[1-9]|1[0-2])\d{6}(?!\d)", _POSSIBLE, ("kk", "keluarga")),
    ("ID_NPWP", r"(?<!\d)\d{2}\.?\d{3}\.?\d{3}\.?\d-?\d{3}\.?\d{3}(?!\d)", _LIKELY, ("npwp", "pajak")),
    ("ID_NIP", r"(?<!\d)(?:19|20)\d{6}[ ]?\d{6}[ ]?[12][ ]?\d{3}(?!\d)", _LIKELY, ("nip", "pegawai")),
    ("ID_NISN", r"(?<!\d)0\d{9}(?!\d)", _POSSIBLE, ("nisn", "siswa")),
    ("ID_BPJS", r"(?<!\d)000\d{10}(?!\d)", _POSSIBLE, ("bpjs", "jkn", "kis")),
    ("ID_DRIVER_LICENSE", r"(?<!\d)\d{4}-?\d{4}-?\d{4,6}(?!\d)", _POSSIBLE, ("sim", "mengemudi")),
    ("PHONE_NUMBER", r"(?<!\d)(?:\+62|62|0)[ \-]?8\d{1,2}[ \-]?\d{3,4}[ \-]?\d{3,5}(?!\d)", _LIKELY, ("hp", "wa", "telepon", "telp")),
    ("EMAIL_ADDRESS", r"\b[\w.+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)+\b", _LIKELY, ("email", "surel")),
    ("CREDIT_CARD", r"(?<!\d)[3-6]\d{3}[ \-]?\d{4}[ \-]?\d{4}[ \-]?\d{4}(?!\d)", _POSSIBLE, ("kartu", "kredit", "debit")),
    ("ID_BANK_ACCOUNT", r"(?<!\d)\d{3,4}[ \-]?\d{2,3}[ \-]?\d{4,6}(?:[ \-]?\d{1,2}){0,2}(?!\d)", _POSSIBLE, ("rekening", "rek", "bank")),
    ("ID_PASSPORT", r"\b[A-CX]\d{7}\b", _POSSIBLE, ("paspor", "passport")),
    ("ID_VEHICLE_PLATE", r"\b[A-Z]{1,2} ?\d{1,4} ?[A-Z]{1,3}\b", _POSSIBLE, ("plat", "nopol", "kendaraan")),
    ("IP_ADDRESS", r"\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b", _LIKELY, ("ip",)),
    ("DATE_OF_BIRTH", r"\b[0-3]?\d[\-/.](?:0?[1-9]|1[0-2])[\-/.](?:19|20)\d{2}\b", _POSSIBLE, ("lahir", "ttl", "tgl")),
    ("MEDICAL_RECORD", r"(?<!\d)\d{2}[.\-]\d{2}[.\-]\d{2}(?:[.\-]\d{2})?(?!\d)", _POSSIBLE, ("rekam", "medis", "rm")),
)
"""Entity, pattern, score without context, words that raise it."""

_FURTHER: tuple[tuple[str, str, float, tuple[str, ...]], ...] = (
    ("ID_NUPTK", r"(?<!\d)\d{16}(?!\d)", _POSSIBLE, ("nuptk",)),
    ("ID_NIDN", r"(?<!\d)\d{10}(?!\d)", _POSSIBLE, ("nidn", "nidk")),
    ("ID_NRP", r"(?<!\d)\d{8}(?!\d)", _POSSIBLE, ("nrp",)),
    ("ID_VIRTUAL_ACCOUNT", r"(?<!\d)\d{10,18}(?!\d)", _POSSIBLE, ("va", "virtual")),
    ("ID_KITAS", r"\b\d[A-Z]\d{2}[A-Z]{1,2}\d{3,5}-?[A-Z]{1,2}\b", _LIKELY, ("kitas", "kitap")),
    ("ID_SEP", r"\b\d{4}[RSTUP]\d{7}V\d{6}\b", _LIKELY, ("sep",)),
    ("ID_VIN", r"\b[A-HJ-NPR-Z0-9]{17}\b", _POSSIBLE, ("rangka", "noka", "vin")),
    ("ID_QRIS", r"\b000201(?:01021[12]|2[6-9])[\w.]+\b", _LIKELY, ("qris",)),
    ("ID_TAX_OBJECT", r"(?<!\d)\d{2}\.\d{2}\.\d{3}\.\d{3}\.\d{3}[\-.]\d{4}[\-.]\d(?!\d)", _LIKELY, ("nop", "pbb", "sppt")),
    ("ID_UTILITY", r"(?<!\d)\d{11,12}(?!\d)", _POSSIBLE, ("pelanggan", "meter", "pln", "pdam")),
    ("ID_DIPLOMA", r"\bDN-\d{2} ?/?[A-Z\-]{1,6}/?\d{6,8}\b", _LIKELY, ("ijazah", "skhun")),
    ("ID_REFERRAL", r"\b\d{4}[0-9A-Z]\d{7}[PYKBA]\d{6}\b", _LIKELY, ("rujukan",)),
    ("ID_VEHICLE_DOCUMENT", r"\b[A-Z]-?\d{7,8}\b", _POSSIBLE, ("bpkb", "stnk", "mesin")),
    ("ID_SOCIAL_AID", r"\b(?:dtks|dtsen|kks|pkh)\W{1,3}\d{6,16}\b", _LIKELY, ("bantuan",)),
    ("ID_CIVIL_RECORD", r"\b\d{4}-[A-Z]{2}-\d{8}-\d{4}\b", _LIKELY, ("akta", "nikah")),
    ("ID_POLICE_REPORT", r"\bLP/[A-Z]?/?\d{1,5}/[IVX]{1,4}/\d{4}", _LIKELY, ("laporan", "polisi")),
    ("ID_COURT_CASE", r"\b\d{1,5}/(?:Pid|Pdt|G|P)[\w.\-]*/\d{4}/P[NAT]\b", _LIKELY, ("perkara",)),
    ("IMEI", r"(?<!\d)\d{15}(?!\d)", _POSSIBLE, ("imei",)),
    ("MAC_ADDRESS", r"\b(?:[0-9A-F]{2}[:\-]){5}[0-9A-F]{2}\b", _LIKELY, ("mac",)),
    ("COORDINATES", r"-?\b\d{1,2}\.\d{4,8}, ?-?\d{2,3}\.\d{4,8}\b", _LIKELY, ("koordinat", "lokasi")),
    ("URL", r"\bhttps?://[^\s<>\"]+", _LIKELY, ("situs",)),
    ("SOCIAL_ACCOUNT", r"(?<!\w)@[a-z_][\w.]{2,29}\b", _POSSIBLE, ("instagram", "twitter", "tiktok")),
    ("SECRET", r"\b(?:sk-|AKIA|AIza|gh[pousr]_|eyJ|(?:password|token|secret|pin)\b[ \t]*[:=][ \t]*)[\w.\-]{4,}", _LIKELY, ("sandi",)),
    ("BLOOD_TYPE", r"\bgol(?:ongan)?\.? darah\W{1,3}(?:AB|A|B|O)\b", _LIKELY, ()),
    ("MARITAL_STATUS", r"\bstatus\W{1,3}(?:belum kawin|kawin|cerai hidup|cerai mati)\b", _LIKELY, ()),
    ("GENDER", r"\b(?:jenis )?kelamin\W{1,3}(?:laki-laki|perempuan|pria|wanita)\b", _LIKELY, ()),
    ("ETHNICITY", r"\b(?:suku|etnis)\W{1,3}\w+", _LIKELY, ()),
    ("POLITICAL_OPINION", r"\b(?:kader|anggota|pendukung|simpatisan) partai \w+", _LIKELY, ()),
    ("SEXUAL_ORIENTATION", r"\b(?:gay|lesbian|biseksual|transgender)\b", _LIKELY, ()),
    ("CRIMINAL_RECORD", r"\b(?:mantan (?:narapidana|napi)|residivis)\b", _LIKELY, ()),
    ("FINANCIAL", r"\b(?:gaji|penghasilan|saldo|pinjaman|utang)\W{1,3}Rp ?[\d.]+", _LIKELY, ()),
    ("BIOMETRIC", r"\b(?:template|data|hash) (?:sidik jari|wajah|iris|retina)\W{1,3}\S+", _LIKELY, ()),
)
"""The same for the rest of the catalogue: shapes where there are some, else words and what stands behind them."""

EVERYDAY = frozenset(entity for entity, *_ in _EVERYDAY)
CATALOGUE = EVERYDAY | {entity for entity, *_ in _FURTHER}
"""Entities of the two sets."""


@Language.component("words_are_lemmas")
def _words_are_lemmas(doc: Doc) -> Doc:
    for token in doc:
        token.lemma_ = token.lower_
    return doc


def stock_analyzer(entities: Set[str] = CATALOGUE) -> AnalyzerEngine:
    """Presidio as it comes, with the recognizers of these entities and no others."""
    recognizers = [
        PatternRecognizer(
            supported_entity=entity, patterns=[Pattern(entity, pattern, score)], context=list(context), supported_language=LANGUAGE
        )
        for entity, pattern, score, context in _EVERYDAY + _FURTHER
        if entity in entities
    ]
    nlp_engine = SlimSpacyNlpEngine(supported_languages=[LANGUAGE], auto_download=False, generic_tokenizer="blank")
    pipeline = spacy.blank(LANGUAGE)
    pipeline.add_pipe("words_are_lemmas")
    nlp_engine.nlp = {LANGUAGE: pipeline}  # type: ignore[assignment]
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=[LANGUAGE])
    return AnalyzerEngine(registry=registry, nlp_engine=nlp_engine, supported_languages=[LANGUAGE])
