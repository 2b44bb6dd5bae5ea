"""The operators, by themselves and inside Presidio's own engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import InvalidParamError, OperatorConfig, RecognizerResult
from presidio_anonymizer.operators import OperatorType

from guardrail.core.decision import OperatorSpec
from guardrail.mask.operators import OPERATORS, GeneralizeOperator, HashOperator, KeepLastOperator, SurrogateOperator, TokenOperator, check
from guardrail.mask.token import TOKEN, TokenMint
from guardrail.mask.vault import Vault

NIK = "3273015501909909"


def a_vault() -> Vault:
    return Vault(TokenMint(b"k" * 32, "percakapan-1"))


def params(vault: Vault, **more: object) -> dict[str, Any]:
    return {"vault": vault, "entity_type": "ID_NIK", **more}


def test_every_operator_goes_by_its_own_name() -> None:
    """The name in a policy is the name that Presidio knows."""
    assert {name: operator.operator_name() for name, operator in OPERATORS.items()} == {name: name for name in OPERATORS}
    assert {operator.operator_type() for operator in OPERATORS.values()} == {OperatorType.Anonymize}
    assert sorted(OPERATORS) == ["generalize", "hash", "mask", "redact", "surrogate", "token"]


@pytest.mark.parametrize(
    ("operator", "config", "expected"),
    [
        (TokenOperator, {}, "NIK [[NIK_{code}]]."),
        (KeepLastOperator, {"keep_last": 4}, "NIK ************9909."),
        (HashOperator, {}, "NIK NIK#{hash}."),
    ],
)
def test_operators_work_in_any_presidio_engine(operator: type[TokenOperator], config: dict[str, Any], expected: str) -> None:
    """A Presidio user can load them with ``add_anonymizer``."""
    vault = a_vault()
    engine = AnonymizerEngine()  # type: ignore[no-untyped-call]
    engine.add_anonymizer(operator)
    result = engine.anonymize(
        f"NIK {NIK}.",
        [RecognizerResult("ID_NIK", 4, 20, 0.9)],
        {"ID_NIK": OperatorConfig(operator.NAME, {"vault": vault, **config})},
    )
    assert result.text == expected.format(code=vault.code("NIK", NIK)[:8], hash=vault.code("hash/NIK", NIK)[:12])


@pytest.mark.parametrize(
    ("text", "given_params", "expected"),
    [
        (NIK, {}, "************9909"),
        (NIK, {"keep_last": 0}, "****************"),
        (NIK, {"keep_last": 6, "masking_char": "x"}, "xxxxxxxxxx909909"),
        ("12345", {"keep_last": 4}, "***45"),
        ("7", {"keep_last": 4}, "*"),
    ],
)
def test_mask_keeps_the_end_and_at_most_half(text: str, given_params: dict[str, Any], expected: str) -> None:
    """A short value is not shown because a policy was written for long ones."""
    assert KeepLastOperator().operate(text, given_params) == expected


def test_redact_leaves_nothing() -> None:
    """Presidio's own operator, under its own name."""
    assert OPERATORS["redact"].operate(NIK, params(a_vault())) == ""


@given(st.text(max_size=30))
def test_a_hash_is_keyed_and_tells_no_token(text: str) -> None:
    """Equal values, equal codes; another key, another code; and never the code of the value's token."""
    vault, other = a_vault(), Vault(TokenMint(b"j" * 32, "percakapan-1"))
    masked = HashOperator().operate(text, params(vault))
    assert masked == HashOperator().operate(text, params(vault))
    assert masked != HashOperator().operate(text, params(other))
    assert vault.put("ID_NIK", text)[6:-2] not in masked
    assert not TOKEN.search(masked)


def test_generalize_and_surrogate_by_their_parameters() -> None:
    """The kind of the value comes from Presidio's engine, the rest from the policy."""
    vault = a_vault()
    assert GeneralizeOperator().operate("17-08-1990", {"entity_type": "DATE_OF_BIRTH", "date": "decade"}) == "1990-an"
    given_out = SurrogateOperator().operate(NIK, params(vault))
    assert [value for *_, value in vault.stand_ins.find(given_out)] == [NIK]
    assert SurrogateOperator().operate("Jl. Melati 9", {"vault": vault, "entity_type": "ADDRESS"}) == vault.put("ADDRESS", "Jl. Melati 9")


@pytest.mark.parametrize("operator", [TokenOperator(), HashOperator(), SurrogateOperator()])
def test_a_keyed_operator_needs_the_vault(operator: TokenOperator | HashOperator | SurrogateOperator) -> None:
    """Without the vault of the exchange nothing is masked, rather than masked with another key."""
    with pytest.raises(InvalidParamError, match="vault"):
        operator.validate({"entity_type": "ID_NIK"})
    operator.validate(params(a_vault()))


@pytest.mark.parametrize(
    ("name", "given_params"),
    [
        ("token", {}),
        ("redact", {}),
        ("mask", {}),
        ("mask", {"keep_last": 0}),
        ("mask", {"keep_last": 8, "masking_char": "•"}),
        ("hash", {"length": 20}),
        ("generalize", {"date": "decade", "band": 5}),
        ("surrogate", {}),
    ],
)
def test_check_accepts_what_the_operators_can_do(name: str, given_params: Mapping[str, str | int | bool]) -> None:
    """No complaint about a good specification."""
    assert check(OperatorSpec(name, given_params)) is None


@pytest.mark.parametrize(
    ("name", "given_params", "complaint"),
    [
        ("custom", {}, "unknown operator; known are generalize, hash, mask, redact, surrogate, token"),
        ("token", {"length": 8}, "operator token has no such parameter; it knows none"),
        ("mask", {"keep": 4}, "operator mask has no such parameter; it knows keep_last, masking_char"),
        ("mask", {"keep_last": -1}, "parameter keep_last of operator mask must be a whole number from 0 to 8"),
        ("mask", {"keep_last": True}, "parameter keep_last of operator mask must be a whole number from 0 to 8"),
        ("mask", {"masking_char": "["}, "parameter masking_char of operator mask must be one of *#xX•_"),
        ("mask", {"masking_char": ""}, "parameter masking_char of operator mask must be one of *#xX•_"),
        ("mask", {"masking_char": "*#"}, "parameter masking_char of operator mask must be one of *#xX•_"),
        ("generalize", {"date": "month"}, "parameter date of operator generalize must be year or decade"),
        ("generalize", {"band": 1}, "parameter band of operator generalize must be a whole number from 5 to 20"),
        ("surrogate", {"keep": 1}, "operator surrogate has no such parameter; it knows none"),
        ("hash", {"length": 4}, "parameter length of operator hash must be a whole number from 8 to 20"),
        ("hash", {"length": "12"}, "parameter length of operator hash must be a whole number from 8 to 20"),
    ],
)
def test_check_complains_to_the_policy_author(name: str, given_params: Mapping[str, str | int | bool], complaint: str) -> None:
    """One sentence that says what would be right; the same one that Presidio's ``validate`` raises."""
    assert check(OperatorSpec(name, given_params)) == complaint
    if name in OPERATORS:
        with pytest.raises(InvalidParamError) as caught:
            OPERATORS[name].validate(dict(given_params) | {"vault": a_vault()})
        assert complaint in str(caught.value)


_KINDS = (
    "ID_NIK",
    "ID_KK",
    "ID_PASSPORT",
    "PERSON",
    "PHONE_NUMBER",
    "EMAIL_ADDRESS",
    "DATE_OF_BIRTH",
    "AGE",
    "ADDRESS",
    "COORDINATES",
    "HEALTH",
)
_VALUES = st.text(min_size=1, max_size=30) | st.from_regex(r"\A[0-9 ./+-]{1,24}\Z") | st.from_regex(r"\A[A-Z][a-z]{2,9} [A-Z][a-z]{2,9}\Z")


@given(st.sampled_from(_KINDS), _VALUES, st.sampled_from(sorted(OPERATORS)))
def test_any_value_is_masked_the_same_way_each_time(entity: str, text: str, name: str) -> None:
    """In another process of the same conversation, too; and no operator but ``mask`` lets five digits of it through in their order."""
    first, again = (OPERATORS[name].operate(text, {"vault": a_vault(), "entity_type": entity}) for _ in range(2))
    assert first == again
    if name != "mask":
        digits = "".join(character for character in text if character in "0123456789")
        left = "".join(character for character in first if character in "0123456789")
        assert len(digits) < 5 or left != digits


@given(st.sampled_from(_KINDS), _VALUES)
def test_what_comes_back_is_the_value(entity: str, text: str) -> None:
    """A token and a surrogate each lead to one value, exactly as it was written; a surrogate is no word of the caller's."""
    vault = a_vault()
    vault.stand_ins.hear([text])
    assert vault.get(vault.put(entity, text)) == text
    masked = vault.surrogate(entity, text)
    values = {found for _, _, found in vault.stand_ins.find(masked)} | {vault.get(masked)}
    assert values - {None} == {text}
    assert masked.casefold() not in text.casefold()
