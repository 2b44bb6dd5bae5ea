"""Tables that several reports show."""

from __future__ import annotations

from typing import Any

from guardrail.audit.tables import (
    calls_by,
    changes_of,
    classes_of,
    entities_of,
    extents_of,
    gravest_of,
    logs_of,
    open_abroad,
    persons_of,
    regions_of,
)
from tests.audit.factories import an_intent
from tests.audit.samples import KINDS, WHOLE, counted
from tests.audit.story import a_call, a_refusal


def test_kinds_of_data_have_names_classes_and_articles() -> None:
    """Found, masked, open, refused, and what came from the AI service."""
    found = counted([a_call(found={"HEALTH": 2, "X_PERKARA": 1}, masked={"HEALTH": 2}), a_refusal()])
    assert entities_of(found.findings, KINDS).rows == (
        ("keadaan kesehatan", "spesifik", "4(2)a", 2, 2, 0, 0, 0),
        ("SECRET", "menurut pengenal instansi", "–", 0, 0, 0, 1, 0),
        ("X_PERKARA", "menurut pengenal instansi", "–", 1, 0, 1, 0, 0),
    )
    assert ("spesifik", 2, 2, 0, 0) in classes_of(found.findings, KINDS).rows


def test_the_gravest_class_of_a_call_is_told() -> None:
    """In words, also where nothing was found."""
    specific: dict[str, Any] = {"class": "specific"}
    found = counted([a_call(**specific), a_call(**specific, masked={}), a_call()])
    assert gravest_of(found).rows == (("spesifik (Pasal 4 ayat (2))", 2, 2, 1, 0), ("tidak ada yang dikenali", 1, 1, 1, 0))


def test_regions_say_whether_they_are_abroad() -> None:
    """And their share of what was sent."""
    found = counted([a_call(), a_call(region="dalam-negeri"), a_call()._replace(event=an_intent(None))])
    assert regions_of(found).rows == (
        ("Tidak tercatat (dihitung sebagai luar negeri)", "ya", 1, 0, "33,3%"),
        ("Dalam negeri", "tidak", 1, 1, "33,3%"),
        ("Luar negeri", "ya", 1, 1, "33,3%"),
    )


def test_what_went_abroad_open_is_told_alone() -> None:
    """What was masked is not in this table."""
    found = counted([a_call(found={"ADDRESS": 3, "ID_NIK": 1}, masked={"ADDRESS": 1, "ID_NIK": 1})])
    assert open_abroad(found, KINDS).rows == (("alamat", "umum", 3, 1, 2),)


def test_calls_without_a_name_are_said_to_be_without() -> None:
    """A call that was refused before anybody knew its application."""
    found = counted([a_call()._replace(event=an_intent(None))])
    assert calls_by("A", "A", "Aplikasi", found.applications).rows == (("(tidak tercatat)", 1, 1, 0, 0),)


def test_persons_say_how_exact_they_are() -> None:
    """A number that was estimated is called so."""
    (row,) = persons_of(counted([a_call(subj={"nik": ["0" * 32]})])).rows
    assert row[1:] == ("2026", "NIK", 1, "tepat")


def test_places_are_told() -> None:
    """Of a change its record, of an agency its range, of a log its head."""
    found = counted()
    (blocked,) = changes_of("x", "x", found.blockages).rows
    assert blocked[1:3] == ("Catatan audit sempat tidak dapat ditulis", "kode ENOSPC; panggilan ditolak 12")
    assert all(row[5] == "rapat" for row in extents_of(found).rows)
    assert logs_of(WHOLE).rows == (("0" * 32, "selesai", 5_889, 5_889, "ab" * 32),)
