"""Recognizers that policy authors wrote: looked over here, run by detection. Patterns are RE2's, and tried before they are let in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import re2

from guardrail.core.decision import DataClass
from guardrail.core.diagnostic import Diagnostic
from guardrail.core.pattern import DetectorSpec, PatternSpec
from guardrail.core.searching import limited
from guardrail.core.text import Path

from .catalog import Catalog
from .code import Code
from .load import Document
from .schema import DetectorShape
from .trial import is_slow

__all__ = ["check_detectors", "classes_of", "detector_spec"]


def check_detectors(document: Document, detectors: Sequence[DetectorShape], catalog: Catalog) -> Iterator[Diagnostic]:
    """What is wrong with the ``spec.detectors`` of a document."""
    lines: dict[str, int] = {}
    classes: dict[str, str] = {}
    for index, detector in enumerate(detectors):
        path: Path = ("spec", "detectors", index)
        if detector.id in lines:
            mend = f"it is already on line {lines[detector.id]}"
            yield document.complaint(Code.DETECTOR, f"the detector id '{detector.id}' is taken", *path, "id", mend=mend)
        lines.setdefault(detector.id, document.tree.mark((*path, "id"))[0])
        known = catalog.entities.get(detector.entity)
        given = DataClass(detector.data_class) if detector.data_class is not None else None
        if known is None and given is None and detector.entity not in classes:
            yield document.complaint(
                Code.DETECTOR, f"the entity '{detector.entity}' is new, so it needs a data_class", *path, "entity", mend="add data_class"
            )
        elif given is not None and known not in (None, given):
            yield document.complaint(Code.DETECTOR, f"'{detector.entity}' is of class {known}", *path, "data_class", mend="delete it")
        if given is not None and classes.setdefault(detector.entity, given) != given:
            yield document.complaint(Code.DETECTOR, f"'{detector.entity}' has another class above", *path, "data_class", mend="delete it")
        for position, pattern in enumerate(detector.patterns):
            fault = _fault(pattern.regex)
            if fault:
                yield document.complaint(Code.REGEX, fault[0], *path, "patterns", position, "regex", mend=fault[1])


def classes_of(detectors: Sequence[DetectorShape]) -> Mapping[str, DataClass]:
    """The entities that these recognizers bring along."""
    return {each.entity: DataClass(each.data_class) for each in detectors if each.data_class is not None}


def detector_spec(shape: DetectorShape) -> DetectorSpec:
    """The recognizer as detection takes it."""
    context = shape.context
    spec = DetectorSpec(
        shape.id,
        shape.entity,
        tuple(PatternSpec(pattern.name, pattern.regex, pattern.score) for pattern in shape.patterns),
        exclude=shape.exclude.values if shape.exclude is not None else (),
    )
    if context is None:
        return spec
    return DetectorSpec(spec.id, spec.entity, spec.patterns, context.words, context.window, context.boost, spec.exclude)


def _fault(regex: str) -> tuple[str, str] | None:
    """What is wrong with a pattern, and the mend."""
    try:
        compiled = re2.compile(regex, limited(re2.Options()))
    except re2.error:
        return "the pattern is not one that RE2 can compile (no look-around, no back references, not too large)", "see the syntax of RE2"
    if compiled.search("") is not None:
        return "the pattern matches the empty text", "let it match at least one character"
    if is_slow(compiled, regex):
        return "the pattern takes too long over long texts", "begin it with what is rare, and repeat less: {2,8}, no .*"
    return None
