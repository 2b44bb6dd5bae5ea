from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.detect.analyzer import build_analyzer
from guardrail.detect.detector import PresidioDetector
from guardrail.detect.recognizer import Plan
from guardrail.detect.recognizers import EmailRecognizer, NikRecognizer, PhoneRecognizer
from guardrail.detect.scanner import PlainScanner
from guardrail.detect.views import DEPTH, READERS, Reader

RECOGNIZERS = [NikRecognizer(), PhoneRecognizer(), EmailRecognizer()]
PLAN, PLAIN = Plan(RECOGNIZERS), Plan(RECOGNIZERS, PlainScanner)
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *("%33%37", "&#51;", r"\u0033", "=33=37", "TklLIDMzNzMwMTE3MDg5MDkwMDE=", "33333733303131373038393039303031"),
                *("nol ", "satu ", "tujuh ", "NIK ", "3373", "0117", "0890", "9001", "O8l2", "**", " | ", ", ", '","', "<b>", "\n"),
                *("dibalik ", "1009098071103733", "budi ", "at ", "contoh ", "dot ", "com", "@", "a.id", "+", "?q=", "\u200b", "３", "З"),
            ]
        ),
        st.text(max_size=4),
    ),
    max_size=20,
).map("".join)


def found(text: str) -> list[tuple[str, str]]:
    results = sorted(PLAN.results(text), key=lambda result: result.start)
    return [(result.entity_type, text[result.start : result.end]) for result in results]


def packed(text: str, times: int) -> str:
    for _ in range(times):
        text = base64.b64encode(text.encode()).decode()
    return text


@pytest.mark.parametrize(
    ("text", "entity", "piece"),
    [
        ("%33%33%37%33%30%31%31%37%30%38%39%30%39%30%30%31", "ID_NIK", ""),
        ("&#51;&#51;&#55;&#51;0117&#48;&#56;&#57;&#48;9001", "ID_NIK", ""),
        (r"\u0033\u0033\u0037\u0033\u0030\u0031\u0031\u0037\u0030\u0038\u0039\u0030\u0039\u0030\u0030\u0031", "ID_NIK", ""),
        ("=33=33=37=33=30=31=31=37=30=38=39=30=39=30=30=31", "ID_NIK", ""),
        ("33333733303131373038393039303031", "ID_NIK", ""),
        ("baca TklLIDMzNzMwMTE3MDg5MDkwMDE= ya", "ID_NIK", "TklLIDMzNzMwMTE3MDg5MDkwMDE="),
        ("TXpNM016QXhNVGN3T0Rrd09UQXdNUT09", "ID_NIK", ""),
        (packed("3373011708909001", 3), "ID_NIK", ""),
        ("email=budi%2540contoh.com&x=1", "EMAIL_ADDRESS", "budi%2540contoh.com"),
        ("NIK 33730ll708909OO1", "ID_NIK", "33730ll708909OO1"),
        ("NlK : 337З01l7O8909O0I", "ID_NIK", "337З01l7O8909O0I"),
        ("33**7*3*01170890**9001", "ID_NIK", ""),
        ("nol delapan satu dua nol nol nol nol sembilan sembilan nol satu", "PHONE_NUMBER", ""),
        ("bagas dot w at example dot com", "EMAIL_ADDRESS", ""),
        ("nik dibalik: 1009098071103733", "ID_NIK", "1009098071103733"),
        ("bаgаs@ехаmрlе.com", "EMAIL_ADDRESS", ""),
        ("３%33７%330117&#48;890%39001", "ID_NIK", ""),
    ],
)
def test_a_finding_covers_its_encoded_piece(text: str, entity: str, piece: str) -> None:
    """Whatever a value is written as, all of that is found and nothing beside it."""
    assert found(text) == [(entity, piece or text)]


@pytest.mark.parametrize(
    "text",
    [
        "NIK 3373011708909001 100% benar &amp; sah",
        "budi@contoh.com %20 dan 081200009901",
        "NIK 3373011708909001, isi TWVtYW5nIHRpZGFrIGFkYSBhcGE=",
    ],
)
def test_what_stands_in_the_clear_is_found_once(text: str) -> None:
    """Another reading adds nothing to what the text itself shows."""
    places = [place for _, place in found(text)]
    assert places
    assert len(places) == len(set(places))
    assert all("%" not in place and "&" not in place and "TWV" not in place for place in places)


@pytest.mark.parametrize(
    "text",
    [
        "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "image@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "550e8400-e29b-41d4-a716-446655440000",
        "Kode rekening 5.1.02.01.01.0024, Rp1.250.000.000, nomor 800/1234/BKD/2026",
        "satu, dua, tiga; titik kumpul di balai desa; balik nama kendaraan",
        r"C:\Users\nama\x33 dan 12 | 34 | 56",
    ],
)
def test_ordinary_text_hides_nothing(text: str) -> None:
    """Hashes, identifiers, paths, government numbers."""
    assert found(text) == []


def test_what_is_packed_too_deep_is_refused() -> None:
    """Read to a depth of three; deeper the caller must unpack it, since what cannot be read does not pass."""
    assert found(packed("NIK 3373011708909001", DEPTH))
    with pytest.raises(RequestRefused) as caught:
        PLAN.results(packed("NIK 3373011708909001", DEPTH + 1))
    assert caught.value.code is ErrorCode.NOT_INSPECTABLE
    with pytest.raises(RequestRefused):
        PresidioDetector(build_analyzer()).detect(packed("NIK 3373011708909001", DEPTH + 1))


@given(PIECES)
def test_both_scanners_read_the_same(text: str) -> None:
    """Without Hyperscan the same is found behind encodings and disguises, in range."""
    try:
        plain = {(result.entity_type, result.start, result.end, result.score) for result in PLAIN.results(text)}
    except RequestRefused:
        return
    assert plain == {(result.entity_type, result.start, result.end, result.score) for result in PLAN.results(text)}
    assert all(0 <= start < end <= len(text) for _, start, end, _ in plain)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.edits.__name__)
def test_triggers_do_not_match_nothing(reader: Reader) -> None:
    """A trigger that matches the empty string would fire on every text."""
    assert re.search(reader.trigger.replace(r"\z", r"\Z"), "", re.IGNORECASE) is None


@pytest.mark.parametrize(
    "piece",
    [
        *("%25", "%33", "&amp;", "&#51;", "\\", r"\u0033", "=33", "?a=b+", "QUJD", "3", "33 ", "nol ", " at ", " dot ", " dot com ", "@ "),
        *("a.b\n", "moc.", "dibalik 1234567890 ", "1O", "1O ", "1|", "1**", "1, ", "1<b>", '1","', "1\n", "<", "NIK 1O1O1O1O1 "),
    ],
)
def test_time_is_linear(piece: str) -> None:
    """Eight times the text takes about eight times as long for every reader, on texts made to be slow for one."""
    assert _seconds(piece, 64_000) / _seconds(piece, 8_000) < 24


def _seconds(piece: str, size: int) -> float:
    text = piece * (size // len(piece))
    return max(min(_timed(lambda: PLAN.results(text)) for _ in range(3)), 1e-3)


def _timed(run: Callable[[], object]) -> float:
    started = time.process_time()
    with suppress(RequestRefused):
        run()
    return time.process_time() - started
