"""Why something was found, told without a character of it."""

from __future__ import annotations

import base64
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.text import Finding, Span
from guardrail.detect.catalog import CATALOG, CatalogEntry
from guardrail.detect.cues import CUES
from guardrail.detect.detector import PresidioDetector, build_detector
from guardrail.detect.explainer import READER_PHRASES
from guardrail.detect.explanation import Explanation, Label, Side
from guardrail.detect.known_names import KNOWN_NAMES
from guardrail.detect.views import READERS

NIK = "3373011708909001"
DETECTOR = build_detector()
WORDS = " ".join(word for words in CUES.values() for word in words)


def explain(text: str, label: str = "") -> list[tuple[Finding, Explanation]]:
    found = DETECTOR.detect(text, label)
    return list(zip(found, DETECTOR.explain(text, found, label), strict=True))


def shown(explanation: Explanation) -> str:
    return f"{explanation} {explanation!r} {json.dumps(explanation.as_dict())}"


def test_every_reader_has_words() -> None:
    """A new way to read a text can be told."""
    assert set(READER_PHRASES) == {reader.edits for reader in READERS}


@pytest.mark.parametrize(
    ("text", "views"),
    [
        (f"NIK {NIK}", []),
        ("NIK 33730117\u200b08909001", ["invisible characters dropped, other digits and letters folded"]),
        (f"NIK %33{NIK[1:]}", ["percent encoding"]),
        (base64.b64encode(NIK.encode()).decode(), ["base64 or hexadecimal"]),
        (base64.b64encode(base64.b64encode(NIK.encode())).decode(), ["base64 or hexadecimal"]),
        (f"NIK dibalik: {NIK[::-1]}", ["reversed"]),
        ("NIK tiga tiga tujuh tiga nol satu satu tujuh nol delapan sembilan nol sembilan nol nol satu", ["digits spelled out"]),
        (f"NIK &#51;{NIK[1:]}", ["HTML entities"]),
    ],
)
def test_the_reading_is_named(text: str, views: list[str]) -> None:
    """How the text had to be read to find what it holds."""
    ((finding, explanation),) = explain(text)
    assert finding.entity == "ID_NIK"
    assert [view.english for view in explanation.views] == views
    assert explanation.form.english == "16 digits in 1 group"


@pytest.mark.parametrize(
    ("text", "field", "label"),
    [
        (f"NIK: {NIK}", "", Label("ID_NIK", "nik", Side.BEFORE, 2)),
        (f"KTP milik warga dan NIK-nya {NIK}", "", Label("ID_NIK", "nik", Side.BEFORE, 5)),
        (f"{NIK} (NIK)", "", Label("ID_NIK", "nik", Side.BEHIND, 2)),
        (f"nama;ktp;hp\nx;{NIK};y", "", Label("ID_NIK", "ktp", Side.HEADING, 0)),
        (f"nama;data;hp\nx;ktp {NIK};y", "", Label("ID_NIK", "ktp", Side.BEFORE, 1)),
        (NIK, "no_ktp", Label("ID_NIK", "ktp", Side.FIELD, 0)),
        (f"warga ktp {NIK}", "nik", Label("ID_NIK", "ktp", Side.BEFORE, 1)),
        (NIK, "", None),
        (f"No. KK {NIK.replace('0890', '0812')}", "", Label("ID_KK", "kk", Side.BEFORE, 1)),
        ("kata sandi: Uji#Rahasia99", "", Label("SECRET", "kata sandi", Side.BEFORE, 2)),
    ],
)
def test_the_label_is_named(text: str, field: str, label: Label | None) -> None:
    """The word of our table, where it stands and how far away: before, behind, over the column, or as the field's name."""
    ((_, explanation),) = explain(text, field)
    assert explanation.label == label


def test_a_label_of_another_identifier_is_named_as_such() -> None:
    """Why a NIK behind the label of a family card scores low: whose label it is."""
    ((finding, explanation),) = explain("No. KK 3373014503129001")
    assert (finding.entity, explanation.label) == ("ID_NIK", Label("ID_KK", "kk", Side.BEFORE, 1))


def test_the_rivals_are_named() -> None:
    """Other readings of the same digits, and by which rule they lost."""
    ((finding, explanation),) = explain(f"NPWP {NIK}")
    assert finding.entity == "ID_NPWP"
    assert [(rival.entity, rival.lost_by) for rival in explanation.rivals] == [("ID_NIK", "score")]


def test_checks_tell_what_failed() -> None:
    """A district that no table knows lowers the score, and is told."""
    ((_, explanation),) = explain("NIK 3373991708909001")
    assert [(check.rule.english, check.held) for check in explanation.checks][:2] == [
        ("Kemendagri district code known", False),
        ("Kemendagri regency code known", True),
    ]


def test_a_name_known_from_elsewhere() -> None:
    """No recognizer saw it in this text; why it is masked is told all the same."""
    finding = Finding("PERSON", Span(4, 8), 0.85, KNOWN_NAMES)
    (explanation,) = DETECTOR.explain("Pak Budi", [finding])
    assert [check.rule.english for check in explanation.checks] == ["person named elsewhere in this exchange"]


def test_a_piece_of_a_match_is_explained_by_the_match() -> None:
    """What overlaps left of a finding has the label and the checks of the whole."""
    whole = DETECTOR.detect(f"NIK {NIK}")[0]
    piece = Finding(whole.entity, Span(10, 20), whole.score, whole.recognizer)
    (explanation,) = DETECTOR.explain(f"NIK {NIK}", [piece])
    assert explanation.label == Label("ID_NIK", "nik", Side.BEFORE, 1)


@pytest.mark.parametrize("entry", CATALOG.values(), ids=lambda entry: entry.entity)
def test_no_example_shows_in_its_explanation(entry: CatalogEntry) -> None:
    """Canary: no word of four letters and no run of five digits of any value, but what is a word of our own tables."""
    for finding, explanation in explain(entry.example):
        value = entry.example[finding.span.start : finding.span.end].lower()
        told = shown(explanation).lower()
        pieces = re.findall(r"[a-z]{4,}", value) + [value[at : at + 5] for at in range(len(value) - 4)]
        assert [piece for piece in pieces if piece in told and piece not in WORDS] == []


def test_passwords_are_not_described() -> None:
    """Which kinds of characters a password has helps to guess it."""
    ((_, explanation),) = explain("kata sandi: Uji#Rahasia99")
    assert explanation.form.english == "13 characters"


WRITTEN = (
    *("NIK ", NIK, "KK ", "0812-0000-9901", "Bapak ", "Budi Santoso", "nama;nik\n", ";", "\n", "%33", "\u200b", "\u0660", "nik: "),
    *(NIK[::-1], base64.b64encode(NIK.encode()).decode(), "4111 1111 1111 1111", "a@b.id", "\u00e9", " ", "tiga tujuh ", "dibalik "),
)
PIECES = st.lists(st.one_of(st.sampled_from(WRITTEN), st.text(max_size=4)), max_size=12).map("".join)


@given(PIECES, st.sampled_from(["", "nik", "noHp"]))
def test_whatever_is_found_is_explained_without_it(text: str, field: str) -> None:
    """One explanation a finding, for any text, and none of the values in any of them."""
    for _, explanation in explain(text, field):
        told = shown(explanation)
        assert not any(value in told for value in (NIK, NIK[::-1], "0812-0000-9901", "Budi", "Santoso", "4111", "a@b.id"))


def test_the_detector_of_the_room_explains_too(detector: PresidioDetector) -> None:
    """Nothing found, nothing to explain."""
    assert detector.explain("tidak ada apa-apa", ()) == ()
