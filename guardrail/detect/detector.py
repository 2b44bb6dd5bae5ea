"""The one Detector: Presidio inside, findings out. A failure is a fault, never "nothing found"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from guardrail.core.errors import ErrorCode, GuardFault, RequestRefused
from guardrail.core.text import LONGEST_TEXT, Finding, Span

from .analyzer import TriggerAnalyzer, build_analyzer
from .explanation import Explanation, Rival
from .labels import names_number
from .name_words import FIELDS
from .overlap import beaten, without_overlaps
from .plugins import Plugin, Plugins
from .recognizer import LANGUAGE
from .secret_words import FIELD_NAMES

__all__ = ["MAX_TEXT", "PresidioDetector", "build_detector"]

MAX_TEXT = LONGEST_TEXT
"""Characters of the longest text that is read. A longer one is refused: a part of it would have to be skipped, or everybody would wait."""
_SHORTEST, _SHORTEST_LABELLED = 4, 1
"""Characters from which a text can hold something; a name in a field of its own may have two ("Al"), a blood group one."""
_LONGEST_LABEL = 60
_MOST_RIVALS = 5
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LABEL_WORD = re.compile(r"[a-z]+")
_FIELD_WORDS = FIELDS | {
    *FIELD_NAMES,
    *("lahir", "lhr", "ttl", "dob", "born", "birth", "plat", "nopol", "tnkb", "stnk", "kendaraan", "mobil", "motor", "passport", "paspor"),
    *("alamat", "address", "domisili", "diagnosa", "diagnosis", "penyakit", "keluhan", "alergi", "umur", "usia", "age"),
    *("lat", "latitude", "lintang", "lng", "lon", "long", "longitude", "bujur", "kelamin", "jk", "gender", "sex", "suku", "etnis", "bpkb"),
    *("mesin", "nosin", "imei", "ijazah", "nikah", "akta", "dtks", "dtsen", "kks", "pkh", "idpel", "pelanggan", "sambungan", "gaji"),
    *("ip", "mac", "koordinat", "rangka", "noka", "vin", "chassis", "kitas", "kitap", "itas", "itap", "niora"),
}
"""Of names and of identifiers that are not plain digits."""


class PresidioDetector:
    """Finds personal data in one text at a time. Safe to call from several threads."""

    def __init__(self, analyzer: TriggerAnalyzer, plugins: Sequence[Plugin] = ()) -> None:
        self._analyzer = analyzer
        self._plugins = Plugins(plugins) if plugins else None
        others = self._plugins.entities if self._plugins is not None else frozenset()
        self.entities: frozenset[str] = others.union(analyzer.get_supported_entities(LANGUAGE))
        """Every entity it can find."""

    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        """Findings by position, none meeting another, in code points of ``text``.

        ``label`` is the name of the field that holds the text (``nama``, ``noHp``): it counts like a label in the text.
        Raises ``RequestRefused`` for a text longer than ``MAX_TEXT`` (``body_too_large``) or encoded too often to be read
        (``content_not_inspectable``), and ``GuardFault`` (``detector_error``) for whatever goes wrong inside, without its words.
        """
        if len(text) > MAX_TEXT:
            raise RequestRefused(ErrorCode.BODY_TOO_LARGE, "detect")
        if len(text) < (_SHORTEST_LABELLED if label else _SHORTEST):
            return ()
        try:
            return self._find(text, label)
        except (RequestRefused, GuardFault):
            raise
        except Exception:
            # Words and frames of the cause may hold the text: they go no further.
            raise GuardFault(ErrorCode.DETECTOR_ERROR, "detect") from None

    def explain(self, text: str, findings: Sequence[Finding], label: str = "") -> tuple[Explanation, ...]:
        """Why each of the findings of this text stands, by position as they are. Reads the text twice more: not for the hot path.

        Raises as ``detect`` does.
        """
        try:
            prefix = _prefix(label) if label else ""
            explainer = self._analyzer.explainer(prefix + text, len(prefix))
            rivals = beaten(findings, self._readings(text, prefix))
            return tuple(
                replace(explainer.explain(finding), rivals=tuple(_rival(*lost) for lost in losers[:_MOST_RIVALS]))
                for finding, losers in zip(findings, rivals, strict=True)
            )
        except (RequestRefused, GuardFault):
            raise
        except Exception:
            raise GuardFault(ErrorCode.DETECTOR_ERROR, "explain") from None

    def _find(self, text: str, label: str) -> tuple[Finding, ...]:
        return without_overlaps(self._readings(text, _prefix(label) if label else ""), text)

    def _readings(self, text: str, prefix: str) -> list[Finding]:
        """All that recognizers claim, also where they contradict each other."""
        shift = len(prefix)
        found = [
            Finding(
                result.entity_type,
                Span(max(0, result.start - shift), result.end - shift),
                result.score,
                result.recognition_metadata["recognizer_name"],
            )
            for result in self._analyzer.analyze(prefix + text if prefix else text, LANGUAGE)
            if result.end > shift
        ]
        if self._plugins is not None:
            found += self._plugins.find(text)
        return found


def _rival(finding: Finding, lost_by: str) -> Rival:
    return Rival(finding.entity, finding.recognizer, finding.score, lost_by)


def _prefix(label: str) -> str:
    """The field's name as a form would print it ("no hp: "), or "" where it names nothing that recognizers know."""
    words = _CAMEL.sub(" ", label[:_LONGEST_LABEL]).replace("_", " ").replace("-", " ").lower()
    known = names_number(words) or not _FIELD_WORDS.isdisjoint(_LABEL_WORD.findall(words))
    return f"{words}: " if known else ""


def build_detector(plugins: Sequence[Plugin] = ()) -> PresidioDetector:
    """A detector with every recognizer of the package and the agency's own, ready.

    Compiling the triggers takes a second, for which no call should wait.
    """
    analyzer = build_analyzer()
    analyzer.analyze("-", LANGUAGE)
    return PresidioDetector(analyzer, plugins)
