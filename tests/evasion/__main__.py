"""Table of recall by technique and kind: ``python -m tests.evasion [--rounds N] [--seed N] [--misses N]``."""

from __future__ import annotations

import argparse
from collections import Counter

from guardrail.core.errors import RequestRefused
from guardrail.detect.detector import build_detector

from .matrix import cases, is_found
from .values import KINDS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", type=int, default=0, help="show that many texts where something was missed")
    arguments = parser.parse_args()
    detector = build_detector()
    tried: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    shown: Counter[tuple[str, str]] = Counter()
    for case in cases(arguments.seed, arguments.rounds):
        cell = case.technique, case.kind
        tried[cell] += 1
        try:
            spans = [(one.span.start, one.span.end) for one in detector.detect(case.text)]
        except RequestRefused:
            spans = [(0, len(case.text))]
        if is_found(case, spans):
            found[cell] += 1
        elif shown[cell] < arguments.misses:
            shown[cell] += 1
            print(case.technique, case.kind, case.carrier, repr(case.text), [case.text[a:b] for a, b in spans], sep=" | ")
    techniques = list(dict.fromkeys(technique for technique, _ in tried))
    print(f"{'':24}" + "".join(f"{kind:>7}" for kind in KINDS) + "    all")
    for technique in techniques:
        row = [f"{found[technique, kind] / tried[technique, kind]:7.2f}" if tried[technique, kind] else " " * 7 for kind in KINDS]
        hits, all_ = (sum(counter[technique, kind] for kind in KINDS) for counter in (found, tried))
        print(f"{technique:24}" + "".join(row) + f"{hits / all_:7.2f}")
    print(f"\nfound {found.total()} of {tried.total()}: {found.total() / tried.total():.4f}")


main()
