"""The ``google-genai`` SDK for Python."""

from __future__ import annotations

import json
from typing import Any

from google import genai
from google.genai import types

from tests.clients.scripts.job import TOOL, Job, serve


def sdk(job: Job) -> Any:
    """The services tried here know no version but v1beta. A client that nobody holds closes itself in mid-call."""
    return genai.Client(api_key=job.key, http_options=types.HttpOptions(base_url=job.base_url, api_version="v1beta"))


def chat(job: Job) -> dict[str, Any]:
    client = sdk(job)
    return {"text": job.saw(client.models.generate_content(model=job.model, contents=job.say)).text}


def stream(job: Job) -> dict[str, Any]:
    client = sdk(job)
    return {"text": "".join(job.saw(part).text or "" for part in client.models.generate_content_stream(model=job.model, contents=job.say))}


def tools(job: Job, streamed: bool = False) -> dict[str, Any]:
    declared = types.FunctionDeclaration(name=TOOL, description="Cari data penduduk", parameters_json_schema=job.schema)
    by_hand = types.AutomaticFunctionCallingConfig(disable=True)
    config = types.GenerateContentConfig(tools=[types.Tool(function_declarations=[declared])], automatic_function_calling=by_hand)
    asked = types.Content(role="user", parts=[types.Part(text=job.say)])
    client = sdk(job)
    if streamed:
        parts = client.models.generate_content_stream(model=job.model, contents=[asked], config=config)
        (call,) = [call for part in parts for call in job.saw(part).function_calls or []]
    else:
        (call,) = job.saw(client.models.generate_content(model=job.model, contents=[asked], config=config)).function_calls
    said = types.Content(role="model", parts=[types.Part(function_call=call)])
    result = types.Content(role="user", parts=[types.Part.from_function_response(name=TOOL, response=json.loads(job.result))])
    answer = job.saw(client.models.generate_content(model=job.model, contents=[asked, said, result], config=config))
    return {"object": call.args, "text": answer.text}


def structured(job: Job) -> dict[str, Any]:
    config = types.GenerateContentConfig(response_mime_type="application/json", response_json_schema=job.schema)
    client = sdk(job)
    return {"object": json.loads(str(job.saw(client.models.generate_content(model=job.model, contents=job.say, config=config)).text))}


if __name__ == "__main__":
    scenarios = {"chat": chat, "stream": stream, "tools": tools, "structured": structured}
    serve({**scenarios, "tools streamed": lambda job: tools(job, streamed=True)})
