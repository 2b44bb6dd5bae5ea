"""Names of persons wherever they stand: the embedded model decides, and what stands behind honorifics and labels helps it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from guardrail.detect.labels import names_number
from guardrail.detect.name_words import (
    CALLINGS,
    CONTESTS,
    DEGREES,
    HONORIFICS,
    NAMED_BEHIND,
    NOBLE_TITLES,
    NOT_NAMES,
    PARTICLES,
    PLACES,
    SHOPS,
    TITLES,
)
from guardrail.detect.ner.lexicon import Lexicon, key_of, read_lexicon
from guardrail.detect.ner.model import read_model
from guardrail.detect.ner.tagger import Name, Tagger
from guardrail.detect.recognizer import Match, TriggeredRecognizer
from guardrail.detect.suffixed_names import suffixed_names, without_suffix
from guardrail.detect.told_names import told_names

from .person import PersonRecognizer

__all__ = ["LEAST_SCORE", "NameRecognizer"]

LEAST_SCORE = 0.35
"""Names less probable than this are not reported, unless a rule finds them too. A policy may ask for more."""
_HIGHEST_SCORE = 0.98
_FIELD_SCORE = 0.9
"""What a rule finds behind the label of a form scores so, or more."""
_WORDS = re.compile(r"[^\W\d_]+")
_BEFORE = re.compile(r"[^\W\d_]+|[^\W_. ]|[^\w. ]")
_LOOK_BACK = 40
_BEHIND = re.compile(r"[ \t]{1,2}([A-Z][a-z]+)\b")
_NUMBERED = frozenset(("negeri", "swasta", "no", "nomor"))
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
_BYTES = re.compile(r"[a-f]{2}(?:[ :%]+[a-f]{2})*", re.IGNORECASE)
_PIECE = 5
"""Letters of base64 that may look like a name; in a URL "+" stands between the words of one."""
_GLUED_BEFORE, _GLUED_BEHIND = re.compile(r"[^\W_][./@]|--|[ \t]-"), re.compile(r"[./@][^\W_]")
_OUTSIDE = HONORIFICS | TITLES | CALLINGS
_SERVED = frozenset(["umum", "daerah", "pusat", "anak", "islam", "kristen", "katolik", "infanteri", "raider"])
"""Between what a hospital or a battalion is and the name that it bears."""
_REVERED = frozenset(["nabi", "malaikat"])
_CITED = re.compile(r"(?:\.?,? \(|\. |, )(?:19|20)[0-9]{2}[a-z]?\b")
_NO_NAMES = NOT_NAMES | PARTICLES


@cache
def _lexicon() -> Lexicon:
    """One for the process, like the tagger: both are read once."""
    return read_lexicon()


@cache
def _tagger() -> Tagger:
    return Tagger(read_model(), _lexicon())


class NameRecognizer(TriggeredRecognizer):
    """``PERSON``: the name alone, in any letter case. Its score is the model's probability for the least certain word of the name."""

    ENTITY = "PERSON"
    TRIGGER = rf"{PersonRecognizer.TRIGGER}|[\x00-\xff]\z"

    def __init__(self, supported_language: str = "id") -> None:
        super().__init__(supported_language)
        self._rules = PersonRecognizer(supported_language)

    def load(self) -> None:
        """Reads the model, which would otherwise be read with the first text."""
        _tagger()

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        names = _tagger().names(text)
        rules = list(self._rules.examine(text, ends))
        rare = {rule for rule in rules if _is_unheard_of(text, rule)}
        at = 0
        found: list[Match] = []
        for name in names:
            while at < len(rules) and rules[at].end <= name.start:
                at += 1
            rule = rules[at] if at < len(rules) and rules[at].start < name.end else None
            if rule is not None and rule in rare and rule.start <= name.start and name.end <= rule.end:
                continue  # the model may know half of it
            for match in _judged(text, name, rule):
                if found and _is_turned(text, found[-1], match):
                    match = Match(found[-1].start, match.end, min(found.pop().score, match.score))
                found.append(match)
        found = sorted([*found, *rare])
        yield from found
        starts = [name.start for name in found]
        for told in (*told_names(text), *suffixed_names(text, _lexicon().find)):
            before = bisect_left(starts, told.end) - 1
            if before < 0 or found[before].end <= told.start:
                yield told


def _judged(text: str, name: Name, rule: Match | None) -> Iterator[Match]:
    """What a name of the model is worth, beside the rule's match that meets it."""
    if name.score < LEAST_SCORE:
        # both see something; what a rule finds alone is no name: "Bu Kadis"
        if rule is not None and not _is_place(text, rule.start, rule.end):
            yield rule
        return
    words = [text[start:end] for start, end in name.words]
    for low, high in _people(words):
        borders = _borders(text, name.words[low:high], words[low:high])
        if borders is not None and not _is_place(text, *borders) and not _is_machine_made(text, *borders):
            start, end = borders
            yield Match(start, start + without_suffix(text[start:end], _lexicon().find), min(name.score, _HIGHEST_SCORE))


def _is_unheard_of(text: str, rule: Match) -> bool:
    """Whether a form's field for a name holds words that no text of the model's had: a rare name. It can say nothing of them."""
    find = _lexicon().find
    return rule.score >= _FIELD_SCORE and not any(find(word.lower()).case for word in _WORDS.findall(text[rule.start : rule.end]))


def _people(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Ranges of words between "or" and "and", which stand in no name: "Ani or Budi" are two."""
    low = 0
    for index, word in enumerate(words):
        if word in ("or", "and", "atau", "dan"):
            if index > low:
                yield low, index
            low = index + 1
    if low < len(words):
        yield low, len(words)


def _is_turned(text: str, last: Match, match: Match) -> bool:
    """Whether both are one, "Surname, Given": a year follows as in lists of references, or quotation marks hold both and no more."""
    if text[last.end : match.start] != ", ":
        return False
    if text[last.start - 1 : last.start] == '"' == text[match.end : match.end + 1]:
        return True
    return _CITED.match(text, match.end) is not None and text[last.start - 1 : last.start] in ("", "\n", " ")


def _borders(text: str, places: Sequence[tuple[int, int]], words: Sequence[str]) -> tuple[int, int] | None:
    """The name without what stands around it, or None where nothing of a name is left."""
    low, high = 0, len(words)
    if words[0] == "i" and text[places[0][0] - 1 : places[0][0]] == "/":  # "Sdr/i Sardi"
        low = 1
    while low < high and (_is_mark(words[low]) or key_of(words[low]) in _OUTSIDE or (high - low > 1 and key_of(words[low]) in NOT_NAMES)):
        low += 1
    while high - low > 1 and (_is_mark(words[high - 1]) or _is_degree(words[high - 1]) or _is_lower_behind(words[low], words[high - 1])):
        high -= 1
    letters = "".join(words[low:high])
    if low == high or sum(map(str.isalpha, letters)) < 2 or (letters.isascii() and not _VOWEL.search(letters)):
        return None
    if key_of(words[low]) in _REVERED:
        return None
    if all(key_of(word) in _NO_NAMES for word in words[low:high]) or (high - low == 1 and names_number(key_of(words[low]))):
        return None
    return places[low][0], places[high - 1][1]


def _is_lower_behind(first: str, last: str) -> bool:
    """Whether a word in small letters follows a name in capitals: "Lestari tunarungu"."""
    return first[0].isupper() and last[0].islower() and key_of(last) not in PARTICLES


def _is_mark(word: str) -> bool:
    return not any(map(str.isalpha, word))


def _is_degree(word: str) -> bool:
    key = key_of(word)
    return key in DEGREES and (word.isupper() or "." in word)


def _is_machine_made(text: str, start: int, end: int) -> bool:
    """Whether it is bytes in hexadecimal digits ("aa", "%DA"), a piece of base64, or one part in small letters of a machine's name for
    something: "jatengprov.go.id", "osf.io/x", "--oneline".
    """
    word = text[start:end]
    if _BYTES.fullmatch(word) or text[start - 1 : start] == "%":
        return True
    if not word.istitle() and len(word) <= _PIECE and "+" in (text[start - 1 : start], text[end : end + 1]):
        return True
    if not (word.isalpha() and word.islower()):
        return False
    before, behind = text[max(0, start - 2) : start], text[end : end + 2]
    return bool(_GLUED_BEFORE.fullmatch(before)) or bool(_GLUED_BEHIND.fullmatch(behind))


def _is_place(text: str, start: int, end: int) -> bool:
    """Whether a street, a school, a hospital or a contest is called so: "Bandara Jenderal Ahmad Yani", "Fatmawati Cup"."""
    behind = _BEHIND.match(text, end)
    if behind is not None and behind.group(1).lower() in NAMED_BEHIND:
        return True
    words = _BEFORE.findall(text[max(0, start - _LOOK_BACK) : start])
    titled = skipped = called = False
    for word in reversed(words):
        lower = word.lower()
        if lower in HONORIFICS and lower not in NOBLE_TITLES:
            called = True
            continue
        if called:
            return lower in SHOPS
        if lower in PLACES or lower in CONTESTS:
            return titled or not skipped
        if lower in TITLES or lower in NOBLE_TITLES:
            titled = True
        elif lower in _NUMBERED or lower in _SERVED or word.isdigit() or (len(word) == 1 and word.isalpha()):  # an initial
            continue
        elif not word[0].isupper() or (skipped and not titled):
            return False
        else:
            skipped = not titled
    return False
