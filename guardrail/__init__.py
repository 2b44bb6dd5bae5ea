"""guardrail: a privacy and ethics guardrail between civil servants and any AI service."""

__all__ = ["__version__"]

__version__ = "0.1.0"
