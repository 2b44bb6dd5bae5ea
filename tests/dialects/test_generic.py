"""Any JSON endpoint: nothing is opaque, so nothing planted anywhere leaves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.dialects.dialect import Operation
from guardrail.dialects.generic import GENERIC, generic_dialect, generic_route
from guardrail.pipeline.restore import restore

from .planting import NIK, a_vault, leaving, plantings

SAMPLE: dict[str, Any] = {
    "model": "penyematan",
    "input": ["kalimat satu", "kalimat dua"],
    "role": "apa saja",
    "type": "baru",
    "arguments": '{"a":1}',
    "opsi": {"batas": 5, "bobot": 0.5, "dalam": [[{"id": "x"}]], "aktif": True, "tidak": None},
}


@pytest.mark.parametrize("value", [NIK, f"NIK {NIK}", "NIK 3374.0117.0890.9001"], ids=["bare", "in words", "dotted"])
def test_no_planted_nik_leaves_and_nothing_is_refused(value: str) -> None:
    """Every string, key and number is masked where it stands."""
    for place, tree in plantings(SAMPLE, value):
        outcome, text = leaving(tree, GENERIC)
        assert outcome == "sent", place
        assert NIK not in text, place


def test_a_data_url_is_refused() -> None:
    """Bytes in disguise cannot be read, whatever the service."""
    assert leaving({"gambar": "data:image/png;base64,AAAA"}, GENERIC) == (ErrorCode.NOT_INSPECTABLE, "")


def test_every_string_of_an_answer_is_restored() -> None:
    """Nothing but keys keeps a token, those of JSON in a string among them."""
    vault = a_vault()
    token = vault.put("ID_NIK", NIK)
    for place, tree in plantings(SAMPLE, token):
        restored = json.loads(restore(json.dumps(tree).encode(), GENERIC, vault))
        assert (NIK in json.dumps(restored)) is (not place.endswith("#key")), place


def test_its_route_is_one_exact_post() -> None:
    """A policy opens one path, for one method, without a query."""
    route = generic_route("/v1/rerank")
    assert (route.method, route.path, route.operation, route.query) == ("POST", "/v1/rerank", Operation.GENERIC, {})
    assert route.id == "POST /v1/rerank"
    assert GENERIC.routes == ()


def test_an_excluded_place_goes_as_it_is_and_every_other_is_read() -> None:
    """What a policy excludes is neither masked nor a reason to refuse, as a string, a number or a whole branch."""
    dialect = generic_dialect(("$.rekening", "$.meta", "$..kode"))
    tree = {"rekening": NIK, "meta": {"a": [f"NIK {NIK}"], "b": int(NIK)}, "baris": [{"kode": int(NIK), "isi": "kosong"}]}
    outcome, text = leaving(tree, dialect)
    assert outcome == "sent"
    assert json.loads(text) == tree
    outcome, text = leaving({**tree, "isi": NIK}, dialect)
    assert (outcome, text.count(NIK)) == ("sent", 4)


def test_an_excluded_place_of_an_answer_is_left_alone() -> None:
    """No token becomes a value there; beside it, it does."""
    vault = a_vault()
    token = vault.put("ID_NIK", NIK)
    answer = json.dumps({"kode": token, "isi": token}).encode()
    assert json.loads(restore(answer, generic_dialect(("$.kode",)), vault)) == {"kode": token, "isi": NIK}
