"""What a judge answered, read strictly: one object with a label, a verdict and a score, and nothing beside it. All else is a failure."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

from guardrail.audit.codes import JudgeCode

from .judge_prompt import HIGHEST, VERDICTS

__all__ = ["verdict_of"]

_LONGEST: Final = 1_024
"""Characters of a verdict; the schema needs a tenth of that."""
_SURE: Final = 50
"""A verdict with a lower score is none."""


def verdict_of(raw: bytes, label: str) -> JudgeCode:
    """The verdict in a whole answer of OpenAI's chat API to a question about ``label``. Never raises."""
    try:
        content = _members(raw.decode("utf-8"))["choices"][0]["message"]["content"]
        if not isinstance(content, str) or len(content) > _LONGEST:
            return JudgeCode.BAD_ANSWER
        told = _members(content)
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return JudgeCode.BAD_ANSWER
    if told.keys() != {"label", "verdict", "score"}:
        return JudgeCode.BAD_ANSWER
    verdict, score = told["verdict"], told["score"]
    if verdict not in VERDICTS or type(score) is not int or not 0 <= score <= HIGHEST:
        return JudgeCode.BAD_ANSWER
    if told["label"] != label:
        return JudgeCode.WRONG_LABEL
    return JudgeCode(verdict) if score >= _SURE else JudgeCode.UNSURE


def _members(text: str) -> dict[str, Any]:
    """Raises ``ValueError`` for what is no JSON object, or says something twice."""
    found = json.loads(text, object_pairs_hook=_once, parse_constant=_refused)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def _refused(word: str) -> NoReturn:
    raise ValueError("not a number of JSON")
