"""What people see of one text."""

from __future__ import annotations

import pytest

from guardrail.cli.records import Found, Passage
from guardrail.cli.report import print_report
from guardrail.core.decision import Effect
from guardrail.core.text import Finding, Span
from guardrail.detect.explanation import Explanation, Phrase

PASSAGE = Passage("NIK 3374015208900003")
FINDING = Finding("ID_NIK", Span(4, 20), 1.0, "NikRecognizer")


def shown(capsys: pytest.CaptureFixture[str], *found: Found, masked: str | None = "NIK [[NIK_7F3KQ9ZD]]") -> str:
    print_report(PASSAGE, found, masked)
    return capsys.readouterr().out


def test_the_masked_text_stands_above_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Plain where no terminal reads it: not one escape sequence."""
    first, *rest = shown(capsys, Found(0, FINDING)).splitlines()
    assert first == "NIK [[NIK_7F3KQ9ZD]]"
    (row,) = [line.split() for line in rest if "ID_NIK" in line]
    assert row == ["4-20", "ID_NIK", "1.00", "Nik", "3374015208900003"]
    assert "\x1b" not in "".join(rest)


def test_a_policy_adds_its_action(capsys: pytest.CaptureFixture[str]) -> None:
    """What is blocked is said in place of the text."""
    text = shown(capsys, Found(0, FINDING, Effect.BLOCK), masked=None)
    assert text.startswith("DIBLOKIR")
    assert "block" in text.splitlines()[-2]


def test_explanations_follow_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Each under its place, its entity, and what that is in law."""
    text = shown(capsys, Found(0, FINDING, explanation=Explanation(Phrase("16 digit", "16 digits"))))
    assert (
        "4-20 ID_NIK: NIK / national identity number (umum / general, UU 27/2022 Pasal 4(3)f)\n  bentuk / form: 16 digit / 16 digits\n"
        in text
    )


def test_an_entity_of_someone_else_is_shown_too(capsys: pytest.CaptureFixture[str]) -> None:
    """A recognizer that is not ours has no entry in the catalogue."""
    foreign = Finding("LETTER", Span(0, 3), 0.5, "PatternRecognizer")
    assert "0-3 LETTER\n" in shown(capsys, Found(0, foreign, explanation=Explanation(Phrase("a", "b"))))


def test_nothing_found_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """No empty table."""
    assert shown(capsys, masked="halo") == "halo\n\nTidak ada temuan. / Nothing found.\n"
