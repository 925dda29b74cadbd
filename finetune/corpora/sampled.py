"""General text sampled from the base itself, over many topics and forms.

It holds general language in place while a domain is learnt (self-distillation; compare Yang et al.
2024, "Self-Distillation Bridges Distribution Gap"). Temperature 1 without the least probable tails:
with them a base of this size loses its thread within a hundred tokens. Since the tails are missing,
train on it towards the base's own probabilities (Kullback-Leibler) rather than towards the tokens
alone. Its licence is the base's.

Knows the engine and topics; knows nothing of cleaning or training. Rows are appended one by one, so
that a killed run goes on where it was.
"""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from transformers import PreTrainedTokenizerFast

from core_model.engine.engine import Engine
from core_model.engine.request import Message, Request, Sampling
from core_model.engine.ticket import AnswerStream
from core_model.load import choose_runner
from finetune.corpora.split import part
from finetune.corpora.topics import MONTHS, NAMES, OPENINGS, ORDERS, TOPICS, WEEKDAYS

ASKED_SHARE = 0.3
"""Share of conversations; the others are plain texts."""
LEAST = 0.03
"""Least probability of a token relative to the most probable (min-p, Nguyen et al. 2024)."""
WINDOW = 8
"""Words of a window that must not come back too often."""
MOST_REPEATED = 0.3

Heard = Callable[[int, int], None]
"""Hears tokens written so far and tokens wanted."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What the base is given to go on from: a text begun, or (form "asked") a user's order."""

    number: int
    seed: int
    form: str
    text: str

    @property
    def id(self) -> str:
        return f"sampled-{self.seed}-{self.number}"

    def request(self, max_tokens: int) -> Request:
        """At temperature 1; the number seeds it."""
        seed = self.seed * 1_000_003 + self.number
        sampling = Sampling(temperature=1.0, top_p=1.0, min_p=LEAST, seed=seed)
        if self.form == "asked":
            told = (Message("user", self.text),)
            return Request(messages=told, sampling=sampling, max_tokens=max_tokens)
        return Request(text=self.text, sampling=sampling, max_tokens=max_tokens)

    def whole(self, written: str) -> str:
        """The finished text: what was given and what was written."""
        if self.form == "asked":
            return f"{self.text}\n\n{written.strip()}"
        return (self.text + written).strip()


@contextmanager
def open_base(folder: Path, at_once: int) -> Iterator[Engine]:
    """An engine over the base in `folder` that writes `at_once` texts side by side."""
    runner, backend = choose_runner(folder)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    known = tokenizer.get_vocab()
    ends = [known[name] for name in ("<|endoftext|>", "<|im_end|>") if name in known]
    with Engine(runner, tokenizer, max_running=at_once, ends=ends, backend=backend) as engine:
        yield engine


def opening(number: int, seed: int) -> Opening:
    """The opening of that number; the same for the same number and seed."""
    rng = random.Random(f"{seed}/{number}")  # noqa: S311 - not for secrets
    asked = rng.random() < ASKED_SHARE
    form = "asked" if asked else rng.choice(sorted(OPENINGS))
    pattern = rng.choice(ORDERS if asked else OPENINGS[form])
    return Opening(number, seed, form, pattern.format(**_words(rng)))


def sample(
    engine: Engine,
    out: Path,
    *,
    tokens: int,
    seed: int = 0,
    at_once: int = 32,
    max_tokens: int = 400,
    heard: Heard | None = None,
) -> int:
    """Writes rows to `out` until they hold `tokens` tokens of the base's own; gives the tokens.

    Goes on where an earlier call with this seed stopped. `at_once` texts are written side by side.
    """
    _mend(out)
    done, written = _already(out)
    numbers = (number for number in _count() if f"sampled-{seed}-{number}" not in done)
    running: deque[tuple[Opening, AnswerStream]] = deque()
    with out.open("a", encoding="utf-8") as file:
        while written < tokens:
            while len(running) < at_once:
                begun = opening(next(numbers), seed)
                running.append((begun, engine.stream(begun.request(max_tokens))))
            begun, stream = running.popleft()
            text, count = _read(stream)
            written += count
            file.write(json.dumps(_row(begun, text, count), ensure_ascii=False) + "\n")
            file.flush()
            if heard is not None:
                heard(written, tokens)
    for _, stream in running:
        stream.close()
    return written


def usable(text: str) -> bool:
    """Whether the text does not turn in circles and is long enough to learn from."""
    words = text.split()
    if len(words) < 40:
        return False
    windows = [tuple(words[at : at + WINDOW]) for at in range(len(words) - WINDOW + 1)]
    return 1 - len(set(windows)) / len(windows) <= MOST_REPEATED


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The usable rows of a sampled file as corpus rows."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if usable(row["text"]):
                yield {key: row[key] for key in ("id", "text", "domain", "source", "part")}


def _row(begun: Opening, written: str, count: int) -> dict[str, str | int]:
    return {
        "id": begun.id,
        "text": begun.whole(written),
        "domain": "general",
        "source": f"sampled/{begun.form}",
        "part": part(begun.id),
        "tokens": count,
    }


def _words(rng: random.Random) -> dict[str, object]:
    topics = [topic for field in TOPICS.values() for topic in field]
    topic, other = rng.sample(topics, 2)
    return {
        "topic": topic,
        "Topic": topic[0].upper() + topic[1:],
        "other": other,
        "place": rng.choice(TOPICS["places"]),
        "name": rng.choice(NAMES),
        "month": rng.choice(MONTHS),
        "weekday": rng.choice(WEEKDAYS),
        "day": rng.randint(1, 28),
        "year": rng.randint(1995, 2024),
        "number": rng.randint(2, 12),
    }


def _count() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def _read(stream: AnswerStream) -> tuple[str, int]:
    """The text and its number of tokens."""
    text, count = "", 0
    for piece in stream:
        text += piece.text
        if piece.usage is not None:
            count = piece.usage.completion
    return text, count


def _mend(out: Path) -> None:
    """Cuts off a last line that a kill left torn."""
    if not out.exists():
        return
    held = out.read_bytes()
    whole = held.rfind(b"\n") + 1
    if whole < len(held):
        with out.open("r+b") as file:
            file.truncate(whole)


def _already(out: Path) -> tuple[set[str], int]:
    """Ids in the file and the tokens that were written for them."""
    if not out.exists():
        return set(), 0
    with out.open(encoding="utf-8") as lines:
        held = [json.loads(line) for line in lines]
    return {row["id"] for row in held}, sum(row["tokens"] for row in held)
