"""How one value is masked, as Presidio operators that any Presidio ``AnonymizerEngine`` can load.

``token``, ``surrogate`` and ``hash`` need the vault of the exchange in their parameters (``vault``) and the kind of value (``entity_type``,
which Presidio's engine adds by itself).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from presidio_anonymizer.entities import InvalidParamError
from presidio_anonymizer.operators import Operator, OperatorType, Redact

from guardrail.core.decision import OperatorSpec

from .generalizing import generalize
from .token import token_type
from .vault import Vault

__all__ = ["OPERATORS", "GeneralizeOperator", "HashOperator", "KeepLastOperator", "SurrogateOperator", "TokenOperator", "check"]

_MASKING_CHARS = "*#xX•_"
_Parameter = tuple[Callable[[object], bool], str]


def _is_int(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_masking_char(value: object) -> bool:
    return isinstance(value, str) and len(value) == 1 and value in _MASKING_CHARS


_PARAMETERS: Mapping[str, Mapping[str, _Parameter]] = MappingProxyType(
    {
        "token": {},
        "redact": {},
        "mask": {
            "keep_last": (lambda value: _is_int(value, 0, 8), "a whole number from 0 to 8"),
            "masking_char": (_is_masking_char, f"one of {_MASKING_CHARS}"),
        },
        "generalize": {
            "date": (lambda value: value in ("year", "decade"), "year or decade"),
            "band": (lambda value: _is_int(value, 5, 20), "a whole number from 5 to 20"),
        },
        "surrogate": {},
        "hash": {"length": (lambda value: _is_int(value, 8, 20), "a whole number from 8 to 20")},
    }
)


class _Anonymizer(Operator):
    """What every operator of ours shares: it anonymizes, and its parameters are those of the table above."""

    NAME = ""

    def operator_name(self) -> str:
        return self.NAME

    def operator_type(self) -> OperatorType:
        return OperatorType.Anonymize

    def validate(self, params: dict[str, Any] | None = None) -> None:
        """Raises ``InvalidParamError``, as Presidio's engine expects it."""
        given = {name: value for name, value in (params or {}).items() if name not in ("vault", "entity_type")}
        complaint = _complaint(self.NAME, given)
        if complaint is not None:
            raise InvalidParamError(complaint)


class _KeyedAnonymizer(_Anonymizer):
    """An operator that needs the vault of the exchange."""

    def validate(self, params: dict[str, Any] | None = None) -> None:
        super().validate(params)
        if not isinstance((params or {}).get("vault"), Vault):
            raise InvalidParamError(f"operator {self.NAME} needs the vault of the exchange")


class TokenOperator(_KeyedAnonymizer):
    """A placeholder that the vault can turn back into the value."""

    NAME = "token"

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        given = params or {}
        vault: Vault = given["vault"]
        return vault.put(given["entity_type"], text)


class KeepLastOperator(_Anonymizer):
    """Stars, but for the last ``keep_last`` characters (4), and never more than half of a short value."""

    NAME = "mask"

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        given = params or {}
        kept: int = min(given.get("keep_last", 4), len(text) // 2)
        hidden = len(text) - kept
        masking_char: str = given.get("masking_char", "*")
        return masking_char * hidden + text[hidden:]


class GeneralizeOperator(_Anonymizer):
    """A coarser value: the year of a birth, the band of an age, the city of an address; see ``generalizing``."""

    NAME = "generalize"

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        given = params or {}
        return generalize(given["entity_type"], text, date=given.get("date", "year"), band=given.get("band", 10))


class SurrogateOperator(_KeyedAnonymizer):
    """A value that looks like the real one and that the vault can turn back, for services and schemas that refuse a token."""

    NAME = "surrogate"

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        given = params or {}
        vault: Vault = given["vault"]
        return vault.surrogate(given["entity_type"], text)


class HashOperator(_KeyedAnonymizer):
    """A keyed code, ``NIK#7F3KQ9ZDM2XW``: equal for equal values of one conversation, and nobody can turn it back."""

    NAME = "hash"

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        given = params or {}
        vault: Vault = given["vault"]
        kind = token_type(given["entity_type"])
        # Another purpose than a token's: the code of a hash must not tell the token of the same value.
        return f"{kind}#{vault.code('hash/' + kind, text)[: given.get('length', 12)]}"


OPERATORS: Mapping[str, Operator] = MappingProxyType(
    {
        "token": TokenOperator(),
        "mask": KeepLastOperator(),
        "redact": Redact(),
        "hash": HashOperator(),
        "generalize": GeneralizeOperator(),
        "surrogate": SurrogateOperator(),
    }
)


def check(spec: OperatorSpec) -> str | None:
    """What is wrong with an operator as a policy names it, in a sentence for the policy's author; None when nothing is."""
    return _complaint(spec.name, spec.params)


def _complaint(name: str, params: Mapping[str, object]) -> str | None:
    known = _PARAMETERS.get(name)
    if known is None:
        return f"unknown operator; known are {', '.join(sorted(_PARAMETERS))}"
    for parameter, value in params.items():
        if parameter not in known:
            return f"operator {name} has no such parameter; it knows {', '.join(sorted(known)) or 'none'}"
        holds, meaning = known[parameter]
        if not holds(value):
            return f"parameter {parameter} of operator {name} must be {meaning}"
    return None
