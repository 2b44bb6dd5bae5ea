"""Tags of people: the same for every spelling, different for every key, and nothing that can be turned back."""

from __future__ import annotations

import hashlib

import pytest

from guardrail.pipeline.subjects import normal_form, subject_tag, subject_tags

KEY = b"k" * 32
NIK = "3374015208900003"


@pytest.mark.parametrize(
    ("kind", "value", "form"),
    [
        ("nik", NIK, NIK),
        ("nik", "3374 0152 0890 0003", NIK),
        ("nik", "３３７４０１５２０８９００００３", NIK),
        ("nik", "٣٣٧٤٠١٥٢٠٨٩٠٠٠٠٣", NIK),
        ("nik", "MzM3NDAxNTIwODkwMDAwMw==", ""),
        ("npwp", "09.900.001.0-505.000", "099000010505000"),
        ("phone", "0812-0000-9901", "81200009901"),
        ("phone", "+62 812 0000 9901", "81200009901"),
        ("email", "Bagas.W@Example.com", "bagas.w@example.com"),
        ("email", "YmFnYXM=", ""),
        ("bpjs", "0009990001230", "0009990001230"),
    ],
)
def test_every_spelling_has_one_form(kind: str, value: str, form: str) -> None:
    """What is not spelled out has none."""
    assert normal_form(kind, value) == form


def test_a_tag_needs_its_key() -> None:
    """Another tenant's or year's key gives another tag, and no plain hash of the number is one."""
    tag = subject_tag(KEY, "nik", NIK)
    assert len(tag) == 32
    assert tag != subject_tag(b"j" * 32, "nik", NIK)
    assert tag != subject_tag(KEY, "kk", NIK)
    assert not hashlib.sha256(NIK.encode()).hexdigest().startswith(tag)


def test_spellings_of_one_person_are_one_tag() -> None:
    """Names and whatever else is found are not tagged."""
    tags, more = subject_tags(KEY, [("ID_NIK", NIK), ("ID_NIK", "3374-0152-0890-0003"), ("PERSON", "Siti Aminah"), ("HEALTH", "demam")])
    assert tags == {"nik": [subject_tag(KEY, "nik", NIK)]}
    assert more == 0


def test_what_does_not_fit_is_counted() -> None:
    """A table of a thousand people is one record still."""
    tags, more = subject_tags(KEY, [("ID_NIK", f"33740152089{number:05d}") for number in range(1000)])
    assert (len(tags["nik"]), more) == (64, 936)
    assert tags["nik"] == sorted(tags["nik"])
