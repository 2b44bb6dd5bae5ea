"""Policy documents to policies in force: parents first, each child laid over its parent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from guardrail.core.diagnostic import Diagnostic

from .catalog import Catalog
from .code import Code
from .complaint import did_you_mean
from .detectors import check_detectors, classes_of
from .effective import Effective
from .load import Document
from .overlay import lay_over
from .schema import DetectorSetDocument, DetectorShape, PolicyDocument
from .tree import shown

__all__ = ["Resolved", "parent_of", "resolve"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """``policies`` are in order of descent; ``catalogs`` have what each of them may name, its recognizers' entities included."""

    policies: Mapping[str, Effective]
    catalogs: Mapping[str, Catalog]
    complaints: tuple[Diagnostic, ...] = field(repr=False)


def parent_of(body: PolicyDocument) -> str | None:
    """Id of the policy that it extends."""
    return body.spec.extends.partition("@")[0] if body.spec.extends is not None else None


def resolve(documents: Sequence[Document], catalog: Catalog) -> Resolved:
    """Every policy whose parents are all there. Of two documents with one id the first counts; ``check`` complains."""
    sets = {document.body.metadata.id: document for document in documents if isinstance(document.body, DetectorSetDocument)}
    complaints: list[Diagnostic] = []
    for document in sets.values():
        if isinstance(document.body, DetectorSetDocument):
            complaints += check_detectors(document, document.body.spec.detectors, catalog)
    waiting: dict[str, tuple[Document, PolicyDocument]] = {}
    for document in documents:
        if isinstance(document.body, PolicyDocument):
            waiting.setdefault(document.body.metadata.id, (document, document.body))
    ids = frozenset(waiting)
    policies: dict[str, Effective] = {}
    catalogs: dict[str, Catalog] = {}
    while ready := [name for name in sorted(waiting) if (above := parent_of(waiting[name][1])) is None or above in policies]:
        for name in ready:
            document, body = waiting.pop(name)
            above = parent_of(body)
            parent = policies[above] if above is not None else None
            within = catalogs[above] if above is not None else catalog
            shared = _shared(document, body, sets, complaints)
            complaints += _disagreeing(document, body, sets, parent, within)
            complaints += _version(document, body, parent)
            complaints += check_detectors(document, body.spec.detectors, within)
            complaints += _clashes(document, body, parent)
            brought = {**classes_of(shared), **classes_of(body.spec.detectors)}
            within = replace(within, entities=MappingProxyType({**within.entities, **brought})) if brought else within
            policies[name], faults = lay_over(parent, document, body, within, shared)
            catalogs[name] = within
            complaints += faults
    for name in sorted(waiting):
        document, body = waiting[name]
        above = parent_of(body)
        if above is not None and above not in ids:
            mend = did_you_mean(above, ids - {name}) or "its file has to lie in the folder that is read, or below it"
            complaints.append(document.complaint(Code.PARENT, f"there is no policy {shown(above)}", "spec", "extends", mend=mend))
        elif _in_circle(name, waiting):
            complaints.append(document.complaint(Code.PARENT, "the policy is its own ancestor", "spec", "extends", mend="break the circle"))
    return Resolved(policies, catalogs, tuple(complaints))


def _version(document: Document, body: PolicyDocument, parent: Effective | None) -> list[Diagnostic]:
    """``id@3`` wants version 3, ``id@^3`` version 3 or a later one, ``id`` alone takes any."""
    asked = (body.spec.extends or "").partition("@")[2]
    if parent is None or not asked:
        return []
    version, wanted = parent.metadata.version, int(asked.removeprefix("^"))
    if version == wanted or (asked.startswith("^") and version > wanted):
        return []
    return [document.complaint(Code.PARENT, f"the parent has version {version}", "spec", "extends", mend=f"write {parent.id}@^{version}")]


def _shared(
    document: Document, body: PolicyDocument, sets: Mapping[str, Document], complaints: list[Diagnostic]
) -> tuple[DetectorShape, ...]:
    found: list[DetectorShape] = []
    for position, name in enumerate(body.spec.detector_sets):
        shared = sets[name].body if name in sets else None
        if isinstance(shared, DetectorSetDocument):
            found += shared.spec.detectors
        else:
            path, mend = ("spec", "detector_sets", position), did_you_mean(name, sets)
            complaints.append(document.complaint(Code.DETECTOR, f"there is no DetectorSet '{name}'", *path, mend=mend))
    return tuple(found)


def _disagreeing(
    document: Document, body: PolicyDocument, sets: Mapping[str, Document], parent: Effective | None, within: Catalog
) -> Iterator[Diagnostic]:
    """Of a set, what would stand in silence behind a recognizer of the same id, or move an entity from the class that rules know."""
    ids = {detector.id: detector for detector in (*(parent.spec.detectors if parent is not None else ()), *body.spec.detectors)}
    classes = {**within.entities, **classes_of(body.spec.detectors)}
    for position, name in enumerate(body.spec.detector_sets):
        shared = sets[name].body if name in sets else None
        for detector in shared.spec.detectors if isinstance(shared, DetectorSetDocument) else ():
            path = ("spec", "detector_sets", position)
            if ids.setdefault(detector.id, detector) != detector:
                yield document.complaint(Code.DETECTOR, f"there is another detector '{detector.id}' already", *path, mend="rename one")
            for entity, of_class in classes_of([detector]).items():
                if classes.setdefault(entity, of_class) is not of_class:
                    message = f"'{entity}' is of class {classes[entity]} already"
                    yield document.complaint(Code.DETECTOR, message, *path, mend="give it the same data_class")


def _clashes(document: Document, body: PolicyDocument, parent: Effective | None) -> list[Diagnostic]:
    """A recognizer that is inherited stays as it is."""
    taken = {detector.id for detector in parent.spec.detectors} if parent is not None else set()
    return [
        document.complaint(Code.DETECTOR, f"the detector '{detector.id}' is inherited", "spec", "detectors", index, "id", mend="rename it")
        for index, detector in enumerate(body.spec.detectors)
        if detector.id in taken
    ]


def _in_circle(name: str, waiting: Mapping[str, tuple[Document, PolicyDocument]]) -> bool:
    """Whether a policy descends from itself, and not only from a circle above it."""
    at = parent_of(waiting[name][1])
    for _ in waiting:
        if at is None or at == name or at not in waiting:
            break
        at = parent_of(waiting[at][1])
    return at == name
