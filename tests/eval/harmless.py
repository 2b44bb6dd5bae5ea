"""``python -m tests.eval.harmless [--texts N]``: how often the national policy acts on office texts in which nothing is asked amiss.

Texts put together from ``harmless/`` (requests, papers, requests about papers), which no rule should block; and those of ``dev.jsonl``,
which no rule of ethics should: some hold credentials. Prints shares and rules, no text. Exit status 1 where more are blocked.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from guardrail.app.policies import policy_catalog, shipped_policies
from guardrail.core.decision import Effect
from guardrail.core.text import Leaf, LeafKind, Place
from guardrail.detect.detector import build_detector
from guardrail.detect.ethics.signals import SIGNALS
from guardrail.pipeline.judgement import with_authored
from guardrail.pipeline.ports import Detector
from guardrail.pipeline.prepare import Inspection, inspect
from guardrail.pipeline.signalled import signalled
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import load
from guardrail.policy.policy import Policy
from training.ethics.frames import Frame, expand, read_frames

from .scoring import load as records_of

__all__ = ["MOST_BLOCKED", "Acted", "acted", "made", "shipped", "written"]

_HERE = Path(__file__).parent
_ETHICS = "nasional/eth-"
MOST_BLOCKED = 0.005
"""Share of harmless texts that may be blocked."""


@dataclass(frozen=True, slots=True)
class Acted:
    """Counts over texts."""

    texts: int
    blocked: int
    asked: int
    """Of the others: a reason is required."""
    told: int
    """Of the others: a warning or a note."""
    rules: Counter[tuple[str, str]]
    """By rule and effect."""


def made(texts: int, seed: int) -> Iterator[tuple[str, Place]]:
    """Texts with whose words they are: what people ask, papers that a tool fetched, and people asking about papers."""
    random = Random(seed)
    frames = read_frames(_HERE)
    requests = [frame for frame in frames if frame.source == "prompt"]
    papers = [frame for frame in frames if frame.source == "untrusted"]
    for _ in range(texts):
        kind = random.random()
        if kind < 0.4:
            yield _some(requests, random, 1), Place.USER
        elif kind < 0.7:
            yield _some(requests, random, 1) + "\n\n" + _some(papers, random, random.randint(1, 6)), Place.USER
        else:
            yield _some(papers, random, random.randint(2, 9)), random.choice((Place.USER, Place.TOOL_RESULT, Place.FILE))


def _some(frames: Sequence[Frame], random: Random, count: int) -> str:
    return "\n".join(expand(frame, random, 1)[0] for frame in random.sample(frames, count))


def written() -> Iterator[tuple[str, Place]]:
    """Texts of the sets in this folder; who wrote them marked personal data in them, and no request."""
    for record in records_of(_HERE / "dev.jsonl").values():
        yield record["text"], Place.USER


def shipped() -> tuple[Policy, Detector]:
    """The national policy and what reads for it."""
    policy = compile_policies(load(shipped_policies()), policy_catalog()).find("nasional")
    assert policy is not None
    return policy, with_authored(build_detector(), policy.detectors)


def acted(texts: Iterable[tuple[str, Place]], policy: Policy, detector: Detector, blocking: str = "") -> Acted:
    """Every text on its own: what rules of ethics do, and what rules whose id begins with ``blocking`` block."""
    rules: Counter[tuple[str, str]] = Counter()
    strictest: Counter[Effect] = Counter()
    for text, place in texts:
        leaves = (Leaf((), text, LeafKind.PROSE, place),)
        findings = inspect(leaves, detector).findings
        decision = policy.decide(Inspection(leaves, signalled(leaves, findings, SIGNALS)).sightings())
        reasons = {
            (one.rule, one.effect) for one in decision.reasons if one.rule.startswith(blocking if one.effect is Effect.BLOCK else _ETHICS)
        }
        strictest[max((effect for _, effect in reasons), default=Effect.NONE)] += 1
        rules.update((rule, effect.label) for rule, effect in reasons)
    blocked, asked = strictest[Effect.BLOCK], strictest[Effect.REQUIRE_REASON]
    return Acted(strictest.total(), blocked, asked, strictest.total() - blocked - asked - strictest[Effect.NONE], rules)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.eval.harmless", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--texts", type=int, default=5_000, help="texts to put together, beside the written ones")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    policy, detector = shipped()
    console = Console()
    table = Table("texts", "of", "blocked", "reason asked", "warned or noted")
    every: Counter[tuple[str, str]] = Counter()
    total = blocked = 0
    for name, texts, blocking in (("dev.jsonl", written(), _ETHICS), ("harmless/", made(options.texts, options.seed), "")):
        found = acted(texts, policy, detector, blocking)
        every += found.rules
        total += found.texts
        blocked += found.blocked
        table.add_row(name, str(found.texts), *(f"{share / found.texts:.2%}" for share in (found.blocked, found.asked, found.told)))
    console.print(table)
    rules = Table("rule", "the text was", "texts")
    for (rule, effect), count in every.most_common():
        rules.add_row(rule, effect, str(count))
    console.print(rules)
    return int(blocked > MOST_BLOCKED * total)


if __name__ == "__main__":
    sys.exit(main())
