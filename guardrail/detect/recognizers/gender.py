"""Sex of a person, behind its label."""

from __future__ import annotations

import re

from guardrail.detect.labelled import LabelledRecognizer

__all__ = ["GenderRecognizer"]


class GenderRecognizer(LabelledRecognizer):
    """``GENDER``: the value behind "jenis kelamin", "JK" or "gender" and a sign (UU 27/2022 art. 4(3)b: general data)."""

    ENTITY = "GENDER"
    TRIGGER = r"\b(?:(?:jenis[ _]?)?kelamin|jk|gender|sex)\b"
    SIGNED = True
    VALUE = re.compile(r"(?:laki[ \-]?laki|perempuan|pria|wanita|male|female|lanang|wadon|[lp])(?![A-Za-z/])", re.IGNORECASE)
    SCORE = 0.85
