from __future__ import annotations

import json

from guardrail.detect.explanation import Check, Explanation, Label, Phrase, Rival, Side

FULL = Explanation(
    Phrase("16 digit", "16 digits"),
    views=(Phrase("dibalik", "reversed"),),
    checks=(Check(Phrase("tanggal nyata", "date real"), True), Check(Phrase("Luhn", "Luhn"), False)),
    label=Label("ID_NIK", "nik", Side.BEFORE, 2),
    rivals=(Rival("CREDIT_CARD", "CardRecognizer", 0.85, "score"),),
)


def test_people_read_both_languages() -> None:
    """Indonesian first; what is the same in both stands once."""
    assert str(FULL).splitlines() == [
        "bentuk / form: 16 digit / 16 digits",
        "dibaca / read: dibalik / reversed",
        "pemeriksaan / check: + tanggal nyata / date real",
        "pemeriksaan / check: - Luhn",
        'label: "nik" (ID_NIK), di depannya, jarak 2 / before it, distance 2',
        "kalah / lost: CREDIT_CARD (CardRecognizer, 0.85): skor lebih rendah / lower score",
    ]


def test_what_is_missing_is_said() -> None:
    """No label and no other reading than the plain one."""
    assert str(Explanation(Phrase("a", "b"))).splitlines()[1:] == [
        "dibaca / read: sebagaimana tertulis / as written",
        "label: tidak ada / none",
    ]


def test_programs_read_json() -> None:
    """Everything, with both languages by their codes."""
    told = json.loads(json.dumps(FULL.as_dict()))
    assert told == {
        "form": {"id": "16 digit", "en": "16 digits"},
        "views": [{"id": "dibalik", "en": "reversed"}],
        "checks": [{"id": "tanggal nyata", "en": "date real", "held": True}, {"id": "Luhn", "en": "Luhn", "held": False}],
        "label": {"entity": "ID_NIK", "word": "nik", "side": "before", "distance": 2},
        "rivals": [{"entity": "CREDIT_CARD", "recognizer": "CardRecognizer", "score": 0.85, "lost_by": "score"}],
    }
    assert Explanation(Phrase("a", "b")).as_dict()["label"] is None
