"""One identifier a file, each a Presidio ``EntityRecognizer`` on its own. A new one is listed here and in the catalog."""

from __future__ import annotations

from guardrail.detect.recognizer import TriggeredRecognizer

from .birth import BirthDateRecognizer
from .card import CardRecognizer
from .email import EmailRecognizer
from .nik import NikRecognizer
from .npwp import NpwpRecognizer
from .person import PersonRecognizer
from .phone import PhoneRecognizer
from .plate import PlateRecognizer
from .secret_assigned import SecretAssignedRecognizer
from .secret_jwt import SecretJwtRecognizer
from .secret_key import SecretKeyRecognizer
from .secret_password import SecretPasswordRecognizer
from .secret_pin import SecretPinRecognizer
from .secret_private_key import SecretPrivateKeyRecognizer
from .secret_url import SecretUrlRecognizer
from .url import UrlRecognizer

__all__ = [
    "RECOGNIZERS",
    "BirthDateRecognizer",
    "CardRecognizer",
    "EmailRecognizer",
    "NikRecognizer",
    "NpwpRecognizer",
    "PersonRecognizer",
    "UrlRecognizer",
    "PlateRecognizer",
    "PhoneRecognizer",
    "SecretAssignedRecognizer",
    "SecretJwtRecognizer",
    "SecretKeyRecognizer",
    "SecretPasswordRecognizer",
    "SecretPinRecognizer",
    "SecretPrivateKeyRecognizer",
    "SecretUrlRecognizer",
]

RECOGNIZERS: tuple[type[TriggeredRecognizer], ...] = (
    NikRecognizer,
    NpwpRecognizer,
    PhoneRecognizer,
    EmailRecognizer,
    CardRecognizer,
    PersonRecognizer,
    UrlRecognizer,
    PlateRecognizer,
    BirthDateRecognizer,
    SecretAssignedRecognizer,
    SecretJwtRecognizer,
    SecretKeyRecognizer,
    SecretPasswordRecognizer,
    SecretPinRecognizer,
    SecretPrivateKeyRecognizer,
    SecretUrlRecognizer,
)
