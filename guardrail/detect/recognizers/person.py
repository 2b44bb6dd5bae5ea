"""Names of persons behind honorifics, titles and form labels. Bare names are the model's work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.name_words import DEGREES, FIELDS, HONORIFICS, NOT_NAMES, PARTICLES, PLACES, QUALIFIERS, TITLES
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["PersonRecognizer"]

_CUES = sorted(HONORIFICS | TITLES | FIELDS | {"bernama"})
_CUE = re.compile(r"(?:a[./]n|[a-z]+)\Z", re.IGNORECASE)
_LONGEST_CUE = max(map(len, _CUES))
_SPOKEN = re.compile(
    r"[ \t]+(?:(?:lengkap[ \t]+)?(?:saya|aku|beliau)|lengkap(?:ku|nya)|saya adalah)[ \t]*(?:adalah[ \t]+|[:,][ \t]*)?", re.IGNORECASE
)
# Each row of blanks and marks is possessive: were two of them to share one, time would be quadratic.
_FIELD = re.compile(
    r"((?:[ \t_/\-]{1,2}[a-z]+){0,4})[ \t.*_`\"'\\]*+(?:\([^()\n]{0,30}\)[ \t.*_`]*+)?(?:\r?\n[ \t]*+)?[:=](?:>[ \t]*+)?"
    r"[ \t*_`\"'“”‘’\\]*+(\r?\n[ \t]*+(?:[-*•][ \t]++)?)?(?:[0-9]{1,2}[.)][ \t]*+)?",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(r"[ \t_/\-]{1,2}([a-zA-Z]+)(?![^\W\d_])")
"""The first word of those of ``_FIELD``, if there is one."""
_GAP = re.compile(r"(?:/i\b|\(i\))?(?:\.?[ \t]{1,8}+[*_\"'“‘]{0,3}|\.(?=[^\W\d_]))")
_ON_BEHALF = re.compile(r"\.?[ \t]*:?[ \t]*")
_TITLE = re.compile(r"([a-z]+)(?:\.[ \t]?|[ \t]+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’`\-](?=[^\W\d_]))*")
_DOTTED_DEGREE = re.compile(r"(?:[SMAB]\.[A-Z][A-Za-z]{0,5}|Ph\.D|Sp\.[A-Z]|A\.?Md|M\.?Sc)\b")
_BEFORE = re.compile(r"[a-z]+|[^a-z. ]", re.IGNORECASE)
_ANNOUNCE = TITLES | HONORIFICS
_NEVER = NOT_NAMES | PLACES
_MOST_TITLES = 8
_MOST_WORDS = 6
_FIELD_SCORE, _HONORIFIC_SCORE, _LOWER_SCORE = 0.9, 0.85, 0.7


class PersonRecognizer(TriggeredRecognizer):
    """``PERSON``: the name alone, without honorifics, titles and degrees. Behind a label in any letter case, else capitalised.

    A street, hospital or school that is named after someone is a place.
    """

    ENTITY = "PERSON"
    TRIGGER = rf"\b(?:{'|'.join(_CUES)}|a[./]n)\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = 0
        for end in ends:
            if end <= done:
                continue
            match = _CUE.search(text, max(0, end - _LONGEST_CUE), end)
            if match is None:
                continue
            name = _after_cue(text, match.start(), end, match.group().lower())
            if name is not None:
                done = name.end
                yield name


def _after_cue(text: str, start: int, end: int, cue: str) -> Match | None:
    if cue in FIELDS:
        if cue == "nama" and text[max(0, start - 5) : start].lower() == "atas ":
            return _name(text, _skip(_ON_BEHALF, text, end), _FIELD_SCORE, any_case=True)
        if cue == "nama" and (spoken := _SPOKEN.match(text, end)):
            return _name(text, spoken.end(), _FIELD_SCORE, any_case=True)
        following = _FOLLOWING.match(text, end)
        if following is not None and following.group(1).lower() not in QUALIFIERS:  # most fields are just words of a sentence
            return None
        field = _FIELD.match(text, end)
        if field is None or any(word not in QUALIFIERS for word in re.findall("[a-z]+", field.group(1).lower())):
            return None
        next_line = field.group(2) is not None
        if next_line and cue != "nama":  # "Penerima:" above a list of what is handed out
            return None
        return _name(text, field.end(), _FIELD_SCORE, any_case=not next_line)
    if cue in ("a.n", "a/n", "bernama"):
        gap = _skip(_ON_BEHALF, text, end)
        return _name(text, gap, _FIELD_SCORE, any_case=True) if gap > end else None
    gap_match = _GAP.match(text, end)
    if gap_match is None or _is_in_place_name(text, start):
        return None
    if cue in TITLES and not _is_title(text, start, end, cue):
        return None
    return _name(text, gap_match.end(), _HONORIFIC_SCORE, any_case=False)


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _is_title(text: str, start: int, end: int, cue: str) -> bool:
    """ "H." and "dr." are also parts of degrees (S.H.), initials, and chat for "dari"."""
    dotted = text[end : end + 1] == "."
    if len(cue) <= 2 and not dotted and not (len(cue) > 1 and text[start].isupper()):
        return False
    if text[start - 1 : start] not in (".", ","):
        return True
    before = _last_words(text, start)
    return bool(before) and before[0] in TITLES


def _last_words(text: str, start: int) -> list[str]:
    """Words and marks before ``start``, nearest first."""
    return [word.lower() for word in reversed(_BEFORE.findall(text[max(0, start - 40) : start]))]


def _is_in_place_name(text: str, start: int) -> bool:
    for word in _last_words(text, start):
        if word not in TITLES:
            return word in PLACES
    return False


def _name(text: str, at: int, score: float, *, any_case: bool) -> Match | None:
    """The name that starts at ``at`` once honorifics and titles are skipped."""
    for _ in range(_MOST_TITLES):  # bounded: each cue would walk all titles behind it, and time would be quadratic
        title = _TITLE.match(text, at)
        if title is None or title.group(1).lower() not in _ANNOUNCE or (title.group(1).lower() in ("k", "h") and "." not in title.group()):
            break
        at = title.end()
    first = _WORD.match(text, at)
    if first is None:
        return None
    capitalised = first.group()[0].isupper()
    if not capitalised and not any_case:
        return None
    shouted = len(first.group()) > 1 and first.group().isupper()
    stop, longest, position = at, 0, at
    for count in range(_MOST_WORDS):
        word = _WORD.match(text, position)
        if word is None or not _is_name_word(text, word, count, capitalised=capitalised, shouted=shouted):
            break
        letters = len(word.group())
        particle = word.group().lower() in PARTICLES
        if not particle:
            stop, longest = word.end(), max(longest, letters)
        position = word.end()
        if text[position : position + 1] == ".":
            # an initial or a shortened first name (Moh.) goes on, any other full stop ends the sentence
            if letters > 4 or (letters > 2 and count > 0):
                break
            if not text[position + 1 : position + 2].isspace() or letters == 1:
                stop = position + 1 if letters == 1 and count > 0 else stop
            position += 1
        spaces = 0
        while spaces < 2 and text[position : position + 1] in (" ", "\t"):
            position, spaces = position + 1, spaces + 1
        if not spaces and text[position - 1 : position] != ".":
            break
    if longest < (2 if capitalised else 3):
        return None
    return Match(at, stop, score if capitalised else _LOWER_SCORE)


def _is_name_word(text: str, word: re.Match[str], count: int, *, capitalised: bool, shouted: bool) -> bool:
    letters = word.group()
    lower = letters.lower()
    if lower in _NEVER:
        return False
    if count and lower in DEGREES and (letters.isupper() or not capitalised):
        return False
    if count and _DOTTED_DEGREE.match(text, word.start()):
        return False
    if not capitalised or (count and lower in PARTICLES):
        return True
    if not letters[0].isupper():
        return False
    # "Pak Budi DPRD": capitals behind a name in mixed case are an acronym
    return shouted or count == 0 or len(letters) == 1 or not letters.isupper()
