"""Forms as a caller sends them, through the engine."""

from __future__ import annotations

from collections.abc import Sequence

from guardrail.core.decision import Block
from guardrail.core.errors import RequestRefused
from guardrail.dialects.dialect import BodyForm, Dialect
from guardrail.dialects.form import Part, boundary_of, encode_form, parse_form
from guardrail.dialects.target import Target
from guardrail.mask.vault import Vault
from guardrail.pipeline.prepare import Prepared, prepare

from .planting import a_vault, detector, national

__all__ = ["leaving_form", "sent_form"]


def sent_form(dialect: Dialect, *parts: Part) -> Vault:
    """The vault of a form that leaves."""
    vault = _prepared(dialect, parts).vault
    assert vault is not None
    return vault


def _prepared(dialect: Dialect, parts: Sequence[Part]) -> Prepared:
    body, content_type = encode_form(parts)
    target = Target("POST", "", body=BodyForm.FORM, boundary=boundary_of(content_type))
    return prepare(body, dialect, national(), detector(), a_vault, target)


def leaving_form(dialect: Dialect, *parts: Part) -> tuple[str, list[Part]]:
    """The outcome (``sent``, ``blocked`` or the code of a refusal) and the parts that leave."""
    try:
        call = _prepared(dialect, parts)
    except RequestRefused as refused:
        return str(refused.code), []
    if isinstance(call.decision, Block):
        return "blocked", []
    return "sent", parse_form(call.payload, boundary_of(call.content_type))
