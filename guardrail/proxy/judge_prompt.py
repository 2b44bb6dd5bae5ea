"""What is said to a judge: one question as a request of OpenAI's chat API. The text is data in a fence that it cannot close."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from guardrail.pipeline.question import Question

__all__ = ["HIGHEST", "VERDICTS", "Prompt", "read_prompt"]

_FILE: Final = Path(__file__).with_name("data") / "judge.toml"
_MOST_TOKENS: Final = 256
"""An answer has about thirty; a model that was not forced into the schema soon stops talking."""
VERDICTS: Final = ("violation", "harmless", "unsure")
HIGHEST: Final = 100
"""Score of a judge that is certain."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """``version`` is the SHA-256 of the file that it was read from."""

    version: str
    system: str
    user: str
    labels: dict[str, str]

    def request(self, question: Question, model: str, nonce: str) -> bytes:
        """A body for ``/v1/chat/completions``; the same question gives the same but for the nonce.

        The fence is written with angle brackets, which a question's text does not have, and named by a nonce that its author cannot know.
        Raises ``KeyError`` for a label that nobody defined.
        """
        words = {"label": question.label, "definition": self.labels[question.label], "nonce": nonce}
        system = self.system.format_map(words).strip()
        user = self.user.format_map({**words, "text": question.text}).strip()
        body = {
            "model": model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
            "stream": False,
            "response_format": {"type": "json_schema", "json_schema": _schema(question.label)},
        }
        return json.dumps(body, ensure_ascii=False).encode("utf-8")


@lru_cache(maxsize=1)
def read_prompt() -> Prompt:
    """The prompt of the package."""
    raw = _FILE.read_bytes()
    found = tomllib.loads(raw.decode("utf-8"))
    return Prompt(sha256(raw).hexdigest(), found["system"], found["user"], found["labels"])


def _schema(label: str) -> dict[str, object]:
    """No field of it has room for words of the text."""
    properties = {
        "label": {"type": "string", "enum": [label]},
        "verdict": {"type": "string", "enum": [*VERDICTS]},
        "score": {"type": "integer", "minimum": 0, "maximum": HIGHEST},
    }
    schema = {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}
    return {"name": "verdict", "strict": True, "schema": schema}
