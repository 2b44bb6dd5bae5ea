"""What a judge is asked, and the words in which it answers. A question holds masked text alone; an answer holds none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from guardrail.audit.codes import JudgeCode

__all__ = ["OpinionOf", "Question", "without_judge"]


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a text asks for what one label is about. ``cut``: it is a part of a longer one."""

    label: str
    text: str = field(repr=False)
    """Masked: whatever was found in it stands as its kind."""
    cut: bool = False


OpinionOf: TypeAlias = Callable[[Question], JudgeCode | None]
"""What the judge says of a question, or why it says nothing; None: it has not been asked yet."""


def without_judge(question: Question) -> JudgeCode:
    """Of a body that is looked at for itself, such as the case of a policy: everything stays as the classifier says."""
    return JudgeCode.UNSURE
