"""LangChain with ``langchain-openai``: chat, Responses, and embeddings."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import HumanMessage  # type: ignore[import-not-found, unused-ignore]
from langchain_openai import ChatOpenAI, OpenAIEmbeddings  # type: ignore[import-not-found, unused-ignore]

from tests.clients.scripts import langchain_models
from tests.clients.scripts.job import Job, serve


def model(job: Job, **more: Any) -> Any:
    return ChatOpenAI(base_url=job.v1, api_key=job.key, model=job.model, **more)


def in_words(job: Job, **more: Any) -> Any:
    return model(job, extra_body=job.extra or None, **more)


def embeddings(job: Job) -> dict[str, Any]:
    """By default texts are sent as token ids, which nobody can inspect: ``check_embedding_ctx_length=False`` sends words."""
    embedder = OpenAIEmbeddings(base_url=job.v1, api_key=job.key, model=job.model, check_embedding_ctx_length=False)
    return {"length": len(embedder.embed_query(job.say))}


def responses(job: Job) -> dict[str, Any]:
    speaker = in_words(job, use_responses_api=True)
    streamed = "".join(job.saw(part).text for part in speaker.stream(job.say))
    return {"text": job.saw(speaker.invoke(job.say)).text, "streamed": streamed}


def in_a_thread(job: Job) -> Any:
    return model(job, use_responses_api=True, use_previous_response_id=True)


def thread(job: Job) -> dict[str, Any]:
    speaker = in_a_thread(job)
    asked = HumanMessage(job.say)
    first = job.saw(speaker.invoke([asked]))
    again = "".join(job.saw(part).text for part in speaker.stream([asked, first, HumanMessage(job.again)]))
    return {"text": first.text, "again": again}


if __name__ == "__main__":
    serve(
        {
            "chat": lambda job: langchain_models.chat(job, in_words(job)),
            "stream": lambda job: langchain_models.stream(job, in_words(job)),
            "tools": lambda job: langchain_models.tools(job, model(job), streamed=False),
            "tools streamed": lambda job: langchain_models.tools(job, model(job), streamed=True),
            "structured": lambda job: langchain_models.structured(job, model(job)),
            "embeddings": embeddings,
            "responses": responses,
            "responses tools": lambda job: langchain_models.tools(job, in_a_thread(job), streamed=True),
            "thread": thread,
        }
    )
