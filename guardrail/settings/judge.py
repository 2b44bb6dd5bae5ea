"""The section ``[judge]``: a model of the agency's own that policies may ask what the classifier leaves open."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from guardrail.audit.fields import clean

from .sections import Section, UpstreamSettings

__all__ = ["JudgeSettings"]


class JudgeSettings(Section):
    """A service that speaks OpenAI's chat API (vLLM, llama.cpp, Ollama), and its ``model``. ``region`` is where it processes what it is
    shown: policies say where it may stand. ``timeout_s`` bounds a question from its turn to its answer, ``max_at_once`` how many a worker
    asks at once.
    """

    base_url: str
    model: str = Field(min_length=1, max_length=128)
    api_key_file: Path | None = None
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    region: Literal["dalam-negeri", "luar-negeri", "lokal"] = "luar-negeri"
    timeout_s: float = Field(default=5.0, gt=0, le=60)
    max_at_once: int = Field(default=4, ge=1, le=64)

    @field_validator("base_url")
    @classmethod
    def _plain_http(cls, url: str) -> str:
        return UpstreamSettings._plain_http(url)

    @field_validator("model")
    @classmethod
    def _recordable(cls, model: str) -> str:
        if clean(model) != model:
            raise ValueError("must be a plain name of a model: letters, digits and . _ : / @ + -")
        return model

    @model_validator(mode="after")
    def _sealed_on_the_way(self) -> Self:
        if self.region == "luar-negeri" and self.base_url.startswith("http:"):
            raise ValueError("has a judge abroad over plain http: use https, or say where it stands (region)")
        return self
