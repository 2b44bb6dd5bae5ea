"""Presidio recognizers of the agency's own (a transformer, GLiNER, a service), beside ours. One that fails or is slow fails the call."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from presidio_analyzer import EntityRecognizer
from presidio_analyzer.nlp_engine import NlpArtifacts, NoOpNlpEngine

from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.text import Finding, Span

from .recognizer import LANGUAGE
from .service import ServiceRecognizer

__all__ = ["Plugin", "Plugins", "class_plugin", "service_plugin"]

_THREADS = 4


@dataclass(frozen=True, slots=True)
class Plugin:
    """One recognizer, the name that its findings carry, and the seconds it may take for a text."""

    name: str
    recognizer: EntityRecognizer = field(repr=False)
    timeout: float

    @property
    def entities(self) -> tuple[str, ...]:
        return tuple(self.recognizer.supported_entities)


def class_plugin(name: str, path: str, params: Mapping[str, Any], entities: Sequence[str], timeout: float) -> Plugin:
    """The recognizer of ``package.module:Class``, made with ``params``; of its entities only those named, if any are.

    Raises ``ValueError`` saying what is wrong; what the class itself raises is told by its type alone.
    """
    module_name, _, class_name = path.partition(":")
    try:
        made = getattr(importlib.import_module(module_name), class_name)
    except ImportError:
        raise ValueError("its module cannot be imported: install it into guardrail's environment") from None
    except AttributeError:
        raise ValueError("its module has no such class") from None
    if not (isinstance(made, type) and issubclass(made, EntityRecognizer)):
        raise ValueError("it is not a presidio_analyzer.EntityRecognizer")
    try:
        recognizer = made(**params)
    except Exception as error:
        raise ValueError(f"it cannot be made with these params ({type(error).__name__})") from None
    strange = sorted(set(entities) - set(recognizer.supported_entities))
    if strange:
        raise ValueError(f"it does not find {', '.join(strange)}")
    if entities:
        recognizer.supported_entities = list(entities)
    return Plugin(name, recognizer, timeout)


def service_plugin(name: str, url: str, entities: Sequence[str], timeout: float) -> Plugin:
    """A service that is asked for these entities; see ``ServiceRecognizer``."""
    return Plugin(name, ServiceRecognizer(url, entities, timeout), timeout)


class Plugins:
    """All recognizers of the agency. Each text goes to each of them, whole, in threads of their own."""

    def __init__(self, plugins: Sequence[Plugin]) -> None:
        self._plugins = tuple(plugins)
        self._threads = ThreadPoolExecutor(_THREADS * max(1, len(plugins)), "guardrail-plugin")
        self._nlp = NoOpNlpEngine([{"lang_code": LANGUAGE, "model_name": ""}])
        self._nlp.load()
        self.entities: frozenset[str] = frozenset(entity for plugin in plugins for entity in plugin.entities)

    def __bool__(self) -> bool:
        return bool(self._plugins)

    def find(self, text: str) -> list[Finding]:
        """Everything that they find, in no order.

        Raises ``GuardFault`` (``detector_error``) when one raises, takes longer than its time, or answers with spans that are
        not in the text. A thread that hangs stays taken: once all are, every further call fails, and none passes unseen.
        """
        artifacts = self._nlp.process_text(text, LANGUAGE)
        waiting = [(plugin, self._threads.submit(_analyze, plugin, text, artifacts)) for plugin in self._plugins]
        found: list[Finding] = []
        for plugin, answer in waiting:
            try:
                found.extend(answer.result(plugin.timeout))
            except Exception:  # words and frames of the cause may hold the text
                for _, other in waiting:
                    other.cancel()
                raise GuardFault(ErrorCode.DETECTOR_ERROR, f"recognizers.{plugin.name}") from None
        return found


def _analyze(plugin: Plugin, text: str, artifacts: NlpArtifacts) -> list[Finding]:
    recognizer = plugin.recognizer
    found = []
    for result in recognizer.analyze(text, recognizer.supported_entities, artifacts) or ():
        start, end = int(result.start), int(result.end)
        if not 0 <= start < end <= len(text):
            raise ValueError("a span outside the text")
        found.append(Finding(str(result.entity_type), Span(start, end), float(result.score), plugin.name))
    return found
