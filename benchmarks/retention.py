"""Measures selective retention: memory saved on long prompts, and whether the answers stay.

`python -m benchmarks.retention --data DIR`. Questions of TAT-QA's development split that a passage
answers (folder finance/tatqa), asked over that passage, marked as evidence, among passages of other
reports. Each is answered greedily three times: with the whole cache, with a share of it, and with
the same share but the evidence unmarked, which is what SnapKV alone would do. It runs in torch in
fp32, where nothing else changes an answer: in 8 bits, a greedy answer already changes with what
shares its step. What each sequence really holds is followed slot by slot at the runner. The last
line is JSON.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast

from apps.shared.settings import settings
from benchmarks.packed import read_json
from core_model.build import build
from core_model.engine.engine import Engine
from core_model.engine.prompt import PromptWriter
from core_model.engine.request import Message, Request, Sampling
from core_model.engine.runner import Outcome, Runner, Work
from core_model.engine.torch_runner import TorchRunner
from core_model.load import load_model

SYSTEM = "Answer the question from the passages, in the passages' own words. Be brief."
MAX_TOKENS = 32
BLOCKS = 512


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the passages that answer it, and the answer expected."""

    text: str
    gold: tuple[str, ...]
    expected: str


@dataclass(frozen=True, slots=True)
class Run:
    """One answer, the blocks held while it was written, and evidence tokens that were not."""

    answer: str
    blocks: int
    evidence_dropped: int


class Watcher:
    """A runner that notes which position of the last sequence lies in each slot of the cache."""

    def __init__(self, runner: Runner):
        self.vocab_size, self.context = runner.vocab_size, runner.context
        self.block_size, self.num_blocks = runner.block_size, runner.num_blocks
        self.blocks = 0
        self.held: set[int] = set()
        self._runner = runner
        self._position: dict[int, int] = {}

    @property
    def adapters(self) -> frozenset[str]:
        return self._runner.adapters

    def step(self, work: Sequence[Work]) -> list[Outcome]:
        for one in work:
            places = [
                one.blocks[at // self.block_size] * self.block_size + at % self.block_size
                for at in range(one.cached + len(one.tokens))
            ]
            for offset, place in enumerate(places[one.cached :]):
                self._position[place] = one.position + offset
            self.blocks = len(one.blocks)
            self.held = {self._position[place] for place in places}
        return self._runner.step(work)

    def move(self, source: Sequence[int], target: Sequence[int]) -> None:
        moved = [self._position[place] for place in source]
        self._position.update(zip(target, moved, strict=True))
        self._runner.move(source, target)

    def load_adapter(self, name: str, folder: Path) -> None:
        self._runner.load_adapter(name, folder)

    def unload_adapter(self, name: str) -> None:
        self._runner.unload_adapter(name)

    def close(self) -> None:
        self._runner.close()


def read_questions(file: Path) -> tuple[list[Question], list[str]]:
    """Questions that passages alone answer, and all passages."""
    reports = read_json(file)
    passages = [part["text"] for report in reports for part in report["paragraphs"]]
    return [one for report in reports for one in _of(report)], passages


def _of(report: dict) -> Iterator[Question]:
    texts = {str(part["order"]): part["text"] for part in report["paragraphs"]}
    for asked in report["questions"]:
        if asked["answer_type"] == "span" and asked["answer_from"] == "text":
            gold = tuple(texts[order] for order in asked["rel_paragraphs"])
            yield Question(asked["question"], gold, asked["answer"][0])


def write_request(
    question: Question, passages: list[str], length: int, rng: random.Random
) -> Request:
    """The question after its passages among others, about `length` characters in all."""
    chosen = list(question.gold)
    while sum(map(len, chosen)) < length:
        chosen.append(rng.choice(passages))
    rng.shuffle(chosen)
    content, evidence = "", []
    for text in chosen:
        if text in question.gold:
            evidence.append((len(content), len(content) + len(text)))
        content += text + "\n\n"
    turn = Message("user", f"{content}Question: {question.text}", evidence=tuple(evidence))
    return Request(
        (Message("system", SYSTEM), turn),
        sampling=Sampling(temperature=0),
        max_tokens=MAX_TOKENS,
    )


def run(engine: Engine, watcher: Watcher, writer: PromptWriter, request: Request) -> Run:
    """Answers one request alone."""
    answer = "".join(piece.text for piece in engine.stream(request))
    marked = writer.write(replace(request, keep_share=0.5)).evidence
    tokens = {at for start, end in marked for at in range(start, end)}
    return Run(answer, watcher.blocks, len(tokens - watcher.held))


def measure(given: argparse.Namespace) -> dict[str, float | int]:
    """Runs all questions; the figures of the last line."""
    folder = given.model or build(settings().home / "models")
    rng = random.Random(given.seed)
    questions, passages = read_questions(given.data / "finance/tatqa/tatqa_dataset_dev.json")
    model = load_model(folder, torch.float32)
    watcher = Watcher(TorchRunner(model, num_blocks=BLOCKS))
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    writer = PromptWriter(tokenizer, watcher.context)
    whole, kept, unmarked, right = [], [], [], []
    with Engine(watcher, tokenizer) as engine:
        for question in rng.sample(questions, given.count):
            request = write_request(question, passages, given.length, rng)
            plain = tuple(replace(message, evidence=()) for message in request.messages)
            less = replace(request, keep_share=given.keep)
            whole.append(run(engine, watcher, writer, request))
            kept.append(run(engine, watcher, writer, less))
            unmarked.append(run(engine, watcher, writer, replace(less, messages=plain)))
            right.append([question.expected in one[-1].answer for one in (whole, kept)])
            print(f"{len(whole):3} {whole[-1].blocks:4} {kept[-1].blocks:4} blocks", flush=True)
    return _figures(whole, kept, unmarked, right)


def _figures(
    whole: list[Run], kept: list[Run], unmarked: list[Run], right: list[list[bool]]
) -> dict[str, float | int]:
    def same(runs: list[Run]) -> float:
        pairs = zip(whole, runs, strict=True)
        return sum(a.answer == b.answer for a, b in pairs) / len(whole)

    blocks = sum(one.blocks for one in whole)
    return {
        "questions": len(whole),
        "memory_saved": round(1 - sum(one.blocks for one in kept) / blocks, 4),
        "answers_unchanged": round(same(kept), 4),
        "answers_unchanged_unmarked": round(same(unmarked), 4),
        "evidence_dropped": sum(one.evidence_dropped for one in kept),
        "quotes_expected_whole": round(sum(a for a, _ in right) / len(right), 4),
        "quotes_expected_kept": round(sum(b for _, b in right) / len(right), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with finance/tatqa")
    parser.add_argument("--model", type=Path, help="folder of a built model; built if left out")
    parser.add_argument("--count", type=int, default=40, help="questions")
    parser.add_argument("--keep", type=float, default=0.55, help="share of the cache that is kept")
    parser.add_argument("--length", type=int, default=5000, help="characters of passages")
    parser.add_argument("--seed", type=int, default=3)
    print(json.dumps(measure(parser.parse_args())))


if __name__ == "__main__":
    main()
