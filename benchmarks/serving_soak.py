"""Thousands of requests of every kind at once, many of them broken off: is anything lost or kept?

Kinds: whole replies, streams, forms (regular expressions, JSON), cancelled streams, sockets that
are reset in the middle or half sent, bad parameters. A request is lost where it did not get what
it should: its end, its form, or a refusal that names what is wrong.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.serving_client import HangUp, Reply, ask
from benchmarks.serving_process import ModelServer

AT_ONCE = 16
_SECONDS = 120.0
_CHAT, _PLAIN = "/v1/chat/completions", "/v1/completions"
_WORDS = ("harbor", "ledger", "copper", "autumn", "signal", "margin", "orchard", "valve", "meadow")
_KINDS = ("whole", "stream", "form", "cancelled", "killed", "bad")
_SHARES = (30, 25, 10, 15, 8, 12)
_BAD: tuple[dict[str, Any] | bytes, ...] = (
    {"temperature": 9},
    {"top_p": "x"},
    {"max_tokens": -1},
    {"n": 0},
    {"stop": ""},
    {"seed": 2**70},
    {"model": "nowhere"},
    {"messages": []},
    {"messages": [{"role": "user", "content": "x" * 200_000}]},
    {"messages": [{"role": "user", "content": "\ud800"}]},
    {"response_format": {"type": "json_schema"}},
    {"guided_regex": "(unclosed"},
    {"logit_bias": {"999999999": 1}},
    {"tools": [{"type": "function"}]},
    {"wish": 1},
    b"{not json",
    b"[1, 2]",
    b"\xff\xfe",
)


@dataclass(frozen=True, slots=True)
class Soaked:
    """`lost` by what went wrong; blocks and memory (bytes) are of after everything has ended."""

    sent: Counter[str]
    lost: Counter[str]
    blocks_leaked: int
    unfinished: int
    rss_before: int
    rss_halfway: int
    rss_after: int


def soak(server: ModelServer, requests: int, models: Sequence[str], seed: int) -> Soaked:
    """Sends them in two halves, and waits after each until the server rests.

    Memory that the first half touches for the first time (cache, grammars) is no leak; what the
    second adds to it would be.
    """
    before, half = server.rss, requests // 2
    sent, lost = asyncio.run(_all(server, half, models, seed))
    server.settled()
    halfway = server.rss
    more_sent, more_lost = asyncio.run(_all(server, requests - half, models, seed + 1))
    found = server.settled()
    return Soaked(
        sent + more_sent,
        lost + more_lost,
        int(found["kv_blocks_used"]),
        int(found["num_requests_running"] + found["num_requests_waiting"]),
        before,
        halfway,
        server.rss,
    )


async def _all(
    server: ModelServer, requests: int, models: Sequence[str], seed: int
) -> tuple[Counter[str], Counter[str]]:
    rng = random.Random(seed)
    kinds = iter(rng.choices(_KINDS, _SHARES, k=requests))
    sent: Counter[str] = Counter()
    lost: Counter[str] = Counter()

    async def client() -> None:
        for kind in kinds:
            sent[kind] += 1
            fault = await _one(server, kind, rng.choice(models), rng)
            if fault is not None:
                lost[f"{kind}: {fault}"] += 1

    await asyncio.gather(*(client() for _ in range(AT_ONCE)))
    return sent, lost


async def _one(server: ModelServer, kind: str, model: str, rng: random.Random) -> str | None:
    """What went wrong with one request; None where all is well."""
    body = _body(model, rng)
    hang_up = _hang_up(kind, rng)
    form = rng.choice(list(_FORMS)) if kind == "form" else None
    if kind in ("stream", "cancelled", "killed"):
        body["stream"] = True
    sent: dict[str, Any] | bytes = body | (_FORMS[form] if form is not None else {})
    if kind == "bad":
        bad = rng.choice(_BAD)
        sent = bad if isinstance(bad, bytes) else body | bad
    path = _CHAT
    if kind in ("whole", "stream") and rng.random() < 0.2:
        path, sent = _PLAIN, {key: value for key, value in body.items() if key != "messages"}
        sent["prompt"] = _sentence(rng)
    try:
        reply = await asyncio.wait_for(ask(server.port, sent, path, hang_up), _SECONDS)
    except (OSError, asyncio.IncompleteReadError, TimeoutError, IndexError) as error:
        return type(error).__name__
    return _fault(kind, form, reply)


def _fault(kind: str, form: str | None, reply: Reply) -> str | None:
    if kind in ("cancelled", "killed"):
        return None
    if kind == "bad":
        return None if 400 <= reply.status < 500 and reply.error else f"status {reply.status}"
    if reply.status != 200 or reply.error:
        return f"status {reply.status} {reply.error}"
    if not reply.done or reply.finish not in ("stop", "length"):
        return f"not ended: {reply.finish}"
    if form is not None and reply.finish == "stop" and not re.fullmatch(form, reply.text):
        return f"not of the form: {reply.text!r}"
    return None


_FORMS: dict[str, dict[str, Any]] = {
    "yes|no": {"guided_choice": ["yes", "no"]},
    "[A-Z]{2}-[0-9]{3}": {"structured_outputs": {"regex": "[A-Z]{2}-[0-9]{3}"}},
    r"true|false": {"structured_outputs": {"json": {"type": "boolean"}}},
}


def _body(model: str, rng: random.Random) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": "user", "content": _sentence(rng)}],
        "max_tokens": rng.randint(1, 16),
        "temperature": rng.choice((0, 0.7, 1.2)),
    }
    if rng.random() < 0.2:
        body |= {"top_p": 0.8, "seed": rng.randrange(1000), "stop": ["\n\n"]}
    if rng.random() < 0.1:
        body |= {"top_k": 20, "min_p": 0.05, "repetition_penalty": 1.1, "user": "someone"}
    if rng.random() < 0.1:
        body |= {"deadline_s": 0.2}
    return body


def _hang_up(kind: str, rng: random.Random) -> HangUp | None:
    if kind == "cancelled":
        return HangUp(rng.randint(0, 5), reset=False)
    if kind == "killed":
        half = rng.random() < 0.3
        return HangUp(0 if half else rng.randint(0, 4), reset=True, half_sent=half)
    return None


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(_WORDS, k=rng.randint(3, 40)))


def report(soaked: Soaked) -> str:
    """Some lines to read."""
    rows = [f"soak: {sum(soaked.sent.values())} requests  {dict(soaked.sent)}"]
    rows += [f"  lost {count}  {what}" for what, count in soaked.lost.items()]
    rows.append(
        f"  lost {sum(soaked.lost.values())}, blocks leaked {soaked.blocks_leaked}, unfinished"
        f" {soaked.unfinished}, memory {soaked.rss_before >> 20} MB before,"
        f" {soaked.rss_halfway >> 20} MB halfway, {soaked.rss_after >> 20} MB after"
    )
    return "\n".join(rows)


def bad_bodies() -> list[bytes]:
    """Every bad request as it is sent."""
    good = {"model": "consilium-base", "messages": [{"role": "user", "content": "x"}]}
    return [bad if isinstance(bad, bytes) else json.dumps(good | bad).encode() for bad in _BAD]
