"""``python -m tests.mutants``: mutate the modules that everything else stands on, and ask whether their own tests notice.

Exit status 1 when fewer mutants of a module are killed than ``modules.toml`` asks for, or one lived that ``survivors.toml`` does not
explain.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path

from . import page
from .tool import outcome_of, run

_HERE = Path(__file__).parent


def main() -> int:
    config = tomllib.loads((_HERE / "modules.toml").read_text())
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as audit/merkle; all of modules.toml otherwise")
    parser.add_argument("--read", action="store_true", help="run nothing: tell what the last run found")
    parser.add_argument("--out", action="store_true", help="write docs/mutants.md (all modules)")
    options = parser.parse_args()
    unknown = set(options.modules) - set(config["modules"])
    if unknown or (options.out and options.modules):
        parser.error("a MODULE stands in modules.toml, and --out tells of all")
    modules = options.modules or list(config["modules"])
    kinds = page.read_kinds(_HERE / "survivors.toml")
    if not options.read:
        for module in modules:
            run(module, config["modules"][module], config["mutmut"])
    outcomes = [outcome_of(module) for module in modules]
    if options.out:
        page.write(outcomes, kinds, config["floor"])
    weak = [outcome.module for outcome in outcomes if outcome.score < config["floor"]]
    unexplained = [
        (outcome.module, one) for outcome in outcomes for one in outcome.survivors if page.kind_of(outcome.module, one, kinds) is None
    ]
    for outcome in outcomes:
        print(f"{outcome.module}: {outcome.mutants} mutants, {outcome.score:.1f} % killed, {len(outcome.survivors)} lived")
    for module, one in unexplained:
        print(f"{module} {one.function}:\n  - {one.was}\n  + {one.became}")
    return 1 if weak or unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
