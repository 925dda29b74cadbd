"""HTTP clients for a server on this machine; without certificates, whose reading takes 90 ms."""

from __future__ import annotations

from functools import partial

import httpx
import openai

get = partial(httpx.get, verify=False, timeout=20)
post = partial(httpx.post, verify=False, timeout=20)
stream = partial(httpx.stream, verify=False)


def openai_client(url: str, key: str = "none") -> openai.OpenAI:
    """OpenAI's own client, which tries nothing twice; close it, or use it in a `with` statement."""
    web = openai.DefaultHttpxClient(verify=False)
    return openai.OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0, http_client=web)
