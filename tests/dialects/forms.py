"""Forms as a caller sends them, through the engine."""

from __future__ import annotations

from guardrail.core.decision import Block
from guardrail.core.errors import RequestRefused
from guardrail.dialects.dialect import BodyForm, Dialect
from guardrail.dialects.form import Part, boundary_of, encode_form, parse_form
from guardrail.dialects.target import Target
from guardrail.pipeline.prepare import prepare

from .planting import a_vault, detector, national

__all__ = ["leaving_form"]


def leaving_form(dialect: Dialect, *parts: Part) -> tuple[str, list[Part]]:
    """The outcome (``sent``, ``blocked`` or the code of a refusal) and the parts that leave."""
    body, content_type = encode_form(parts)
    target = Target("POST", "", body=BodyForm.FORM, boundary=boundary_of(content_type))
    try:
        call = prepare(body, dialect, national(), detector(), a_vault, target)
    except RequestRefused as refused:
        return str(refused.code), []
    if isinstance(call.decision, Block):
        return "blocked", []
    return "sent", parse_form(call.payload, boundary_of(call.content_type))
