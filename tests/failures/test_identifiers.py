"""T12: Indonesian identifiers and names as people write them, and what only looks like them.

Precision and recall on the published corpus (``tests/eval/dev.jsonl``) stand in ``docs/evaluation.md``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from guardrail.mask.token import TOKEN
from tests.support.chat import a_call, last_words

from .gates import Gate
from .needles import leaks

N1, N2, N3, N4 = "5171031708459901", "6571010101909906", "3273015501909909", "3174014102859902"
CARD = "5105105105105100"
"""A public test number of Mastercard that has the shape of a NIK as well."""


def grouped(digits: str, mark: str) -> str:
    return mark.join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _hits() -> dict[str, tuple[str, str, str]]:
    """Name -> (text, entity, value that must be gone)."""
    found: dict[str, tuple[str, str, str]] = {}
    for name, nik in (("N1", N1), ("N2", N2), ("N3", N3), ("N4", N4)):
        forms = {
            "plain": nik,
            "dotted": grouped(nik, "."),
            "spaced": grouped(nik, " "),
            "dashed": grouped(nik, "-"),
            "labelled NIK": f"NIK: {nik}",
            "labelled KTP": f"No. KTP {nik}",
            "in capitals": f"PEMOHON DENGAN NIK {nik} TELAH TERDAFTAR",
            "zero width space": grouped(nik, "\u200b"),
            "zero width joiner": nik[:6] + "\u200d" + nik[6:],
            "soft hyphen": nik[:8] + "\u00ad" + nik[8:],
            "wrapped": f"Atas nama pemohon {nik[:8]}\n{nik[8:]} mohon dicek",
            "wrapped as in a mail": f"{nik[:6]}\r\n{nik[6:]}",
        }
        found |= {f"{name} {form}": (text, "ID_NIK", nik) for form, text in forms.items()}
    return found | {
        "NIP": ("NIP 199001152015031002", "ID_NIP", "199001152015031002"),
        "mobile": ("0812-3456-7890", "PHONE_NUMBER", "0812-3456-7890"),
        "mobile from abroad": ("+62 812 3456 7890", "PHONE_NUMBER", "812 3456 7890"),
        "landline": ("(021) 345-6789", "PHONE_NUMBER", "345-6789"),
        "name in capitals": ("BUDI SANTOSO", "PERSON", "BUDI SANTOSO"),
        "name with titles": ("Dr. Ir. H. Budi Santoso, M.Si.", "PERSON", "Budi Santoso"),
        "one name": ("Nama saya Suharto.", "PERSON", "Suharto."),
        "one name alone": ("Suharto", "PERSON", "Suharto"),
        "name with a suffix": ("Budinya", "PERSON", "Budi"),
        "name with a suffix in a sentence": ("Kemarin Budinya sudah datang ke loket.", "PERSON", "Budi"),
    }


HITS = _hits()
CARDS: Mapping[str, tuple[str, str]] = {
    "behind the word for a card": (f"Nomor kartu kredit {CARD}", "CREDIT_CARD"),
    "behind the word, in groups": (f"kartu kredit saya {grouped(CARD, ' ')}, mohon dicek", "CREDIT_CARD"),
    "behind NIK": (f"NIK {CARD}", "ID_NIK"),
    "alone": (CARD, "ID_NIK"),
}
MISSES: Mapping[str, str] = {
    "month 13": "3273011513909901",
    "month 13, labelled": "NIK 3273011513909901 tidak ditemukan",
    "no such province": "9973011501909901",
    "no such province, labelled": "NIK 9973011501909901 tidak ditemukan",
    "UUID": "550e8400-e29b-41d4-a716-446655440000",
    "UUID that ends in digits": "berkas d9b2d63d-a233-4123-847a-327301550190",
    "UUID of digits": "12345678-1234-5678-1234-567812345678",
    "number of a letter": "Nomor 800/1234/BKD/2026",
    "rupiah": "Rp3.273.015.501.909",
    "street": "Jl. Jenderal Sudirman",
    "hospital": "RSUD Dr. Soetomo",
    "hospital in a sentence": "Pasien dirujuk ke RSUD Dr. Soetomo Surabaya",
}


def entities(header: str) -> dict[str, int]:
    return {name: int(count) for name, _, count in (pair.partition("=") for pair in header.split(",") if pair)}


@pytest.mark.parametrize("name", HITS)
def test_t12_must_be_found(masking: Gate, name: str) -> None:
    """T12: found as what it is, once, and nothing of it reaches the AI service; the caller's words come back unchanged."""
    text, entity, value = HITS[name]
    seen = masking.sent(a_call(text))
    assert entities(seen.said.headers["x-guardrail-entities"]) == {entity: 1}
    (request,) = seen.received
    if len(value) > 8:
        assert not leaks(request, value)
    masked = last_words(request.body)
    assert value.rstrip(".") not in masked
    assert len(TOKEN.findall(masked)) == 1
    assert last_words(seen.said.body) == text


@pytest.mark.parametrize("name", CARDS)
def test_t12_a_card_that_is_shaped_like_a_nik_is_typed_by_its_words(masking: Gate, name: str) -> None:
    """T12: masked always, and typed by the words before it."""
    text, entity = CARDS[name]
    seen = masking.sent(a_call(text))
    assert entities(seen.said.headers["x-guardrail-entities"]) == {entity: 1}
    (request,) = seen.received
    assert not leaks(request, CARD)


@pytest.mark.parametrize("name", MISSES)
def test_t12_must_not_be_found(masking: Gate, name: str) -> None:
    """T12: what only looks like an identifier or a name of a person leaves as it came, byte for byte."""
    body = json.dumps(a_call(MISSES[name])).encode()
    seen = masking.sent(body)
    assert "x-guardrail-entities" not in seen.said.headers
    (request,) = seen.received
    assert request.body == body


def test_t12_no_part_of_a_nip_is_a_nik(masking: Gate) -> None:
    """T12: eighteen digits are one number: no sixteen of them are read as another."""
    seen = masking.sent(a_call("NIP 327301550190990912 dan 199001152015031002"))
    assert "ID_NIK" not in entities(seen.said.headers.get("x-guardrail-entities", ""))


def test_t12_precision_and_recall_are_published() -> None:
    """T12: the figures stand on the page, and the corpus they are measured on beside the tests."""
    root = Path(__file__).parents[2]
    corpus = root / "tests" / "eval" / "dev.jsonl"
    page = (root / "docs" / "evaluation.md").read_text("utf-8")
    assert f"on the {len(corpus.read_text('utf-8').splitlines())} office texts of `tests/eval/dev.jsonl` | precision | recall" in page
    assert re.search(r"\| Names of persons \| [01]\.\d{3} \| [01]\.\d{3} \|", page)
