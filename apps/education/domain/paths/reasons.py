"""The reasons of a step in words of both languages, each with the responses it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.path import Because, Reason
from apps.education.domain.paths.memory import Memory
from apps.education.domain.response import ResponseLog
from apps.education.domain.weakness import WeakPoint
from apps.education.domain.words import Words

SHOWN = 10
"""Responses that a reason names at most."""
NAMED = 3
"""Points that a sentence names before it counts."""


def weak(judged: WeakPoint, log: ResponseLog) -> Reason:
    rows = judged.mastery.evidence[-SHOWN:]
    percent = round(100 * judged.weak_probability)
    right = int(log.correct[list(rows)].sum())
    if not rows:
        words = Words(
            f"Not tried yet; by the points around it the chance to be weak is {percent}%.",
            f"尚未作答；根据相邻知识点推断，薄弱的可能性为{percent}%。",
        )
    else:
        words = Words(
            f"{right} of the last {len(rows)} answered rightly; the chance to be weak is "
            f"{percent}%.",
            f"最近{len(rows)}次作答对{right}次；薄弱的可能性为{percent}%。",
        )
    return Reason(Because.WEAK, words, (judged.mastery.point,), tuple(rows))


def undecided(judged: WeakPoint) -> Reason:
    count, further = len(judged.mastery.evidence), judged.settled_by
    told_en = f" About {further} more would settle it." if further is not None else ""
    told_zh = f"大约再作答{further}次即可判断。" if further is not None else ""
    words = Words(
        f"Not enough evidence: {_answered(count)}.{told_en}",
        f"证据不足：仅作答{count}次。{told_zh}",
    )
    rows = judged.mastery.evidence[-SHOWN:]
    return Reason(Because.OPEN, words, (judged.mastery.point,), tuple(rows))


def ready(needs: Sequence[str], graph: KnowledgeGraph) -> Reason:
    words = Words(
        f"What it needs is in place: {names(needs, graph).en}.",
        f"所需的基础已具备：{names(needs, graph).zh}。",
    )
    return Reason(Because.READY, words, tuple(needs))


def unlocks(opened: Sequence[str], graph: KnowledgeGraph) -> Reason:
    told = names(opened, graph)
    words = Words(f"It is needed for {told.en}.", f"它是{told.zh}的基础。")
    return Reason(Because.UNLOCKS, words, tuple(opened))


def forgetting(held: Memory, days: int, rows: Sequence[int], point: str) -> Reason:
    percent = round(100 * held.recall)
    words = Words(
        f"Answered rightly before, last tried {_days(days)} ago; the chance to recall it now is "
        f"about {percent}%.",
        f"曾经答对，距上次练习已{days}天；现在能回忆起来的可能性约为{percent}%。",
    )
    return Reason(Because.FORGETTING, words, (point,), tuple(rows[-SHOWN:]))


def goal(point: str, goals: Sequence[str], graph: KnowledgeGraph) -> Reason:
    if point in goals:
        return Reason(Because.GOAL, Words("It is a goal.", "它是学习目标。"), (point,))
    told = names(goals, graph)
    words = Words(f"It leads to the goal {told.en}.", f"它通向学习目标：{told.zh}。")
    return Reason(Because.GOAL, words, tuple(goals))


def pinned(point: str) -> Reason:
    return Reason(Because.PINNED, Words("Pinned by the teacher.", "由教师指定。"), (point,))


def names(points: Sequence[str], graph: KnowledgeGraph) -> Words:
    """At most `NAMED` names, then how many more."""
    shown = [graph.points[p].name if p in graph.points else Words(p, p) for p in points[:NAMED]]
    more = len(points) - len(shown)
    return Words(
        ", ".join(name.en for name in shown) + (f" and {more} more" if more else ""),
        "、".join(name.zh for name in shown) + (f"等{len(points)}项" if more else ""),
    )


def _answered(count: int) -> str:
    return f"answered {_times(count)}" if count else "not answered yet"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _days(days: int) -> str:
    return "a day" if days == 1 else f"{days} days"
