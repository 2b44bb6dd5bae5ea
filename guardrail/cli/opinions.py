"""The judge of a configuration, for commands that look at one text after another. Records nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from guardrail.app.judge import judge_of
from guardrail.audit.codes import JudgeCode
from guardrail.pipeline.question import OpinionOf, Question
from guardrail.policy.policy import Policy
from guardrail.proxy.judge import HttpJudge
from guardrail.settings import load_settings

from .exit import misused

__all__ = ["Asking", "asking"]

Asking: TypeAlias = Callable[[Policy], OpinionOf]


@contextmanager
def asking(config: Path) -> Iterator[Asking]:
    """What the judge says under a policy, until the block ends. Raises ``InvalidFiles``, or ``typer.Exit`` where none is configured."""
    spec = judge_of(load_settings(config))
    if spec is None:
        raise misused("the configuration has no [judge]; see docs/ethics.md")
    region = spec.region
    with asyncio.Runner() as runner:
        judge = HttpJudge(spec)

        def under(policy: Policy) -> OpinionOf:
            def opinion_of(question: Question) -> JudgeCode:
                if policy.judging is None or region not in policy.judging.residencies:
                    return JudgeCode.NOT_PERMITTED
                return runner.run(judge.ask(question))

            return opinion_of

        try:
            yield under
        finally:
            runner.run(judge.aclose())
