"""Drafts exercises of some points and tells which are refused, and why.

`python -m benchmarks.exercise_trial --part elementary --points addition. --seeds 2` tries every
point whose id begins so, at each difficulty; `--show` prints the exercises too. Works while the
catalogue as a whole does not fit together yet.
"""

from __future__ import annotations

import argparse
import importlib
import random
import time
from collections import Counter
from collections.abc import Iterator

from apps.education.domain.exercise import Difficulty, Draft, Exercise
from apps.education.domain.proof.prover import Prover, Unproved
from apps.education.domain.skill import Family, SkillPoint


def families(part: str) -> tuple[Family, ...]:
    """`elementary`, `secondary` or `all`."""
    parts = ("elementary", "secondary") if part == "all" else (part,)
    found: list[Family] = []
    for one in parts:
        module = importlib.import_module(f"apps.education.domain.skills.{one}.families")
        found.extend(module.FAMILIES)
    return tuple(found)


def drafts(
    family: Family, skill: SkillPoint, seeds: int, first: int = 0
) -> Iterator[tuple[Difficulty, int, Draft]]:
    for difficulty in Difficulty:
        for seed in range(first, first + seeds):
            rng = random.Random(f"{skill.point.id}/{int(difficulty)}/{seed}/0")
            yield difficulty, seed, family.draft(skill, difficulty, rng)


def show(exercise: Exercise) -> None:
    draft = exercise.draft
    print(f"  {draft.prompt.en}\n  {draft.prompt.zh}")
    print(f"  {draft.problem.given} -> {draft.key} | {draft.answer.en} | {draft.answer.zh}")
    for step in draft.steps:
        print(f"    - {step.en} / {step.zh}")
    for wrong in draft.distractors:
        print(f"    x {wrong.text} ({wrong.misconception}) {wrong.why.en}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="all", choices=["elementary", "secondary", "all"])
    parser.add_argument("--points", default="", help="the beginning of the ids to try")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--show", action="store_true")
    wanted = parser.parse_args()
    right, refused, started = 0, Counter[str](), time.perf_counter()
    prompts: set[str] = set()
    with Prover() as prover:
        for family in families(wanted.part):
            for skill in family.points():
                if not skill.point.id.startswith(wanted.points):
                    continue
                for difficulty, seed, draft in drafts(family, skill, wanted.seeds, wanted.first):
                    where = f"{skill.point.id} {difficulty.name} seed {seed}"
                    try:
                        exercise = prover.prove(draft)
                    except Unproved as refusal:
                        refused[family.id] += 1
                        print(f"{where}: {refusal}\n  {draft.prompt.en!r} {draft.problem.given}")
                        continue
                    right += 1
                    prompts.add(draft.prompt.en)
                    if wanted.show:
                        print(where)
                        show(exercise)
    seconds = time.perf_counter() - started
    print(f"{right} proved, {len(prompts)} different prompts, refused: {dict(refused)}")
    print(f"{seconds:.1f} s, {1000 * seconds / max(1, right + refused.total()):.1f} ms each")


if __name__ == "__main__":
    main()
