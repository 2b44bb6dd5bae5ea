"""Explains what was found in one text. Reads the text again, so it is made only when somebody asks why."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

from guardrail.core.text import Finding, Span

from . import backwards, blocks, escapes, file_names, loose_numbers, spaced_letters, spelled, spoken_email
from .columns import Columns
from .cues import cue_before, cue_behind, cue_in
from .explanation import Check, Explanation, Label, Phrase, Side
from .form import form_of
from .known_names import KNOWN_NAMES
from .labels import NOT_PERSONAL, names_number
from .numbers import Run
from .rewriting import Edit, Rewriting
from .trace import Trace
from .views import READERS, View

__all__ = ["Explainer", "READER_PHRASES"]

READER_PHRASES: Mapping[Callable[[str, Sequence[int]], Iterable[Edit]], Phrase] = {
    escapes.percents: Phrase("sandi persen", "percent encoding"),
    escapes.entities: Phrase("entitas HTML", "HTML entities"),
    escapes.backslashes: Phrase("pelolosan garis miring terbalik", "backslash escapes"),
    escapes.quoted_printable: Phrase("quoted-printable", "quoted-printable"),
    escapes.pluses: Phrase("tanda tambah sebagai spasi", "plus signs as spaces"),
    blocks.words: Phrase("base64 atau heksadesimal", "base64 or hexadecimal"),
    blocks.hex_pairs: Phrase("pasangan heksadesimal", "pairs of hexadecimal digits"),
    blocks.listed_bytes: Phrase("kode karakter", "character codes"),
    file_names.file_names: Phrase("nama berkas", "name of a file"),
    spaced_letters.spaced_letters: Phrase("huruf berjarak", "letters spaced out"),
    spelled.spelled_digits: Phrase("angka yang dieja", "digits spelled out"),
    spoken_email.spoken_emails: Phrase("surel yang dieja", "e-mail address spelled out"),
    spoken_email.broken_emails: Phrase("surel yang dipecah", "e-mail address broken up"),
    backwards.backwards: Phrase("dibalik", "reversed"),
    loose_numbers.lettered_numbers: Phrase("huruf sebagai angka", "letters for digits"),
    loose_numbers.scattered_numbers: Phrase("angka berjarak", "digits scattered"),
}
"""What each reader of ``views`` undoes."""

_FOLDED = Phrase(
    "tanda tak terlihat dibuang, angka dan huruf lain disamakan", "invisible characters dropped, other digits and letters folded"
)

_KNOWN = Check(Phrase("orang yang disebut di tempat lain dalam pertukaran ini", "person named elsewhere in this exchange"), True)


class Explainer:
    """Explanations for the findings of one text, asked in order of position."""

    def __init__(
        self,
        text: str,
        normalized: str,
        traces: Iterable[Trace],
        runs: Callable[[View], Iterable[Run]],
        scan: Callable[[str], Sequence[Sequence[int]]],
        shift: int = 0,
    ) -> None:
        """``text`` begins with the name of its field, ``shift`` characters long; findings count from behind it."""
        self._text = text
        self._normalized = normalized
        self._runs = runs
        self._scan = scan
        self._shift = shift
        self._traces: dict[str, list[Trace]] = {}
        for trace in traces:
            self._traces.setdefault(trace.recognizer.name, []).append(trace)
        for found in self._traces.values():
            found.sort(key=lambda trace: (trace.span.start, -trace.span.end))
        self._read: dict[int, tuple[Columns, list[Run]]] = {}
        self._undone: dict[int, list[tuple[int, int, Phrase]]] = {}

    def explain(self, finding: Finding) -> Explanation:
        """Without rivals, of which one recognizer knows nothing."""
        span = Span(finding.span.start + self._shift, finding.span.end + self._shift)
        trace = self._trace(finding, span)
        if trace is None:
            form = form_of(self._text[span.start : span.end])
            return Explanation(form, checks=(_KNOWN,) if finding.recognizer == KNOWN_NAMES else ())
        value = trace.view.text[trace.start : trace.end]
        # The make-up of a password helps to guess it.
        form = Phrase(f"{len(value)} karakter", f"{len(value)} characters") if finding.entity == "SECRET" else form_of(value)
        return Explanation(form, self._views(trace), trace.recognizer.checks(value), self._label(trace))

    def _trace(self, finding: Finding, span: Span) -> Trace | None:
        """The match behind a finding: that of its span, else one that holds it; None for recognizers of others."""
        traces = self._traces.get(finding.recognizer, [])
        at = bisect_right(traces, span.start, key=lambda trace: trace.span.start)
        around = [trace for trace in traces[max(0, at - _NEAR) : at] if trace.span.end >= span.end]
        around.sort(key=lambda trace: (trace.span != span, trace.score != finding.score))
        return around[0] if around else None

    def _label(self, trace: Trace) -> Label | None:
        text, end = trace.view.text, trace.end
        columns, runs = self._reading(trace.view)
        at = bisect_left(runs, end, key=lambda run: run.end)
        run = runs[at] if at < len(runs) and runs[at].start < end else None
        start, floor, entity = trace.start, 0, trace.recognizer.ENTITY
        if run is not None and trace.recognizer.reads_numbers:
            start, floor = max(start, run.start), run.floor
            entity = run.label if start == run.start else run.label_at(start, end)
        if entity in ("", NOT_PERSONAL):
            return None
        place = columns.place(start)
        if place is not None and place.label == entity:
            cell = max(place.start, floor)
            if not names_number(text[cell:start]):
                return cue_in(place.heading, entity, Side.HEADING)
            floor = cell
        before = cue_before(text, entity, start, floor)
        if before is not None and not trace.view.path and start - before.distance <= self._shift:
            return before._replace(side=Side.FIELD, distance=0)
        return before or cue_behind(text, entity, end)

    def _reading(self, view: View) -> tuple[Columns, list[Run]]:
        known = self._read.get(id(view))
        if known is None:
            known = self._read[id(view)] = (Columns(view.text), list(self._runs(view)))
        return known

    def _views(self, trace: Trace) -> tuple[Phrase, ...]:
        path = trace.view.path
        texts = [self._normalized, *(rewriting.text for rewriting in reversed(path))]
        place = (trace.start, trace.end)
        met: list[Phrase] = []
        for below, rewriting in zip(reversed(texts[:-1]), path, strict=True):
            touched = rewriting.touches(*place)
            place = rewriting.back(*place)
            if touched:
                met.extend(self._undone_in(below, rewriting, place))
        if self._text[trace.span.start : trace.span.end] != self._normalized[slice(*place)]:
            met.append(_FOLDED)
        return tuple(dict.fromkeys(reversed(met)))

    def _undone_in(self, below: str, rewriting: Rewriting, place: tuple[int, int]) -> list[Phrase]:
        """What the rewriting undid in ``below[start:end]``."""
        edits = self._undone.get(id(rewriting))
        if edits is None:
            ends = self._scan(below)
            made = {
                (edit.start, edit.end): READER_PHRASES[reader.edits]
                for reader, found in zip(READERS, ends, strict=False)
                for edit in reader.edits(below, found)
                if _was_made(rewriting, edit.start, edit.end, edit.replacement)
            }
            edits = self._undone[id(rewriting)] = [(start, end, phrase) for (start, end), phrase in sorted(made.items())]
        first = bisect_right(edits, place[0], key=lambda edit: edit[1])
        last = bisect_left(edits, place[1], key=lambda edit: edit[0])
        return list(dict.fromkeys(phrase for _, _, phrase in edits[first:last]))


_NEAR = 8
"""Matches of one recognizer that may begin before a finding and hold it."""


def _was_made(rewriting: Rewriting, start: int, end: int, replacement: str) -> bool:
    """Whether an edit that some reader wished for is part of the rewriting."""
    piece = bisect_right(rewriting.origins, start) - 1
    if not replacement:
        return piece < 0 or rewriting.origins[piece] < start
    written = rewriting.starts[piece]
    return (
        rewriting.origins[piece] == start
        and rewriting.lengths[piece] == end - start
        and rewriting.text[written : written + len(replacement)] == replacement
    )
