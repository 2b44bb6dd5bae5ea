"""QRIS codes and the merchant numbers in them."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["QrisRecognizer"]

_HEAD = "000201"
_CHECKSUM = re.compile(r"6304([0-9A-F]{4})")
_SHORTEST, _LONGEST = 60, 520
_NMID_LENGTH = 15
_INITIAL = 0xFFFF


class QrisRecognizer(TriggeredRecognizer):
    """``ID_QRIS``: a payment code of a merchant (EMVCo MPM: tag, length, value; tag 63 CRC-16), or its NMID, "ID" and 13 digits.

    QRIS was set up by PADG BI 21/18/PADG/2019. Merchants are mostly persons with a stall: their name and town stand in the code.
    """

    ENTITY = "ID_QRIS"
    COUNTRY_CODE = "id"
    TRIGGER = r"\b000201(?:01021[12]|2[6-9]|[345][0-9])|\bid[0-9]{13}\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = 0
        for end in ends:
            if end <= done:
                continue
            start = text.rfind(_HEAD, max(done, end - 13), end)
            if start < 0:
                if text[end - _NMID_LENGTH : end - _NMID_LENGTH + 2] == "ID":
                    yield Match(end - _NMID_LENGTH, end, 0.95)
                continue
            for checksum in _CHECKSUM.finditer(text, start + _SHORTEST, start + _LONGEST):
                if _crc(text[start : checksum.start(1)]) == checksum[1]:
                    done = checksum.end()
                    yield Match(start, done, 1.0)
                    break


def _crc(payload: str) -> str:
    """CRC-16/CCITT-FALSE over the code with tag and length of the checksum (EMVCo MPM 4.7.3), in capitals."""
    return f"{binascii.crc_hqx(payload.encode('utf-8'), _INITIAL):04X}"
