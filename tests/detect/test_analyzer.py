from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerResult

from guardrail.core.text import Finding, Span
from guardrail.detect.analyzer import build_analyzer
from guardrail.detect.recognizer import Plan, TriggeredRecognizer
from guardrail.detect.scanner import PlainScanner

ANALYZER = build_analyzer()
PLAIN = Plan([recognizer for recognizer in ANALYZER.registry.recognizers if isinstance(recognizer, TriggeredRecognizer)], PlainScanner)
TEXT = "Bapak Budi Santoso, NIK 3373011708909001, HP 0812-0000-9901, NPWP 3373011708909001"
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(
                    "NIK ",
                    "3373011708909001",
                    "0812-0000-9901",
                    "Bapak ",
                    "Budi ",
                    "Santoso",
                    ", S.H.",
                    "nama: ",
                    "\n",
                    " ",
                    "-",
                    ".",
                    "NPWP ",
                ),
                *(
                    "09.900.001.0-505.000",
                    "4111 1111 1111 1111",
                    "a@b.id",
                    "\u200b",
                    "３",
                    "(021) 345-6789",
                    "kartu ",
                    "RSUD Dr. ",
                    "é",
                    "12",
                    "+62",
                ),
            ]
        ),
        st.text(max_size=5),
    ),
    max_size=20,
).map("".join)


def _key(result: RecognizerResult) -> tuple[str, int, int, float]:
    return result.entity_type, result.start, result.end, result.score


@given(PIECES)
def test_answers_as_the_stock_engine_does(text: str) -> None:
    """Same recognizers, same text: the same results in the same order of scores as Presidio's own way."""
    stock = AnalyzerEngine.analyze(ANALYZER, text, "id", return_decision_process=True)
    assert sorted(map(_key, ANALYZER.analyze(text, "id"))) == sorted(map(_key, stock))


@given(PIECES)
def test_the_plain_scanner_finds_the_same(text: str) -> None:
    """Without Hyperscan the findings are identical."""
    plan = ANALYZER._plan("id", None)
    assert plan is not None
    assert sorted(map(_key, PLAIN.results(text))) == sorted(map(_key, plan.results(text)))


def test_entities_threshold_and_allow_list() -> None:
    """Presidio's parameters mean what they mean there."""
    assert {result.entity_type for result in ANALYZER.analyze(TEXT, "id", entities=["ID_NIK"])} == {"ID_NIK"}
    assert {result.score for result in ANALYZER.analyze(TEXT, "id", score_threshold=1.0)} == {1.0}
    allowed = ANALYZER.analyze(TEXT, "id", allow_list=["Budi Santoso"])
    assert "PERSON" not in {result.entity_type for result in allowed}
    assert ANALYZER.analyze("tidak ada apa-apa", "id") == []


def test_a_recognizer_of_someone_else_still_runs() -> None:
    """Ad hoc and registered foreign recognizers take Presidio's own way, beside ours."""
    foreign = PatternRecognizer("LETTER", patterns=[Pattern("letter", r"800/\d+", 0.5)], supported_language="id")
    text = f"surat 800/123 {TEXT}"
    assert {"LETTER", "ID_NIK"} <= {result.entity_type for result in ANALYZER.analyze(text, "id", ad_hoc_recognizers=[foreign])}
    analyzer = build_analyzer()
    before = analyzer.analyze(text, "id")
    analyzer.registry.add_recognizer(foreign)
    after = analyzer.analyze(text, "id")
    assert {result.entity_type for result in after} - {result.entity_type for result in before} == {"LETTER"}


def test_explains_ours_beside_those_of_others() -> None:
    """A recognizer of someone else in the registry takes nothing from the explanations of ours."""
    analyzer = build_analyzer()
    analyzer.registry.add_recognizer(PatternRecognizer("LETTER", patterns=[Pattern("letter", r"800/\d+", 0.5)], supported_language="id"))
    explainer = analyzer.explainer(f"800/123 {TEXT}")
    at = 8 + TEXT.index("3373")
    ours = explainer.explain(Finding("ID_NIK", Span(at, at + 16), 1.0, "NikRecognizer"))
    theirs = explainer.explain(Finding("LETTER", Span(0, 7), 0.5, "PatternRecognizer"))
    assert ours.label is not None
    assert (theirs.form.english, theirs.label) == ("6 digits in 2 groups (3-3)", None)


def test_an_unknown_language_is_refused() -> None:
    """Nothing to analyze with is an error, not an empty answer."""
    with pytest.raises(ValueError, match="No matching recognizers"):
        ANALYZER.analyze(TEXT, "xx")


def test_no_log_holds_text(caplog: pytest.LogCaptureFixture) -> None:
    """Not even at debug level, on either way through the engine."""
    with caplog.at_level(logging.DEBUG):
        build_analyzer().analyze(TEXT, "id")
        ANALYZER.analyze(TEXT, "id", return_decision_process=True)
    assert not any(value in caplog.text for value in ("Budi", "3373011708909001", "0812-0000-9901"))
