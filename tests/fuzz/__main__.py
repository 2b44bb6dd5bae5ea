"""``python -m tests.fuzz --inputs 1000000 --seed N [--processes 2]``: exits with 1 if anything went wrong.

``--show SEED NUMBER`` prints one input.
"""

from __future__ import annotations

import argparse
import heapq
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from random import Random

from rich.progress import track

from guardrail.detect.detector import PresidioDetector, build_detector

from .grammar import text
from .trial import Trial, try_one

_BATCH = 500
_WORST = 10


@cache
def _detector() -> PresidioDetector:
    return build_detector()


def _batch(seed: int, first: int, count: int) -> list[Trial]:
    return [try_one(_detector(), seed, number) for number in range(first, first + count)]


def _batches(seed: int, inputs: int, processes: int) -> Iterator[list[Trial]]:
    starts = range(0, inputs, _BATCH)
    sizes = [min(_BATCH, inputs - start) for start in starts]
    with ProcessPoolExecutor(processes) as pool:
        yield from track(pool.map(_batch, [seed] * len(sizes), starts, sizes), total=len(sizes), description=f"seed {seed}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--show", type=int, nargs=2, metavar=("SEED", "NUMBER"))
    arguments = parser.parse_args()
    if arguments.show:
        print(repr(text(Random("{}-{}".format(*arguments.show)))))
        return 0
    worst: list[Trial] = []
    faults: list[Trial] = []
    counts: Counter[str] = Counter()
    for batch in _batches(arguments.seed, arguments.inputs, arguments.processes):
        counts["characters"] += sum(trial.size for trial in batch)
        counts["refused"] += sum(trial.refused for trial in batch)
        faults.extend(trial for trial in batch if trial.fault)
        worst = heapq.nlargest(_WORST, worst + batch)
    print(f"{arguments.inputs} inputs, {counts['characters']} characters, {counts['refused']} refused, {len(faults)} faults")
    for trial in worst:
        print(f"{trial.cost * 1000:8.2f} ms per 1,000 characters: {trial.size} characters, --show {trial.seed} {trial.number}")
    for trial in faults[:50]:
        print(f"FAULT {trial.fault}: {trial.size} characters, --show {trial.seed} {trial.number}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
