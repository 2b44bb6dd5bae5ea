"""Both halves of an answer: the caller's own values come back, what else is personal data in it is masked. Untouched answers pass
byte for byte."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from guardrail.core.text import LeafKind, Path, Place
from guardrail.dialects.calls import Calls
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.leaves import AnswerText, Number, answer_texts, dump, parse_answer, rebuild
from guardrail.dialects.positions import has_positions, without_positions
from guardrail.dialects.speech import AnswerKey
from guardrail.dialects.usage import Usage
from guardrail.mask.edit import apply
from guardrail.mask.vault import Vault

from .annotations import Annotations, is_data
from .arguments import Arguments, holds_json
from .hearing import Hearing
from .inspector import Inspector
from .passage import Passage, Plain
from .window import Window

__all__ = ["annotated", "looked_at", "opened", "read_whole", "restore"]


_HIDDEN: Final = "***"
"""Stands for each word of a text in which something was masked, where its words stand one by one."""


def restore(
    body: bytes,
    dialect: Dialect,
    vault: Vault | None,
    calls: Calls | None = None,
    inspector: Inspector | None = None,
    usage: Usage | None = None,
    annotations: Annotations | None = None,
) -> bytes:
    """The answer as its caller may read it; without an ``inspector`` it is restored and not looked into. ``calls`` says in whose arguments
    the caller's values may stand; ``usage`` is told what the service counted; ``annotations`` have what is written beside its words.

    Raises ``UpstreamFault`` when it is not the JSON it claims to be, or where the policy lets nothing of the kind through.
    """
    tree = parse_answer(body)
    if usage is not None:
        usage.see(tree)
    if inspector is None and not vault and annotations is None:
        return body
    changes: dict[Path, str | Number] = {}
    texts = looked_at(tree, dialect, calls, inspector)
    speech = dialect.speech
    read: dict[AnswerKey, list[tuple[Path, str]]] = {}
    for text in texts:
        spoken = speech is not None and speech.is_spoken(text)
        answer = speech.answer(text) if speech is not None and spoken else 0
        said = read_whole(text, vault, inspector, inspector.hearing(answer) if inspector is not None and spoken else None)
        if said != text.leaf.text:
            changes[text.leaf.path] = said
        if spoken and isinstance(said, str) and said and not is_data(text.leaf.text):
            read.setdefault(answer, []).append((text.leaf.path, said))
    if inspector is not None and inspector.masked:
        changes |= {text.leaf.path: _HIDDEN for text in texts if text.shape in dialect.scattered}
    notes = annotated(read, annotations) if annotations is not None else {}
    if not changes and not notes:
        return body
    tree = rebuild(tree, {**changes, **notes})
    return dump(_fitting(tree, changes) if has_positions(body) else tree)


def annotated(read: Mapping[AnswerKey, Sequence[tuple[Path, str]]], annotations: Annotations) -> dict[Path, str]:
    """What becomes of the first and the last of the texts of each answer; ``read`` has all that are prose, by answer."""
    found: dict[Path, str] = {}
    for answer, texts in read.items():
        (first, text), (last, _) = texts[0], texts[-1]
        opened = annotations.opened(text)
        if opened != text:
            found[first] = opened
        ending = found.get(last, texts[-1][1])
        closed = annotations.closed(ending, answer)
        if closed != ending:
            found[last] = closed
    return found


def looked_at(tree: Any, dialect: Dialect, calls: Calls | None, inspector: Inspector | None, streamed: bool = False) -> list[AnswerText]:
    """The texts of an answer or of an event; an inspector is told what it reads and what passes it by."""
    if inspector is None:
        return answer_texts(tree, dialect, streamed, calls)
    passed: list[str] = []
    texts = answer_texts(tree, dialect, streamed, calls, everything=True, passed=passed)
    tally = inspector.tally
    for text in texts:
        tally.add(tally.scanned, text.shape)
    for shape in passed:
        tally.add(tally.opaque, shape)
    return texts


def opened(text: AnswerText, vault: Vault | None, inspector: Inspector | None, whole: bool, hearing: Hearing | None = None) -> Passage:
    """What reads a text of this kind; ``whole`` where nothing of it may be given out before all of it was seen; ``hearing`` hears it."""
    leaf = text.leaf
    if inspector is None:
        return Plain(vault, leaf.kind is LeafKind.JSON, text.restorable, text.signed)
    label = next((step for step in reversed(leaf.path) if isinstance(step, str)), "")
    label = "" if "\x00" in label else label
    if leaf.kind is LeafKind.JSON:
        return Arguments(inspector, vault, label, whole, text.shape, text.restorable)
    return Window(inspector, vault, label, whole, text.shape, text.restorable, text.signed, hearing)


def read_whole(text: AnswerText, vault: Vault | None, inspector: Inspector | None, hearing: Hearing | None = None) -> str | Number:
    """What becomes of a text that is complete: a text, or a number where it is an argument that was one. What a tool says in JSON is read
    value by value, as it is beside its text (MCP's ``structuredContent``)."""
    if inspector is not None and inspector.place is Place.TOOL_RESULT and holds_json(text.leaf.text):
        text = text._replace(leaf=text.leaf._replace(kind=LeafKind.JSON))
    passage = opened(text, vault, inspector, True, hearing)
    taken, finished = passage.take(text.leaf.text), passage.finish()
    said = apply(text.leaf.text, [*taken.edits, *finished.edits])
    if text.member and vault is not None and said != text.leaf.text and said in vault.numbers:
        number: Number = json.loads(said)
        return number
    return said


def _fitting(tree: Any, changes: dict[Path, str | Number]) -> Any:
    """The tree without places and log probabilities of texts that changed: those of one choice, or of all that stands alone."""
    for first, second in {(path[0], path[1] if len(path) > 1 else None) for path in changes}:
        if isinstance(second, int) and isinstance(tree, dict) and isinstance(tree[first], list):
            items = list(tree[first])
            items[second] = without_positions(items[second])
            tree = {**tree, first: items}
        elif isinstance(second, int) or not isinstance(tree, dict):
            return without_positions(tree)
        else:
            tree = without_positions(tree)
    return tree
