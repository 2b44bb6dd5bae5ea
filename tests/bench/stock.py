"""What a user of Presidio would build for the same texts: its own engine, its own tokenizer for a language without a model, and sixteen
``PatternRecognizer``s with context words. No check sum costs it time. A blank pipeline has no lemmas, and Presidio compares
context words with lemmas: each word is its own lemma here, so that context counts.
"""

from __future__ import annotations

import spacy
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import SlimSpacyNlpEngine
from spacy.language import Language
from spacy.tokens import Doc

from guardrail.detect.recognizer import LANGUAGE

__all__ = ["stock_analyzer"]

_LIKELY, _POSSIBLE = 0.5, 0.2
_RECOGNIZERS: tuple[tuple[str, str, float, tuple[str, ...]], ...] = (
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


@Language.component("words_are_lemmas")
def _words_are_lemmas(doc: Doc) -> Doc:
    for token in doc:
        token.lemma_ = token.lower_
    return doc


def stock_analyzer() -> AnalyzerEngine:
    """Presidio as it comes, with these recognizers and no others."""
    recognizers = [
        PatternRecognizer(
            supported_entity=entity, patterns=[Pattern(entity, pattern, score)], context=list(context), supported_language=LANGUAGE
        )
        for entity, pattern, score, context in _RECOGNIZERS
    ]
    nlp_engine = SlimSpacyNlpEngine(supported_languages=[LANGUAGE], auto_download=False, generic_tokenizer="blank")
    pipeline = spacy.blank(LANGUAGE)
    pipeline.add_pipe("words_are_lemmas")
    nlp_engine.nlp = {LANGUAGE: pipeline}  # type: ignore[assignment]
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=[LANGUAGE])
    return AnalyzerEngine(registry=registry, nlp_engine=nlp_engine, supported_languages=[LANGUAGE])
