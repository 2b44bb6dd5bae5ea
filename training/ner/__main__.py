"""``python -m training.ner --corpora DIR [--out DIR]``: from the corpora to the two files that the package carries."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from guardrail.detect.ner.lexicon import read_lexicon, write_lexicon
from guardrail.detect.ner.model import write_model

from .lists import compile_words
from .train import examples, fit

_OUT = Path(__file__).parents[2] / "guardrail" / "detect" / "data"
SENTENCES = 11_000
"""Generated texts: more than the corpora have, because office text is what counts."""


def main(arguments: list[str] | None = None) -> int:
    """Writes ``words.txt.gz`` and ``names.crf.gz``. The same corpora give the same bytes; some minutes on one core."""
    parser = argparse.ArgumentParser(prog="python -m training.ner", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora, with the regions in ../region")
    parser.add_argument("--out", type=Path, default=_OUT, help="folder for the files")
    parser.add_argument("--sentences", type=int, default=SENTENCES, help="how many texts to generate")
    chosen = parser.parse_args(arguments)
    words = chosen.out / "words.txt.gz"
    write_lexicon(compile_words(chosen.corpora), words)
    model = fit(read_lexicon(words), examples(chosen.corpora, chosen.sentences))
    write_model(model, chosen.out / "names.crf.gz")
    sys.stdout.write(f"{len(model.weights)} features\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
