"""Numbers of diplomas and school certificates."""

from __future__ import annotations

import re

from guardrail.detect.labelled import LabelledRecognizer

__all__ = ["DiplomaRecognizer"]


class DiplomaRecognizer(LabelledRecognizer):
    """``ID_DIPLOMA``: serial of a school certificate (``DN-03 Ma/13 0099901``) or PIN of a diploma (15 to 18 digits), behind its label.

    Forms differ by year and school type (Persesjen Kemendikbud 5/2020), so nothing but the label tells.
    """

    ENTITY = "ID_DIPLOMA"
    COUNTRY_CODE = "id"
    TRIGGER = r"\b(?:ijazah|skhun?|sttb|pisn)(?: (?:sd|smp|sma|smk|mi|mts|ma|s1|s2|s3|d3|paket [abc]|terakhir))?\b"
    VALUE = re.compile(
        r"(?:[A-Z]{1,4}-[A-Za-z0-9\-]{1,6}(?:[ /][A-Za-z]{1,4}(?:-[A-Za-z]{1,4})?)?/[0-9]{2,4}[ /]?[0-9]{5,8}|[0-9]{15,18})"
        r"(?![0-9A-Za-z]|[.,/\-][0-9])"
    )
    SCORE = 0.85
