"""A recognizer that asks a service of the agency's over HTTP, in the words of Presidio's own analyzer service (``POST /analyze``)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from presidio_analyzer import RecognizerResult, RemoteRecognizer
from presidio_analyzer.nlp_engine import NlpArtifacts

from .recognizer import LANGUAGE

__all__ = ["ServiceRecognizer"]

_OK = 200
_LARGEST_ANSWER = 16 << 20


class ServiceRecognizer(RemoteRecognizer):
    """Sends ``{"text", "language", "entities"}`` and takes ``[{"entity_type", "start", "end", "score"}]``, offsets in code points.

    The text goes there as it is, so the service has to be the agency's own. No redirects, no proxies of the environment.
    """

    def __init__(self, url: str, entities: Sequence[str], timeout: float, language: str = LANGUAGE) -> None:
        parts = urlsplit(url)
        self._connection = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._host, self._path, self._timeout = parts.netloc, parts.path or "/", timeout
        super().__init__(supported_entities=list(entities), name="service", supported_language=language, version="1")

    def load(self) -> None:
        """Nothing to load: the service is asked text by text."""

    def get_supported_entities(self) -> list[str]:
        return list(self.supported_entities)

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[RecognizerResult]:
        """Raises ``OSError`` or ``ValueError`` when the service cannot be reached, is too slow, or answers anything else."""
        body = json.dumps({"text": text, "language": self.supported_language, "entities": entities}).encode("utf-8")
        connection = self._connection(self._host, timeout=self._timeout)
        try:
            connection.request("POST", self._path, body, {"Content-Type": "application/json", "Accept": "application/json"})
            answer = connection.getresponse()
            raw = answer.read(_LARGEST_ANSWER + 1)
        except HTTPException:
            raise OSError("the service broke the protocol") from None
        finally:
            connection.close()
        if answer.status != _OK or len(raw) > _LARGEST_ANSWER:
            raise ValueError("the service did not answer 200, or with too much")
        return [_result(one) for one in _list(json.loads(raw))]


def _list(answer: Any) -> list[Any]:
    if not isinstance(answer, list):
        raise ValueError("the answer is not a list")
    return answer


def _result(one: Any) -> RecognizerResult:
    if not (isinstance(one, dict) and isinstance(one.get("entity_type"), str) and _is_number(one.get("score"))):
        raise ValueError("not a result")
    if type(one.get("start")) is not int or type(one.get("end")) is not int:
        raise ValueError("not a result")
    return RecognizerResult(one["entity_type"], one["start"], one["end"], float(one["score"]))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
