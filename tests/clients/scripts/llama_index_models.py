"""LlamaIndex: ``OpenAILike``, ``OpenAIResponses`` and ``OpenAIEmbedding``."""

from __future__ import annotations

from typing import Any, Literal

from llama_index.core.llms import ChatMessage  # type: ignore[import-not-found, unused-ignore]
from llama_index.core.tools import FunctionTool  # type: ignore[import-not-found, unused-ignore]
from llama_index.embeddings.openai import OpenAIEmbedding  # type: ignore[import-not-found, unused-ignore]
from llama_index.llms.openai import OpenAIResponses  # type: ignore[import-not-found, unused-ignore]
from llama_index.llms.openai_like import OpenAILike  # type: ignore[import-not-found, unused-ignore]
from pydantic import BaseModel, create_model

from tests.clients.scripts.job import TOOL, Job, serve


def model(job: Job) -> Any:
    more = {"extra_body": job.extra} if job.extra else {}
    return OpenAILike(
        api_base=job.v1, api_key=job.key, model=job.model, is_chat_model=True, is_function_calling_model=True, additional_kwargs=more
    )


def in_responses(job: Job, **more: Any) -> Any:
    kept = {"extra_body": job.extra} if job.extra else {}
    return OpenAIResponses(api_base=job.v1, api_key=job.key, model=job.model, context_window=4096, additional_kwargs=kept, **more)


def user(job: Job) -> list[Any]:
    return [ChatMessage(role="user", content=job.say)]


def _type(job: Job) -> type[BaseModel]:
    """What the schema says, as the class that LlamaIndex takes."""
    fields: dict[str, Any] = {name: (Literal[tuple(member["enum"])], ...) for name, member in job.schema["properties"].items()}
    made: type[BaseModel] = create_model("Penduduk", **fields)
    return made


def _tool(job: Job) -> Any:
    return FunctionTool.from_defaults(lambda nik, nama: job.result, name=TOOL, description="Cari data penduduk", fn_schema=_type(job))


def chat(job: Job) -> dict[str, Any]:
    return {"text": job.saw(model(job).chat(user(job))).message.content}


def stream(job: Job) -> dict[str, Any]:
    return {"text": "".join(job.saw(part).delta or "" for part in model(job).stream_chat(user(job)))}


def tools(job: Job, streamed: bool = False) -> dict[str, Any]:
    speaker = model(job)
    tool = _tool(job)
    if streamed:
        said = list(speaker.stream_chat_with_tools([tool], chat_history=user(job)))[-1]
    else:
        said = speaker.chat_with_tools([tool], chat_history=user(job))
    (call,) = speaker.get_tool_calls_from_response(job.saw(said))
    result = ChatMessage(role="tool", content=job.result, additional_kwargs={"tool_call_id": call.tool_id})
    answer = job.saw(speaker.chat_with_tools([tool], chat_history=[*user(job), said.message, result]))
    return {"object": call.tool_kwargs, "text": answer.message.content}


def structured(job: Job) -> dict[str, Any]:
    answer = job.saw(model(job).as_structured_llm(_type(job)).chat(user(job)))
    return {"object": answer.raw.model_dump()}


def embeddings(job: Job) -> dict[str, Any]:
    embedder = OpenAIEmbedding(api_base=job.v1, api_key=job.key, model_name=job.model)
    return {"length": len(embedder.get_text_embedding(job.say))}


def responses(job: Job) -> dict[str, Any]:
    whole = job.saw(in_responses(job).chat(user(job)))
    streamed = "".join(job.saw(part).delta or "" for part in in_responses(job).stream_chat(user(job)))
    return {"text": whole.message.content, "streamed": streamed}


def thread(job: Job) -> dict[str, Any]:
    speaker = in_responses(job, track_previous_responses=True)
    first = job.saw(speaker.chat(user(job)))
    again = job.saw(speaker.chat([ChatMessage(role="user", content=job.again)]))
    return {"text": first.message.content, "again": again.message.content}


def responses_tools(job: Job) -> dict[str, Any]:
    speaker, tool = in_responses(job, track_previous_responses=True), _tool(job)
    said = job.saw(speaker.chat_with_tools([tool], chat_history=user(job)))
    (call,) = speaker.get_tool_calls_from_response(said)
    result = ChatMessage(role="tool", content=job.result, additional_kwargs={"call_id": call.tool_id})
    answer = job.saw(speaker.chat_with_tools([tool], chat_history=[result]))
    return {"object": call.tool_kwargs, "text": answer.message.content}


if __name__ == "__main__":
    serve(
        {
            "chat": chat,
            "stream": stream,
            "tools": tools,
            "tools streamed": lambda job: tools(job, streamed=True),
            "structured": structured,
            "embeddings": embeddings,
            "responses": responses,
            "responses tools": responses_tools,
            "thread": thread,
        }
    )
