"""Papers and engine numbers of vehicles."""

from __future__ import annotations

import re

from guardrail.detect.labelled import LabelledRecognizer

__all__ = ["VehicleDocumentRecognizer"]


class VehicleDocumentRecognizer(LabelledRecognizer):
    """``ID_VEHICLE_DOCUMENT``: BPKB (letter and 8 digits), STNK (8 digits), engine number (8 to 14), behind their labels; Perpol 7/2021."""

    ENTITY = "ID_VEHICLE_DOCUMENT"
    COUNTRY_CODE = "id"
    TRIGGER = r"\b(?:bpkb|stnk|nosin|no(?:mor|mer)?\.?[ _]?mesin|engine (?:no|number))\b"
    VALUE = re.compile(
        r"(?:[A-Z]-? ?[0-9]{8}|(?=[A-Z0-9]{0,6}[A-Z])[A-Z0-9]{2,6}-?[0-9]{6,8}|[0-9]{8}(?:/[A-Z]{2}(?:/[0-9]{4})?)?)"
        r"(?![0-9A-Za-z]|[.,/\-][0-9])"
    )
    SCORE = 0.85
