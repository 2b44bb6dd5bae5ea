"""``python -m tests.leaks``: tools of other authors against the unmasker, the restorer of streams and a running proxy.

Exit status 1 when one of them finds fault: a value of our people that got out or was not given back, or words that depend on where a
stream is cut. Of the tools' own people, whom guardrail does not look for by itself, the page tells.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from guardrail.app.policies import policy_catalog, shipped_policies
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import load
from tests.support.process import free_port
from tests.support.scripted import scripted_upstream
from tests.support.server import configured_server

from . import page
from .benchmark import Row, http_check, people_of, response_split
from .invariance import Relayed, of_proxy, of_streams, of_unmasker
from .people import IDENTIFIERS, NAMES

_SEEDS = [f"a1b2c3d4e5f6000{number}" for number in range(1, 7)]
"""The first is the one that the author's pages use."""
_EVERY_CUT = "exhaustive-2-part"
_UPSTREAM = '[[upstreams]]\nname = "layanan"\nbase_url = "http://127.0.0.1:{port}/v1"\nregion = "dalam-negeri"\n'
_RECOGNIZERS = """
[[recognizers]]
name = "us-ssn"
class = "presidio_analyzer.predefined_recognizers:UsSsnRecognizer"
params = { supported_language = "id" }

[[recognizers]]
name = "us-phone"
class = "presidio_analyzer.predefined_recognizers:PhoneRecognizer"
params = { supported_language = "id", supported_regions = ["US"] }
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.leaks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=len(_SEEDS), help="of the benchmark, at most %(default)s")
    parser.add_argument("--out", action="store_true", help="write docs/leaks.md")
    options = parser.parse_args()
    seeds = _SEEDS[: options.seeds]
    with tempfile.TemporaryDirectory(prefix="guardrail-leaks-") as name:
        folder = Path(name)
        national = compile_policies(load(shipped_policies() / "national"), policy_catalog()).policies[0]
        lines = [of_unmasker(), of_streams(national)]
        relayed = Relayed()
        with scripted_upstream(relayed, cut_gap=0.0) as upstream, _proxy(folder / "any", upstream.port) as base_url:
            lines.append(of_proxy(base_url, relayed))
        for line in lines:
            print(f"{line.what}: {line.cuttings:,} cuttings of {line.texts} texts, all the same", flush=True)
        port = free_port()
        with _proxy(folder / "plain", port) as base_url:
            blind = _shown("as published, no recognizer added", response_split(base_url, port, seeds[0], "midpoint", folder))
            with people_of(NAMES + IDENTIFIERS):
                at_home = [_shown("people of Indonesia", response_split(base_url, port, seed, "midpoint", folder)) for seed in seeds]
                every = [_shown("people of Indonesia, every cut", response_split(base_url, port, seeds[0], _EVERY_CUT, folder))]
                checks = {"people of Indonesia": http_check(base_url, port)}
        with _proxy(folder / "added", port, _RECOGNIZERS) as base_url:
            theirs = [_shown("as published", response_split(base_url, port, seed, "midpoint", folder)) for seed in seeds]
            theirs_every = [_shown("as published, every cut", response_split(base_url, port, seeds[0], _EVERY_CUT, folder))]
            checks["as published"] = http_check(base_url, port)
    split = {"as published": theirs, "as published, every cut": theirs_every}
    split |= {"people of Indonesia": at_home, "people of Indonesia, every cut": every}
    if options.out:
        page.write(lines, split, blind, checks, _RECOGNIZERS, (version("chunk-invariance"), version("pii-leak-benchmark")))
    clean = all(row.outcome == "pass" for row in [*at_home, *every])
    clean &= all(row.leaked_cut == row.leaked_whole and not row.partly for rows in split.values() for row in rows)
    return 0 if clean and all(check["passed"] for check in checks.values()) else 1


@contextmanager
def _proxy(state: Path, port: int, recognizers: str = "") -> Iterator[str]:
    with configured_server(_UPSTREAM.format(port=port) + recognizers, state) as server:
        yield server.base_url


def _shown(what: str, row: Row) -> Row:
    print(
        f"{what}: {row.printed} partly={row.partly} egress={','.join(row.egress) or 'none'} leaked={','.join(row.leaked) or 'none'}",
        flush=True,
    )
    return row


if __name__ == "__main__":
    sys.exit(main())
