"""Writes what was tried as a page: one table for each AI service, with versions and reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import TypeAlias

from .installed import versions
from .matrix import CLIENTS, SCENARIOS, SERVICES, Service

__all__ = ["Outcome", "Outcomes", "page"]


_ABOUT = """# Clients tried

Written by `make clients`: the real packages, unchanged but for `base_url` and key, through guardrail to real services.
`tests/clients/` pins every version with hashes.

A cell is **ok** when the client got its own values in words, arguments and JSON and saw no token, and when no value, plain or
in any encoding of `tests/support/canaries.py`, stands in the bytes that guardrail sent to the service or in the service's own journal.

- `tools`: a call of a tool, its result, and the answer to that. `structured`: JSON by a schema. `responses`: whole and streamed.
  `thread`: a second turn by `previous_response_id`. `responses tools`: a tool's result as that second turn.
- xllamacpp is llama.cpp with random weights. A grammar forces it to say the tokens, one byte an event. On Anthropic's API it takes no
  grammar: there a cell says that the call works, and that neither values left nor tokens came back.
- LangChain's `OpenAIEmbeddings` sends token ids unless it is made with `check_embedding_ctx_length=False`. Nobody can inspect those, so
  they are refused.
- langchain-openai does not take version 3 of the openai package yet, so version 2 is here; version 3 is in the default suite.
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one cell: wrong, not to be tried, or right."""

    wrong: str = ""
    unsupported: str = ""

    @property
    def right(self) -> bool:
        return not self.wrong and not self.unsupported


Outcomes: TypeAlias = dict[tuple[str, str, str], Outcome]
"""By names of client, service and scenario."""


def page(outcomes: Outcomes) -> str:
    """Markdown."""
    reasons = list(dict.fromkeys(outcome.unsupported for outcome in outcomes.values() if outcome.unsupported))
    right = sum(outcome.right for outcome in outcomes.values())
    wrong = sum(bool(outcome.wrong) for outcome in outcomes.values())
    lines = [
        _ABOUT,
        f"{right} ok, {wrong} wrong, {len(outcomes) - right - wrong} cannot be tried (a number says why, see the end).",
    ]
    for service in SERVICES:
        lines += ["", f"## {service.name} {_version(service)}", "", *_table(service, outcomes, reasons)]
    lines += ["", "## What cannot be tried", "", *(f"{number}. {reason}" for number, reason in enumerate(reasons, 1))]
    return "\n".join(lines) + "\n"


def _version(service: Service) -> str:
    return versions()[service.package] if service.package.startswith("npm:") else version(service.package)


def _table(service: Service, outcomes: Outcomes, reasons: list[str]) -> Iterable[str]:
    pinned = versions()
    yield f"| client | version | {' | '.join(SCENARIOS)} |"
    yield f"|---|---|{'---|' * len(SCENARIOS)}"
    for client in CLIENTS:
        cells = [_cell(outcomes[client.name, service.name, scenario], reasons) for scenario in SCENARIOS]
        yield f"| {client.name} | {pinned[client.package]} | {' | '.join(cells)} |"


def _cell(outcome: Outcome, reasons: list[str]) -> str:
    if outcome.unsupported:
        return f"({reasons.index(outcome.unsupported) + 1})"
    return "**wrong**" if outcome.wrong else "ok"
