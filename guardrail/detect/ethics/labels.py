"""What the classifier can say of a text. Each label is one concern of the ethics rules; what none fits is harmless."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

__all__ = ["LABELS", "PUBLIC", "RULES"]

LABELS: Final = (
    "automated_decision",
    "profiling",
    "discrimination",
    "hate_or_abuse",
    "political",
    "classified",
    "excluded_information",
    "forgery",
    "bribery",
    "procurement_fraud",
    "medical_advice",
    "legal_advice",
    "unlabelled_ai",
    "prompt_injection",
    "prompt_leak",
    "secret_leak",
    "mass_data",
    "doxing",
    "complainant",
    "vulnerable_person",
    "fabrication",
    "cybercrime",
    "surveillance",
    "self_harm",
    "sexual",
    "copyright",
    "off_duty",
)
"""In the order of the classifier's outputs, which is that of the rules ETH-01 to ETH-30."""

PUBLIC: Final = MappingProxyType({"bribery": "corruption", "procurement_fraud": "corruption", "prompt_leak": "prompt_injection"})
"""Labels that ``guardrail ethics`` tells under a wider name."""

RULES: Final = MappingProxyType(
    {
        **{label: f"ETH-{number:02}" for number, label in enumerate(LABELS[:14], 1)},
        "prompt_leak": "ETH-16",
        **{label: f"ETH-{number:02}" for number, label in enumerate(LABELS[15:25], 17)},
        "copyright": "ETH-29",
        "off_duty": "ETH-30",
    }
)
"""The ethics rule that a label is about. What is no concern of words has none: ETH-15 (the place), 27 (answers), 28 (routes)."""
