"""The ``ollama`` client for Python."""

from __future__ import annotations

import json
from typing import Any

import ollama

from tests.clients.scripts.job import TOOL, Job, serve


def sdk(job: Job) -> Any:
    return ollama.Client(host=job.base_url, headers={"Authorization": f"Bearer {job.key}"})


def user(job: Job) -> list[Any]:
    return [{"role": "user", "content": job.say}]


def chat(job: Job) -> dict[str, Any]:
    return {"text": job.saw(sdk(job).chat(job.model, user(job))).message.content}


def stream(job: Job) -> dict[str, Any]:
    return {"text": "".join(job.saw(part).message.content or "" for part in sdk(job).chat(job.model, user(job), stream=True))}


def tools(job: Job, streamed: bool = False) -> dict[str, Any]:
    offered = [{"type": "function", "function": {"name": TOOL, "description": "Cari data penduduk", "parameters": job.schema}}]
    answer = sdk(job).chat(job.model, user(job), tools=offered, stream=streamed)
    said = [job.saw(part).message for part in (answer if streamed else [answer])]
    (call,) = [call for message in said for call in message.tool_calls or []]
    turn = [*user(job), {"role": "assistant", "content": "", "tool_calls": [call]}]
    turn.append({"role": "tool", "tool_name": TOOL, "content": job.result})
    return {"object": call.function.arguments, "text": job.saw(sdk(job).chat(job.model, turn, tools=offered)).message.content}


def structured(job: Job) -> dict[str, Any]:
    return {"object": json.loads(job.saw(sdk(job).chat(job.model, user(job), format=job.schema)).message.content)}


def embeddings(job: Job) -> dict[str, Any]:
    return {"length": len(sdk(job).embed(job.model, job.say).embeddings[0])}


if __name__ == "__main__":
    scenarios = {"chat": chat, "stream": stream, "tools": tools, "structured": structured, "embeddings": embeddings}
    serve({**scenarios, "tools streamed": lambda job: tools(job, streamed=True)})
