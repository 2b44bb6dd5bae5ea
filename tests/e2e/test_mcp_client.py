"""The real MCP client before a real MCP server: the tool is told tokens, the caller reads its own values, in both places."""

from __future__ import annotations

import json
from typing import Literal

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from tests.support.canaries import assert_clean
from tests.support.people import a_person
from tests.support.server import CLIENT_KEY

from .house import House

_MASKED = "(NIK disamarkan)"


async def test_tool_call(house: House) -> None:
    """Arguments are masked on their way to the tool, results restored on their way back."""
    person = a_person()
    http = httpx2.AsyncClient(headers={"authorization": f"Bearer {CLIENT_KEY}"})
    async with http, Client(streamable_http_client(f"{house.server.base_url}/mcp", http_client=http)) as client:
        assert [tool.name for tool in (await client.list_tools()).tools] == ["ulangi", "cari"]
        result = await client.call_tool("ulangi", {"teks": f"NIK {person.nik}"})
        assert result.structured_content == {"teks": f"Diterima: NIK {person.nik}"}
        assert person.nik in result.content[0].text  # type: ignore[union-attr]
        with pytest.raises(MCPError) as error:
            await client.call_tool("ulangi", {"teks": "\n".join(f"NIK {a_person().nik}" for _ in range(25))})
        assert error.value.error.message.startswith("Permintaan ditahan")
    assert "NIK [[" in house.tools.told()
    assert_clean(house.tools.told().encode(), "what the tool was told")


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_what_a_server_knows_is_masked_alike_in_both_places(house: House, mode: Literal["legacy", "auto"]) -> None:
    """What a tool, a resource and a prompt say, streamed (the older protocol) and whole; the caller's own value comes back."""
    own = a_person().nik
    http = httpx2.AsyncClient(headers={"authorization": f"Bearer {CLIENT_KEY}"})
    transport = streamable_http_client(f"{house.server.base_url}/mcp", http_client=http)
    async with http, Client(transport, mode=mode) as client:
        result = await client.call_tool("cari", {"alasan": f"NIK {own}"})
        expected = {"nik": _MASKED, "angka": _MASKED, "alasan": f"NIK {own}"}
        assert result.structured_content == expected
        assert json.loads(result.content[0].text) == expected  # type: ignore[union-attr]
        resource = await client.read_resource("berkas://penduduk")
        assert resource.contents[0].text == f"Penduduk dengan NIK {_MASKED}."  # type: ignore[union-attr]
        prompt = await client.get_prompt("surat", {"perihal": f"NIK {own}"})
        assert prompt.messages[0].content.text == f"Tulis surat perihal NIK {own} untuk pemilik NIK {_MASKED}."  # type: ignore[union-attr]
