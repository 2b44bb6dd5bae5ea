"""LangChain's chat models, whichever AI service they speak to: the same calls for all of them."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import HumanMessage, ToolMessage  # type: ignore[import-not-found, unused-ignore]

from tests.clients.scripts.job import TOOL, Job

__all__ = ["Model", "chat", "stream", "structured", "tools"]

Model = Any
"""A ``BaseChatModel``."""


def chat(job: Job, model: Model) -> dict[str, Any]:
    return {"text": job.saw(model.invoke(job.say)).text}


def stream(job: Job, model: Model) -> dict[str, Any]:
    return {"text": "".join(job.saw(part).text for part in model.stream(job.say))}


def tools(job: Job, model: Model, streamed: bool) -> dict[str, Any]:
    shape = {"title": TOOL, "description": "Cari data penduduk", **job.schema}
    bound, asked = model.bind_tools([shape]), HumanMessage(job.say)
    if streamed:
        first, *rest = bound.stream([asked])
        said = first
        for part in rest:
            said = said + part
    else:
        said = bound.invoke([asked])
    (call,) = job.saw(said).tool_calls
    answer = job.saw(bound.invoke([asked, said, ToolMessage(job.result, tool_call_id=call["id"])]))
    return {"object": call["args"], "text": answer.text}


def structured(job: Job, model: Model) -> dict[str, Any]:
    shape = {"title": "penduduk", "description": "Data penduduk", **job.schema}
    return {"object": job.saw(model.with_structured_output(shape, method="json_schema").invoke(job.say))}
