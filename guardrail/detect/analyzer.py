"""Presidio's ``AnalyzerEngine`` in linear time: same ``analyze()``, one scan for all of our recognizers.

What only Presidio's own way can do (ad hoc recognizers, context, decision process, recognizers of others) goes that way.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import cast

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts, NoOpNlpEngine

from .explainer import Explainer
from .recognizer import LANGUAGE, Plan, TriggeredRecognizer
from .recognizers import RECOGNIZERS

__all__ = ["TriggerAnalyzer", "build_analyzer"]


class TriggerAnalyzer(AnalyzerEngine):
    """Answers as ``AnalyzerEngine`` does, in the same order, without tokenizing and without a scan per recognizer."""

    _plans: dict[tuple[object, ...], Plan | None]

    def analyze(
        self,
        text: str,
        language: str,
        entities: list[str] | None = None,
        correlation_id: str | None = None,
        score_threshold: float | None = None,
        return_decision_process: bool | None = False,
        ad_hoc_recognizers: list[EntityRecognizer] | None = None,
        context: list[str] | None = None,
        allow_list: list[str] | None = None,
        allow_list_match: str | None = "exact",
        regex_flags: int | None = re.DOTALL | re.MULTILINE | re.IGNORECASE,
        nlp_artifacts: NlpArtifacts | None = None,
    ) -> list[RecognizerResult]:
        """See ``AnalyzerEngine.analyze``. Offsets are code points of ``text`` as it was written."""
        plan = None
        if not (ad_hoc_recognizers or context or return_decision_process or nlp_artifacts or self.log_decision_process):
            plan = self._plan(language, entities)
        if plan is None:
            results: list[RecognizerResult] = super().analyze(
                text,
                language,
                entities,
                correlation_id,
                score_threshold,
                return_decision_process,
                ad_hoc_recognizers,
                context,
                allow_list,
                allow_list_match,
                regex_flags,
                nlp_artifacts,
            )
            return results
        results = plan.results(text)
        if not results:
            return results
        threshold = self.default_score_threshold if score_threshold is None else score_threshold
        if threshold > 0:
            results = [result for result in results if result.score >= threshold]
        results = _without_duplicates(results)
        if allow_list:
            results = self._remove_allow_list(results, allow_list, text, regex_flags, allow_list_match or "exact")
        return results

    def explainer(self, text: str, shift: int = 0) -> Explainer:
        """Tells why our recognizers find what they find in ``text``; of those of others it knows only the form."""
        plan = self._plan(LANGUAGE, None)
        if plan is None:
            plan = Plan(recognizer for recognizer in self.registry.recognizers if isinstance(recognizer, TriggeredRecognizer))
        return plan.explainer(text, shift)

    def _plan(self, language: str, entities: list[str] | None) -> Plan | None:
        """The plan for these entities, or None where a recognizer is not ours. Rebuilt when the registry changes."""
        registered = cast("list[EntityRecognizer]", self.registry.recognizers)
        key = (language, tuple(entities) if entities else None, id(registered), len(registered))
        try:
            plans = self._plans
        except AttributeError:
            plans = self._plans = {}
        try:
            return plans[key]
        except KeyError:
            chosen = self.registry.get_recognizers(language=language, entities=entities, all_fields=not entities)
            ours = [recognizer for recognizer in chosen if isinstance(recognizer, TriggeredRecognizer) and not recognizer.score_thresholds]
            plan = Plan(sorted(ours, key=lambda recognizer: recognizer.name)) if len(ours) == len(chosen) else None
            if len(plans) >= _PLANS_KEPT:
                plans.clear()
            plans[key] = plan
            return plan


_PLANS_KEPT = 64
_START, _END, _SCORE = attrgetter("start"), attrgetter("end"), attrgetter("score")


def _without_duplicates(results: list[RecognizerResult]) -> list[RecognizerResult]:
    """``EntityRecognizer.remove_duplicates``, which costs more than finding, only where results of one entity meet."""
    results.sort(key=_START)
    groups: list[list[RecognizerResult]] = []
    latest: dict[str, tuple[int, list[RecognizerResult]]] = {}
    for result in results:
        entity, start, end = result.entity_type, result.start, result.end
        known = latest.get(entity)
        if known is None or start > known[0]:
            group = [result]
            groups.append(group)
            latest[entity] = end, group
        else:
            known[1].append(result)
            latest[entity] = max(known[0], end), known[1]
    if len(groups) < len(results):
        results = [result for group in groups for result in (group if len(group) == 1 else EntityRecognizer.remove_duplicates(group))]
    results.sort(key=_END, reverse=True)
    results.sort(key=_START)
    results.sort(key=_SCORE, reverse=True)
    return results


def build_analyzer() -> TriggerAnalyzer:
    """An engine with all of our recognizers and nothing else: no model, no predefined recognizers, no network."""
    nlp_engine = NoOpNlpEngine([{"lang_code": LANGUAGE, "model_name": ""}])
    registry = RecognizerRegistry(recognizers=[recognizer() for recognizer in RECOGNIZERS], supported_languages=[LANGUAGE])
    return TriggerAnalyzer(registry=registry, nlp_engine=nlp_engine, supported_languages=[LANGUAGE])
