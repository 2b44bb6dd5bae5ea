"""Writes docs/leaks.md: what tools of other authors say of guardrail, beside what was published of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from .benchmark import Row
from .invariance import Line

__all__ = ["write"]

_PAGE = Path(__file__).parents[2] / "docs" / "leaks.md"
_TEXT = """# What independent tools say

Written by `make leaks`; do not edit. The tools are not ours: [chunk-invariance] {chunk} and [pii-leak-benchmark] {benchmark}, Apache-2.0,
by the author of LLM-Shield-Proxy, which is one of the rows below. Run by us on one machine; the author counts a row as
replicated after three people have sent theirs.

## Any cutting of a stream

`assert_chunk_invariant`: for every way of cutting, the pieces that come out are together what the whole text becomes. The texts are
Indonesian: names, NIK, NPWP, telephone, e-mail and card of invented people (`tests/leaks/people.py`), as tokens to be restored and as
values that a model adds. Nothing differed.

{invariance}

## Both halves of an answer

`pii-leak-benchmark-v2` sends values in a message, a system prompt, an unknown field and a tool's description; the service says them back
(*fidelity*: the client has its own again) and adds others (*leak*: they come through), whole or cut over two events, plain or
percent-encoded. *Partly*: the beginning of an added value came through before the rest was masked. *Egress*: what reached the service as
it was. Mean of the seeds, with least and most where they differ; *every cut* is the first seed with each value cut at every place.

{split}

As published, the tool sends social security and telephone numbers of the United States, which guardrail does not look for by itself.
They are found by two recognizers that Presidio ships, named in the configuration as an agency would name its own (docs/configuration.md):

```toml
{recognizers}
```

What leaks there, whole and cut alike, are telephone numbers with area codes that do not exist, which Presidio leaves alone. Without these
two recognizers the tool's own people lose what nothing looks for: {blind} get through, both ways, and the rest is as above. What the tool
prints of the first seed:

```
{printed}
```

The other rows are its author's: six seeds each, cut in the middle, each product in a configuration of the author's, as [published][split]
(read on 22 November 2026). NeMo and Portkey were asked to look at answers only, so that their egress is no fault of theirs.

## What reaches the service

`pii-leak-benchmark`, its first profile: every byte of three requests, decoded, and answers of one character an event. The other rows are
from [its results][http], September 2026.

{http}

## Again

```sh
make leaks    # own environment in .leaks/, from hashed files; rewrites this page
```

[chunk-invariance]: {repo}/tree/main/chunk-invariance
[pii-leak-benchmark]: {repo}/tree/main/pii-leak-benchmark
[split]: {repo}/blob/main/benchmarks/results/v2-response-split/README.md
[http]: {repo}/blob/main/website/docs/conformance/results.md
"""
_REPO = "https://github.com/ninadphalak/LLM-Shield-Proxy"
_OTHERS = (
    ("LLM-Shield-Proxy 1.6.0, answers redacted", "1.00", "0.12", "0.25", "not published", "none"),
    ("LLM-Shield-Proxy 1.6.0, default", "1.00", "1.00", "1.00", "not published", "none"),
    ("LiteLLM 1.99 + Presidio", "0.00", "0.06 (0.00-0.19)", "0.06 (0.00-0.19)", "not published", "all four, in two of four places"),
    ("NeMo Guardrails 0.24.0", "0.00", "0.06 (0.00-0.17)", "0.06 (0.00-0.17)", "not published", "all four, not asked to mask"),
    ("Portkey Gateway (open source)", "1.00", "1.00", "1.00", "not published", "all four, not asked to mask"),
)
_OTHERS_HTTP = (
    ("LLM-Shield-Proxy 1.3.5", "`pass`", "none", "yes"),
    ("LiteLLM 1.99.0 + Presidio", "`no-leak-profile-not-met`", "none", "no"),
    ("Portkey Gateway 1.15.2 + regexReplace", "`no-leak-profile-not-met`", "none", "no"),
    ("none in between (control)", "`fail`", "all three", "-"),
)


def write(
    lines: Sequence[Line],
    split: Mapping[str, Sequence[Row]],
    blind: Row,
    checks: Mapping[str, Mapping[str, Any]],
    recognizers: str,
    versions: tuple[str, str],
) -> None:
    """``split`` and ``checks`` by what was sent."""
    first = next(iter(split.values()))[0]
    _PAGE.write_text(
        _TEXT.format(
            repo=_REPO,
            chunk=versions[0],
            benchmark=versions[1],
            invariance=_table(("", "texts", "cuttings"), [(line.what, str(line.texts), f"{line.cuttings:,}") for line in lines]),
            split=_table(
                ("", "fidelity", "leak, whole", "leak, cut", "partly", "egress"), [*(_split(*one) for one in split.items()), *_OTHERS]
            ),
            recognizers=recognizers.strip(),
            blind=" and ".join(blind.egress) or "none",
            printed=first.printed,
            http=_table(("", "outcome", "egress", "given back"), [*(_http(*one) for one in checks.items()), *_OTHERS_HTTP]),
        ),
        "utf-8",
    )


def _split(what: str, rows: Sequence[Row]) -> tuple[str, ...]:
    figures = ([getattr(row, name) for row in rows] for name in ("fidelity", "leaked_whole", "leaked_cut", "partly"))
    egress = sorted({entity for row in rows for entity in row.egress})
    return (f"**guardrail**, {what}", *map(_spread, figures), ", ".join(egress) or "none")


def _http(what: str, report: Mapping[str, Any]) -> tuple[str, ...]:
    checks = report["checks"]
    leaked = checks["configured_upstream_boundary"]["leaked_entity_types"]
    outcome = "all checks pass" if report["passed"] else "not all checks pass"
    return f"**guardrail**, {what}", outcome, ", ".join(leaked) or "none", "yes" if checks["response_fidelity"]["passed"] else "no"


def _spread(values: Sequence[float]) -> str:
    return f"{mean(values):.2f}" + (f" ({min(values):.2f}-{max(values):.2f})" if min(values) != max(values) else "")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
