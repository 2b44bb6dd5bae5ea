"""LangChain with ``langchain-anthropic``."""

from __future__ import annotations

from typing import Any

from langchain_anthropic import ChatAnthropic  # type: ignore[import-not-found, unused-ignore]

from tests.clients.scripts import langchain_models
from tests.clients.scripts.job import Job, serve


def model(job: Job) -> Any:
    return ChatAnthropic(base_url=job.base_url, api_key=job.key, model=job.model, max_tokens=500)


if __name__ == "__main__":
    serve(
        {
            "chat": lambda job: langchain_models.chat(job, model(job)),
            "stream": lambda job: langchain_models.stream(job, model(job)),
            "tools": lambda job: langchain_models.tools(job, model(job), streamed=False),
            "tools streamed": lambda job: langchain_models.tools(job, model(job), streamed=True),
            "structured": lambda job: langchain_models.structured(job, model(job)),
        }
    )
