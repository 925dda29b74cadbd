"""Word problems worked step by step, every sum marked for the calculator (`<<48/2=24>>`).

From GSM8K's training file and SVAMP's (both MIT) and from the project's own exercises. A lesson
counts only where every mark is exact. Knows nothing of passages.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from apps.education.domain.exercise import Difficulty
from apps.education.domain.skills.catalogue import Catalogue
from apps.shared.lessons.lesson import Lesson, Turn
from finetune.calculator import calculate, marks
from finetune.corpora.split import part

GSM8K, SVAMP, PROJECT = "gsm8k/train (MIT)", "svamp/train (MIT)", "project exercises (Apache-2.0)"
SYSTEM = (
    "Work out the problem step by step. Mark every calculation as <<sum=result>> and end with "
    "#### and the result."
)
_STEP = re.compile(r"^(?:[A-Z][\w ]*: )?((?:[\d.,]+ [+−×÷] )+[\d.,]+) = ([\d.,]+)$")
_SIGNS = str.maketrans({"−": "-", "×": "*", "÷": "/", ",": None})
_LONGEST = 900


def gsm8k(path: Path, rng: random.Random) -> Iterator[Lesson]:
    """The publisher's training problems as they are worked there."""
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        question, worked = item["question"].strip(), item["answer"].strip()
        origin = hashlib.sha256(question.encode()).hexdigest()[:16]
        if part(question) == "test" or len(question) + len(worked) > _LONGEST:
            continue
        yield from _checked(question, worked, origin, GSM8K, rng)


def svamp(path: Path, rng: random.Random) -> Iterator[Lesson]:
    """One or two sums a problem, from the equation that comes with it."""
    for item in json.loads(path.read_text(encoding="utf-8")):
        body, asked = item["Body"].strip(), item["Question"].strip()
        stop = "" if body.endswith((".", ",")) else ","
        sum_ = re.sub(r"(\d)\.0\b", r"\1", item["Equation"]).strip()
        sum_ = sum_[1:-1].strip() if sum_.startswith("(") and sum_.endswith(")") else sum_
        bare = sum_.replace(" ", "")
        result = calculate(bare)
        if result is None or bare.count("(") != bare.count(")"):
            continue
        worked = f"{sum_} = <<{bare}={result}>>{result}\n#### {result}"
        yield from _checked(f"{body}{stop} {asked}", worked, str(item["ID"]), SVAMP, rng)


def own(known: Catalogue, rng: random.Random, *, seeds: int) -> Iterator[Lesson]:
    """The project's exercises whose steps are plain sums."""
    seen: set[str] = set()
    for point in known.graph.points:
        for level in Difficulty:
            for seed in range(seeds):
                draft = known.draft(point, level, seed, 0)
                prompt = draft.prompt.en
                if draft.context is None or prompt in seen or "$" in prompt.replace("\\$", ""):
                    break
                seen.add(prompt)
                worked = _worked([step.en for step in draft.steps], draft.key)
                if worked is not None:
                    plain = prompt.replace("\\$", "$")
                    yield from _checked(plain, worked, f"{point}/{seed}", PROJECT, rng)


def _worked(steps: list[str], key: str) -> str | None:
    """The steps with their sums marked; None where one of them is no plain sum or says it not."""
    lines = []
    for step in steps:
        match = _STEP.match(step)
        if match is None:
            if re.search(r"\d", step):
                return None
            lines.append(step)
            continue
        bare = match[1].translate(_SIGNS).replace(" ", "")
        result = match[2].replace(",", "")
        lines.append(f"{step[: match.start(2)]}<<{bare}={result}>>{match[2]}")
    return "\n".join([*lines, f"#### {key}"]) if any("<<" in line for line in lines) else None


def _checked(
    question: str, worked: str, origin: str, source: str, rng: random.Random
) -> Iterator[Lesson]:
    found = list(marks(worked))
    if not found or not all(mark.right for mark in found):
        return
    turns: tuple[Turn, ...] = (("user", question),)
    if rng.random() < 0.5:
        turns = (("system", SYSTEM), *turns)
    yield Lesson("education", "sums", origin, source, turns, worked)
