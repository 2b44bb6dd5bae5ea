from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.text import Finding, Span
from guardrail.detect.known_names import with_known_names


def named(text: str, name: str, score: float = 0.9) -> dict[int, tuple[Finding, ...]]:
    start = text.index(name)
    return {0: (Finding("PERSON", Span(start, start + len(name)), score, "rule"),)}


def again(*texts: str, name: str, score: float = 0.9) -> list[str]:
    """What is found beyond the name itself, in the first text and the others."""
    found = with_known_names(texts, named(texts[0], name, score))
    return [texts[i][one.span.start : one.span.end] for i, ones in found.items() for one in ones if one.recognizer == "KnownNames"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Budi Santoso", "Pak Budi sudah datang", ["Budi"]),
        ("Budi Santoso", "pak santoso minta budi", ["santoso"]),
        ("Hendro Santoso", "hendro santoso, HENDRO SANTOSO, Hendro", ["hendro santoso", "HENDRO SANTOSO", "Hendro"]),
        ("Hendro Santoso", "berkasnya Hendronya di meja, hendrokan", ["Hendro"]),
        ("Siti Rahayu", "Bu Siti dan bu rahayu", ["Siti", "rahayu"]),
        ("Siti Rahayu", "Dusun Rahayu, rahayu selalu", []),
        ("Agus Jaya", "Jaya sekali proyek ini, Pak Jaya", ["Jaya"]),
        ("Soetomo", "RSUD dr. Soetomo dan Jl. Jenderal Soetomo", []),
        ("Rahmat bin Hasan", "bin ini penuh", []),
        ("Sutarno", "berkas_sutarno.pdf", ["sutarno"]),
        ("Sutarno", "ketemu Sutarnowati", []),
        ("Santoso, Hendro", "Hendro Santoso", ["Hendro Santoso"]),
        ("I Gusti Ngurah Rai", "Bandara I Gusti Ngurah Rai", []),
        ("I Gusti Ngurah Rai", "Pak Ngurah Rai", ["Ngurah Rai"]),
        ("Siti Rahayu", "lalu Siti Rahayu-nya", ["Siti Rahayu"]),
    ],
)
def test_parts_of_a_known_name(name: str, text: str, expected: list[str]) -> None:
    """Parts of a name are known in any letter case; a part that is also a word needs evidence; a place is no person."""
    assert again(f"Nama: {name}", text, name=name) == expected


def test_a_guess_makes_nothing_known() -> None:
    """A name found with little certainty is not looked for elsewhere."""
    assert again("Hendro hadir", "hendro pulang", name="Hendro", score=0.4) == []


def test_other_findings_keep_their_place() -> None:
    """Nothing is found inside what is found already."""
    texts = ["Hendro Santoso", "hendro@contoh.id"]
    found = {**named(texts[0], texts[0]), 1: (Finding("EMAIL_ADDRESS", Span(0, 16), 0.95, "rule"),)}
    assert with_known_names(texts, found) == found


@given(st.lists(st.text(alphabet="Budi Santoso.\nnya", max_size=60), min_size=1, max_size=4))
def test_findings_stay_in_order_and_apart(texts: list[str]) -> None:
    """Whatever the texts, findings lie in them, in order, and none meets another."""
    found = with_known_names(["Budi Santoso", *texts], named("Budi Santoso", "Budi Santoso"))
    for index, ones in found.items():
        end = 0
        for one in ones:
            assert end <= one.span.start < one.span.end <= len(["Budi Santoso", *texts][index])
            end = one.span.end


@pytest.mark.parametrize(("entity", "kept"), [("PERSON", False), ("ADDRESS", True)])
def test_a_part_of_a_known_name_becomes_the_whole(entity: str, kept: bool) -> None:
    """A model that sees only "Siti" in "Siti Rahayu mungkin" would leave her other name; what is no name stays as it is."""
    texts = ["Nama: Siti Rahayu", "Bu Siti Rahayu mungkin orangnya"]
    part = Finding(entity, Span(3, 7), 0.98, "rule")
    (found,) = with_known_names(texts, {**named(texts[0], "Siti Rahayu"), 1: (part,)})[1]
    assert (found == part) is kept
    assert kept or texts[1][found.span.start : found.span.end] == "Siti Rahayu"
