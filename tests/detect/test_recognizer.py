from __future__ import annotations

import pytest
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NoOpNlpEngine

from guardrail.detect.recognizer import NumberRecognizer, Plan, TriggeredRecognizer
from guardrail.detect.recognizers import RECOGNIZERS
from guardrail.detect.scanner import PlainScanner, build_scanner

TEXT = "\n".join(
    (
        "Bapak Budi Santoso, NIK 3373011708909001, HP 0812-0000-9901, NPWP 09.900.001.0-505.000, surel a@b.id, visa 4111111111111111",
        "lahir di Kudus 5 Maret 1978",
        "C0000001<7IDN9008179M3401011<<<<<<<<<<<<<<<0",
        "KITAS 2C21JE9901-X",
        "SEP 1101R9990126V009903",
        "noka MH1JM9119PK999902",
        "MAC 00:00:5E:00:53:01",
        "paspor C9999001",
        "lokasi rumah -7.33112, 110.50889",
        "login dari 203.0.113.99",
        "No. KK 3399010503129001",
        "NIP 198504122010011901, NRP 85129901, NUPTK 9939765666209012, NIDN 0615088591",
        "NISN 0090000901, SIM C 900899000901, rekening BRI 9999-01-999901-50-9",
        "virtual account 8801099900009902",
        "No. RM 00-99-01, BPJS 0009990001230, Jamsostek 07N70012345",
        "https://instagram.com/lestari.fiktif",
        "nopol H 9991 XYZ",
        "kata sandi: Uji#Rahasia99, PIN 990901, AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1amkwMSJ9.dGFuZGEtdGFuZ2FuLWZpa3RpZg",
        "-----BEGIN PRIVATE KEY-----",
        "mysql://root:fiktif@db",
        "client_secret=ujifiktif0123456789XYZ",
        "mysqldump -uroot -pUji_Rahasia99 warga",
        "Agama: Hindu, status perkawinan: kawin, gol. darah O",
        "Alamat: Jl. Kenari No. 9 RT 03/RW 01",
        "Diagnosa: hipertensi",
        "Umur: 54 tahun",
        "NMID: ID1020034567890",
        "IMEI 350000000000006",
        "NOP 33.10.260.003.012-0123.0",
        "IDPEL 520512345678",
        "Nomor ijazah DN-03 Ma/13 0012345",
        "No rujukan 110102030926P000123",
        "BPKB M-01234567",
        "ID DTKS 33100199990001",
        "akta kelahiran 3310-LU-14022020-0015",
        "LP/B/12/VI/2026/SPKT/POLRES KLATEN",
        "perkara 12/Pid.B/2026/PN Kln",
        "Jenis kelamin: Perempuan",
        "Suku: Jawa",
        "pelapor itu kader partai Merdeka",
        "ybs diketahui gay",
        "Pemohon mantan narapidana",
        "gaji pemohon Rp 3.204.700 per bulan",
        "template sidik jari: Rk1SACAyMAAB",
        "IG pelapor @bagas.contoh",
    )
)
"""One value of each recognizer, and no more."""


@pytest.mark.parametrize("kind", RECOGNIZERS)
def test_works_in_a_stock_presidio(kind: type[TriggeredRecognizer]) -> None:
    """Each recognizer alone in Presidio's own engine finds its entity, with its name in the metadata."""
    recognizer = kind()
    registry = RecognizerRegistry(recognizers=[recognizer], supported_languages=["id"])
    engine = AnalyzerEngine(
        registry=registry, nlp_engine=NoOpNlpEngine([{"lang_code": "id", "model_name": ""}]), supported_languages=["id"]
    )
    (result,) = engine.analyze(TEXT, "id")
    assert result.entity_type == recognizer.ENTITY
    assert result.recognition_metadata["recognizer_name"] == kind.__name__
    assert result.analysis_explanation is None


@pytest.mark.parametrize("kind", RECOGNIZERS)
def test_explains_itself_in_a_stock_presidio(kind: type[TriggeredRecognizer]) -> None:
    """Asked for the decision process, Presidio answers with our words, and with nothing of the text."""
    recognizer = kind()
    registry = RecognizerRegistry(recognizers=[recognizer], supported_languages=["id"])
    engine = AnalyzerEngine(
        registry=registry, nlp_engine=NoOpNlpEngine([{"lang_code": "id", "model_name": ""}]), supported_languages=["id"]
    )
    (result,) = engine.analyze(TEXT, "id", return_decision_process=True)
    told = result.analysis_explanation
    assert (told.recognizer, told.original_score) == (kind.__name__, result.score)
    assert told.textual_explanation.startswith("bentuk / form: ")
    value = TEXT[result.start : result.end]
    assert not any(value[at : at + 6] in repr(told) for at in range(max(1, len(value) - 5)) if len(value) > 5)


@pytest.mark.parametrize("kind", RECOGNIZERS)
def test_what_is_found_keeps_some_rule(kind: type[TriggeredRecognizer]) -> None:
    """A recognizer that has checks of structure finds nothing that breaks all of them."""
    recognizer = kind()
    (result,) = recognizer.analyze(TEXT, [recognizer.ENTITY])
    checks = recognizer.checks(TEXT[result.start : result.end])
    assert not checks or any(check.held for check in checks)


@pytest.mark.parametrize("kind", RECOGNIZERS)
def test_answers_only_for_its_entity(kind: type[TriggeredRecognizer]) -> None:
    """Asked for something else it is silent."""
    assert kind().analyze(TEXT, ["LOCATION"]) == []


def test_a_plan_finds_what_each_finds_alone() -> None:
    """One scan for all loses nothing and invents nothing."""
    recognizers = [kind() for kind in RECOGNIZERS]
    together = {(result.entity_type, result.start, result.end) for result in Plan(recognizers).results(TEXT)}
    alone = {(r.entity_type, r.start, r.end) for recognizer in recognizers for r in recognizer.analyze(TEXT, [recognizer.ENTITY])}
    assert together == alone
    assert len(together) == len(RECOGNIZERS)


def test_a_plan_without_numbers_reads_none() -> None:
    """The scanner is told only the triggers that somebody asked for."""
    (person,) = [kind for kind in RECOGNIZERS if kind.ENTITY == "PERSON"]
    assert [result.entity_type for result in Plan([person()], PlainScanner).results(TEXT)] == ["PERSON"]


@pytest.mark.parametrize("recognizer", [each() for each in RECOGNIZERS if issubclass(each, NumberRecognizer) and each.LABELLED])
def test_who_is_asked_about_labelled_numbers_only_takes_no_others(recognizer: NumberRecognizer) -> None:
    """The engine does not ask about numbers without the recognizer's label; asked for itself, the recognizer says the same."""
    text = " ; ".join("3374015208900003"[:size] for size in range(9, 17)) + " ; 001234567890123456"
    assert list(recognizer.examine(text, build_scanner((recognizer.TRIGGER,)).ends(text)[0])) == []
