from __future__ import annotations

import base64
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from random import Random
from string import ascii_letters, digits
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.errors import ErrorCode, GuardFault, RequestRefused
from guardrail.detect.analyzer import TriggerAnalyzer, build_analyzer
from guardrail.detect.detector import MAX_TEXT, PresidioDetector, build_detector

DETECTOR = build_detector()
BLOCK = (
    "Mohon buatkan surat untuk Bapak Budi Santoso, NIK 3374011708909001, HP 0812-3456-7890, NPWP 09.900.001.0-505.000, "
    "surel budi.santoso@example.com, kartu kredit 4111 1111 1111 1111. Laporan kinerja disampaikan kepada bagian organisasi.\n"
)


def found(text: str, label: str = "") -> list[tuple[str, str]]:
    return [(finding.entity, text[finding.span.start : finding.span.end]) for finding in DETECTOR.detect(text, label)]


@pytest.mark.parametrize("label", ["tool_call_id", "id", ""])
@pytest.mark.parametrize("prefix", ["call_", "chatcmpl-", "resp_", "toolu_01", ""])
def test_identifiers_of_machines_are_nobodys(prefix: str, label: str) -> None:
    """A random identifier of a vendor holds no finding: it could not be masked, and the call would be refused for nothing."""
    random = Random(f"{prefix}{label}")
    for _ in range(400):
        hexadecimal = f"{random.getrandbits(96):024x}"
        plain = "".join(random.choices(ascii_letters + digits, k=24))
        assert not found(prefix + hexadecimal, label)
        assert not found(prefix + plain, label)
        assert not found(str(UUID(int=random.getrandbits(128))), label)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3578011708909018", [("ID_NIK", "3578011708909018")]),
        ("5171011708909006", [("ID_NIK", "5171011708909006")]),
        ("5271011708909005", [("ID_NIK", "5271011708909005")]),
        ("5105105105105100", [("ID_NIK", "5105105105105100")]),
        ("kartu kredit 5105105105105100", [("CREDIT_CARD", "5105105105105100")]),
        ("NIK 5105105105105100", [("ID_NIK", "5105105105105100")]),
        ("NPWP 3373011708909001", [("ID_NPWP", "3373011708909001")]),
        ("NIK 3373011708909001 NPWP: 09.900.001.0-505.000", [("ID_NIK", "3373011708909001"), ("ID_NPWP", "09.900.001.0-505.000")]),
        ("+6281200009901 0812-0000-9902", [("PHONE_NUMBER", "+6281200009901"), ("PHONE_NUMBER", "0812-0000-9902")]),
        ("0499000024505000", [("ID_NPWP", "0499000024505000")]),
        ("NIP 199001152015031002", [("ID_NIP", "199001152015031002")]),
        ("Nomor 800/1234/BKD/2026, Rp3.273.015.501.909, Jl. Jenderal Sudirman, RSUD Dr. Soetomo", []),
        ("penduduk 38.430.645 jiwa, luas 34.347,43 km2", []),
    ],
)
def test_each_place_has_one_meaning(text: str, expected: list[tuple[str, str]]) -> None:
    """Structure decides, the nearest label settles what structure leaves open."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("label", "text", "expected"),
    [
        ("nama", "Budi", [("PERSON", "Budi")]),
        ("namaLengkap", "budi santoso", [("PERSON", "budi santoso")]),
        ("nama_pemohon", "SITI FIKTIFAH", [("PERSON", "SITI FIKTIFAH")]),
        ("nik", "3399011708909001", [("ID_NIK", "3399011708909001")]),
        ("npwp", "3373011708909001", [("ID_NPWP", "3373011708909001")]),
        ("no_hp", "8120000123", [("PHONE_NUMBER", "8120000123")]),
        ("db_password", "Uji#Rahasia99", [("SECRET", "Uji#Rahasia99")]),
        ("pin", "990901", [("SECRET", "990901")]),
        ("apiKey", "ujifiktif0123456789XYZ", [("SECRET", "ujifiktif0123456789XYZ")]),
        ("agama", "Hindu", [("RELIGION", "Hindu")]),
        ("password", "wajib diisi", []),
        ("tglLahir", "1995-03-12", [("DATE_OF_BIRTH", "1995-03-12")]),
        ("plat_nomor", "h 9255 vuu", [("ID_VEHICLE_PLATE", "h 9255 vuu")]),
        ("tgl_masuk", "1995-03-12", []),
        ("resi", "3373011708909001", []),
        ("access_token", "3374011708909001", [("ID_NIK", "3374011708909001")]),
        ("nama", "Ani", [("PERSON", "Ani")]),
        ("judul", "Laporan", []),
        ("judul", "Laporan Bulanan", []),
        ("model", "gpt", []),
    ],
)
def test_the_field_labels_the_value(label: str, text: str, expected: list[tuple[str, str]]) -> None:
    """A JSON key counts like a label in the text, in any way of writing keys."""
    assert found(text, label) == expected


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    """Whatever Unicode holds: findings are in range, by position, apart, and of a known entity."""
    _check(DETECTOR, text)


@given(
    st.lists(
        st.sampled_from(
            ["NIK ", "337301", "170890", "9001", "0812", "-", " ", "\u200b", "３", "Pak ", "Budi", "@", "a.id", "(", ")", "nama: ", "\n"]
        )
    )
)
def test_any_mixture_can_be_read(pieces: list[str]) -> None:
    """The same for texts that nearly hold something."""
    _check(DETECTOR, "".join(pieces))


def _check(detector: PresidioDetector, text: str) -> None:
    findings = detector.detect(text)
    assert all(0 <= finding.span.start < finding.span.end <= len(text) for finding in findings)
    assert all(left.span.end <= right.span.start for left, right in pairwise(findings))
    assert all(finding.entity in detector.entities and 0 < finding.score <= 1 for finding in findings)


def test_memory_changes_nothing() -> None:
    """The second look at a block gives what the first gave, and a label makes another block of it."""
    text = BLOCK * 3
    first = DETECTOR.detect(text)
    assert DETECTOR.detect(text) == first
    assert len(first) == 18
    assert PresidioDetector(build_analyzer()).detect(text) == first


def test_a_text_over_the_bound_is_refused() -> None:
    """Nothing is skipped silently: what is too long to be read does not pass."""
    assert not found(" " * MAX_TEXT)
    with pytest.raises(RequestRefused) as caught:
        found(" " * (MAX_TEXT + 1))
    assert caught.value.code is ErrorCode.BODY_TOO_LARGE


class BrokenAnalyzer(TriggerAnalyzer):
    """Fails as a recognizer might, with the text in its words."""

    def analyze(self, text: str, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(f"cannot read {text}")


@pytest.mark.parametrize("text", ["Budi Santoso", "Budi Santoso " * 50])
def test_a_failure_is_a_fault_without_text(text: str) -> None:
    """Nothing found and something broken are different things, and the fault carries no word of the text."""
    working = build_analyzer()
    broken = BrokenAnalyzer(registry=working.registry, nlp_engine=working.nlp_engine, supported_languages=["id"])
    with pytest.raises(GuardFault) as caught:
        PresidioDetector(broken).detect(text)
    assert caught.value.code is ErrorCode.DETECTOR_ERROR
    assert "Budi" not in f"{caught.value!s} {caught.value!r} {caught.value.__cause__!r}"
    assert caught.value.__suppress_context__


def test_threads_may_share_a_detector() -> None:
    """Large texts are read in threads: each gets its own findings."""
    texts = [BLOCK * count for count in range(1, 25)]
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda text: len(DETECTOR.detect(text)), texts))
    assert counts == [6 * count for count in range(1, 25)]


@pytest.mark.parametrize("piece", [BLOCK, "12 34.", "1", "1 2 3 ", "@", "nama: ", "a@", "Pak H. ", "\u200b3", "NIK 3373 0117 0890 9001 "])
def test_time_is_linear(piece: str) -> None:
    """Eight times the text takes about eight times as long, also for texts made to be slow; quadratic work would take 64 times."""
    small, large = piece * (16_000 // len(piece)), piece * (128_000 // len(piece))
    assert _seconds(large) / _seconds(small) < 24


def _seconds(text: str) -> float:
    analyzer = DETECTOR._analyzer
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        analyzer.analyze(text, "id")
        best = min(best, time.process_time() - started)
    return max(best, 1e-4)


def test_a_failure_to_explain_is_a_fault_without_words() -> None:
    """As in detection: neither the text nor the cause's words go further."""
    working = build_analyzer()
    broken = BrokenAnalyzer(registry=working.registry, nlp_engine=working.nlp_engine, supported_languages=["id"])
    with pytest.raises(GuardFault) as caught:
        PresidioDetector(broken).explain("Pak Budi", ())
    assert "Budi" not in f"{caught.value!s} {caught.value!r} {caught.value.__cause__!r}"


def test_what_cannot_be_inspected_cannot_be_explained(detector: PresidioDetector) -> None:
    """The same refusal as in detection."""
    text = "NIK 3373011708909001"
    for _ in range(5):
        text = base64.b64encode(text.encode()).decode()
    with pytest.raises(RequestRefused):
        detector.explain(text, ())
