"""Measures the generated exercises: are their keys right, and are wrong keys caught?

`python -m benchmarks.exercises [--count 10000] [--planted 2000] [--opinions 500]`. Exercises are
drawn in turn over all points and difficulties. Every key that the prover let pass is solved anew
by `exercise_solving`, which shares no code with generator or prover; math-verify gives a second
opinion on expressions. Wrong keys and wrong print of several kinds are planted into right
exercises; a planted key counts if the independent solver finds it wrong too (or cannot tell). The
last line is JSON: `keys_right` (share of all generated whose key the independent solver confirms),
`planted_caught`, `points`, `points_with_generator`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from apps.education.domain.exercise import Ask, Difficulty, Exercise
from apps.education.domain.proof.prover import Prover, Unproved
from apps.education.domain.skills.catalogue import Catalogue, catalogue, generate_from
from benchmarks.exercise_opinion import opinion
from benchmarks.exercise_planting import Planted, planted
from benchmarks.exercise_solving import is_right


@dataclass(slots=True)
class Tally:
    made: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    served: set[str] = field(default_factory=set)
    prompts: set[str] = field(default_factory=set)
    seconds: float = 0.0
    processor: float = 0.0


def draws(known: Catalogue, count: int) -> Iterator[tuple[str, Difficulty, int]]:
    """Points and difficulties in turn, with ever new seeds."""
    points = sorted(known.points)
    for n in range(count):
        round, at = divmod(n, len(points))
        yield points[at], Difficulty(1 + (round + at) % 3), round


def generate_all(known: Catalogue, count: int, prover: Prover, tally: Tally) -> Iterator[Exercise]:
    """Proved exercises; time and refusals go to the tally."""
    for point, difficulty, seed in draws(known, count):
        started, worked = time.perf_counter(), time.process_time()
        try:
            exercise = generate_from(known, point, difficulty, seed, prover)
        except Unproved as refusal:
            tally.refused[f"{point}: {refusal.kind}"] += 1
            continue
        finally:
            tally.seconds += time.perf_counter() - started
            tally.processor += time.process_time() - worked
        tally.made += 1
        tally.served.add(point)
        tally.prompts.add(exercise.draft.prompt.en)
        yield exercise


def judge(exercise: Exercise, tally: Tally) -> None:
    draft = exercise.draft
    found = is_right(draft.problem, draft.key)
    told = f"{draft.point} seed {draft.seed}: {draft.problem.given} -> {draft.key}"
    if found:
        tally.right += 1
    else:
        (tally.untold if found is None else tally.wrong).append(told)


def is_caught(prover: Prover, exercise: Exercise, wrong: Planted) -> bool:
    try:
        if wrong.draft is not None:
            prover.prove(wrong.draft)
        elif wrong.key is not None:
            prover.check(exercise.draft.problem, wrong.key)
    except Unproved:
        return True
    return False


def is_wrong_indeed(exercise: Exercise, wrong: Planted) -> bool:
    if wrong.key is None:
        return True
    problem = exercise.draft.problem
    form_only = wrong.kind == "not rewritten"
    return form_only or is_right(problem, wrong.key) is not True


def plant(
    exercises: Sequence[Exercise], prover: Prover
) -> tuple[Counter[str], Counter[str], list[str]]:
    """How many of each kind were planted and caught, and what slipped through."""
    sown, caught, slipped = Counter[str](), Counter[str](), []
    for exercise in exercises:
        for wrong in planted(exercise.draft):
            if not is_wrong_indeed(exercise, wrong):
                continue
            sown[wrong.kind] += 1
            if is_caught(prover, exercise, wrong):
                caught[wrong.kind] += 1
            else:
                slipped.append(f"{wrong.kind}: {exercise.draft.problem} {wrong.key}")
    return sown, caught, slipped


def opinions(exercises: Sequence[Exercise]) -> Counter[str]:
    """What math-verify says of keys of VALUE and REWRITE."""
    wanted = (one for one in exercises if one.draft.problem.ask in (Ask.VALUE, Ask.REWRITE))
    return Counter(opinion(one.draft.problem.given[0], one.draft.key) for one in wanted)


def measure(
    known: Catalogue, *, count: int, plants: int, asked: int, tell: bool = True
) -> dict[str, float | int]:
    """Generate, solve anew, plant; figures as the last line prints them."""
    tally = Tally()
    with Prover() as prover:
        made = []
        for exercise in generate_all(known, count, prover, tally):
            judge(exercise, tally)
            made.append(exercise)
        every = max(1, len(made) // max(1, plants))
        sown, caught, slipped = plant(made[::every], prover)
    heard = opinions(made[:: max(1, len(made) // max(1, asked))])
    figures: dict[str, float | int] = {
        "keys_right": round(tally.right / max(1, tally.made), 5),
        "planted_caught": round(caught.total() / max(1, sown.total()), 5),
        "points": len(known.points),
        "points_with_generator": len(tally.served),
        "exercises": tally.made,
        "different_prompts": len(tally.prompts),
        "wrong": len(tally.wrong),
        "untold": len(tally.untold),
        "refused": tally.refused.total(),
        "planted": sown.total(),
        "second_opinion_agrees": heard["agrees"],
        "second_opinion_differs": heard["differs"],
        "ms_per_exercise": round(1000 * tally.seconds / max(1, count), 1),
    }
    if tell:
        _tell(tally, sown, caught, slipped, heard)
    return figures


def _tell(
    tally: Tally,
    sown: Counter[str],
    caught: Counter[str],
    slipped: Sequence[str],
    heard: Counter[str],
) -> None:
    for title, lines in (("wrong", tally.wrong), ("untold", tally.untold), ("slipped", slipped)):
        for line in lines[:25]:
            print(f"{title}: {line}")
    for refused, count in tally.refused.most_common(25):
        print(f"refused {count} times: {refused}")
    for kind, count in sown.most_common():
        print(f"planted {kind:22} {count:6}  caught {caught[kind]:6}  {caught[kind] / count:.4f}")
    print(f"second opinion: {dict(heard)}")
    own = 1000 * tally.processor / max(1, tally.made)
    print(f"{tally.made} made in {tally.seconds:.0f} s ({own:.1f} ms of this process each)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--planted", type=int, default=2_000, help="exercises to plant into")
    parser.add_argument("--opinions", type=int, default=500)
    parser.add_argument("--data", help="not needed: nothing but the project's own is measured")
    given = parser.parse_args()
    figures = measure(catalogue(), count=given.count, plants=given.planted, asked=given.opinions)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
