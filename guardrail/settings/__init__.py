"""Settings of a server: what ``guardrail.toml``, the environment and flags may say, and what is told of a mistake."""

from .audit import AuditSettings
from .judge import JudgeSettings
from .load import dev_settings, load_settings
from .sections import ClientSettings, OfficerSettings, PolicySettings, UpstreamSettings
from .settings import Settings

__all__ = [
    "AuditSettings",
    "ClientSettings",
    "JudgeSettings",
    "OfficerSettings",
    "PolicySettings",
    "Settings",
    "UpstreamSettings",
    "dev_settings",
    "load_settings",
]
