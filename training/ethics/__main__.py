"""``python -m training.ethics --out FILE``: from the hand-written frames to a network. It is not in the package yet."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .fit import fit
from .frames import read_frames
from .measure import calibrated, rows
from .network import write_network
from .samples import draw, held_back, office, tried


def main(arguments: list[str] | None = None) -> int:
    """Trains, sets thresholds on frames held back, prints how well those are told, writes the file."""
    parser = argparse.ArgumentParser(prog="python -m training.ethics", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", default="", help="a writer whose frames are not learnt from but tried on")
    chosen = parser.parse_args(arguments)
    frames = read_frames()
    hidden = [frame for frame in frames if frame.writer == chosen.without]
    learnt = [frame for frame in frames if not held_back(frame) and frame.writer != chosen.without]
    back = [frame for frame in frames if held_back(frame) and frame.writer != chosen.without]
    around = office(learnt)
    network = fit(lambda epoch: draw(learnt, around, chosen.seed * 1000 + epoch), chosen.epochs, chosen.seed, _tell)
    network = calibrated(network, tried(back))
    for name, group in (("frames held back", back), ("the writer left out", hidden)):
        if group:
            _tell(f"\n{name}: label, texts, told, anything told")
            for label, count, told, anything in rows(network, tried(group)):
                _tell(f"{label:22}{count:6}{told:8.3f}{anything:8.3f}")
    write_network(network, chosen.out)
    return 0


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
