"""The shape of ``judge``: when a model that the agency itself has named is asked what the classifier leaves open."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from .shape import Residency, Shape, listed

__all__ = ["FAILURES", "JudgeShape", "judges_less"]

FAILURES = ("ignore", "warn", "block")
"""Words of ``on_failure``, in order of strictness."""


class JudgeShape(Shape):
    """The judge is asked of signals whose score is at least ``above`` and less than ``below``: under that zone nobody asks, over it rules
    decide without it. What it confirms counts as ``below``; what the classifier would not say by itself (less than 0.5) counts for nothing
    else. It has to stand where ``residency`` says.

    ``may_clear``: what it calls harmless is dropped; otherwise it can only confirm. ``on_failure``: a judge that cannot be asked changes
    nothing, warns, or blocks the call.
    """

    above: Annotated[float, Field(ge=0.05, le=1)] = 0.5
    below: Annotated[float, Field(ge=0, le=1)] = 0.9
    residency: Annotated[
        tuple[Residency, ...], Field(min_length=1), BeforeValidator(listed, json_schema_input_type=Residency | tuple[Residency, ...])
    ] = ("lokal",)
    may_clear: bool = False
    on_failure: Literal["ignore", "warn", "block"] = "ignore"

    @model_validator(mode="after")
    def _a_zone(self) -> JudgeShape:
        if not self.above < self.below:
            raise PydanticCustomError("zone", "Input should have 'above' less than 'below': between them lies what the judge is asked")
        return self


def judges_less(parent: JudgeShape | None, child: JudgeShape | None) -> bool:
    """Whether something passes under ``child`` that did not under ``parent``: fewer questions, more leave to clear, a milder failure, or
    another place that texts are shown to. None is a policy that asks no judge."""
    if child is None:
        return parent is not None
    if parent is None:
        return child.may_clear
    return (
        child.above > parent.above
        or child.below < parent.below
        or (child.may_clear and (not parent.may_clear or (child.above, child.below) != (parent.above, parent.below)))
        or not set(child.residency) <= set(parent.residency)
        or FAILURES.index(child.on_failure) < FAILURES.index(parent.on_failure)
    )
