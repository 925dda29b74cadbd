"""Word problems worked out in words, the sums done by a calculator where the model marks them.

The worked examples before a problem mark each sum as `<<48/2=24>>` (Cobbe et al. 2021). Wherever a
model opens such a mark and writes `=`, what it would have written is replaced by the exact result.
Knows strings and a way to continue them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from finetune.calculator import completion

Continue = Callable[[Sequence[str]], list[tuple[str, bool]]]
"""Continues texts, each up to and without the first `=`; True where it stopped there."""

ROUNDS = 10
"""Times a text may stop at an equals sign; a worked answer has few."""

EXAMPLES = (
    (
        "A baker fills 6 trays with 15 rolls each. By noon 52 rolls are sold. How many are left?",
        "The baker fills 6*15=<<6*15=90>>90 rolls.\nAfter noon 90-52=<<90-52=38>>38 are left.\n"
        "#### 38",
    ),
    (
        "Tickets cost $12 for adults and half as much for children. What do 2 adults and 3 children"
        " pay?",
        "A child pays 12/2=<<12/2=6>>6 dollars.\nThe adults pay 2*12=<<2*12=24>>24 dollars.\n"
        "The children pay 3*6=<<3*6=18>>18 dollars.\n"
        "Together 24+18=<<24+18=42>>42 dollars.\n#### 42",
    ),
    (
        "Rosa read 24 pages on Monday, 10 more on Tuesday, and twice Monday's pages on Wednesday."
        " How many pages did she read in the three days?",
        "On Tuesday she read 24+10=<<24+10=34>>34 pages.\n"
        "On Wednesday she read 2*24=<<2*24=48>>48 pages.\n"
        "Altogether 24+34+48=<<24+34+48=106>>106 pages.\n#### 106",
    ),
    (
        "A tank holds 200 litres and loses 8 litres an hour. How much is in it after 15 hours?",
        "It loses 8*15=<<8*15=120>>120 litres.\n"
        "There are 200-120=<<200-120=80>>80 litres.\n#### 80",
    ),
)
"""Written for this measure; of no collection."""

_ANSWER = re.compile(r"####\s*\$?\s*(-?[\d,]+(?:\.\d+)?)")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def prompt(question: str) -> str:
    """The problem after the worked examples, as plain text to be continued."""
    shown = [f"Question: {asked}\nAnswer: {worked}\n\n" for asked, worked in EXAMPLES]
    return "".join(shown) + f"Question: {question}\nAnswer:"


def work_out(questions: Sequence[str], continue_texts: Continue, *, calculator: bool) -> list[str]:
    """The worked answer to each question; without the calculator the model does its own sums."""
    worked = ["" for _ in questions]
    open_ = list(range(len(questions)))
    for _ in range(ROUNDS):
        if not open_:
            break
        said = continue_texts([prompt(questions[at]) + worked[at] for at in open_])
        still = []
        for at, (text, at_equals) in zip(open_, said, strict=True):
            worked[at] += text
            if at_equals and not _finished(worked[at]):
                worked[at] += "=" + ((completion(worked[at] + "=") or "") if calculator else "")
                still.append(at)
        open_ = still
    return [text.split("Question:", 1)[0] for text in worked]


def _finished(worked: str) -> bool:
    return "####" in worked or "Question:" in worked


def final_number(worked: str) -> float | None:
    """The number after `####`, or else the last number; None where there is none."""
    marked = _ANSWER.search(worked)
    found = [marked[1]] if marked else _NUMBER.findall(worked)
    return float(found[-1].replace(",", "")) if found else None


def right(worked: str, gold: str) -> bool:
    """The final number is the gold one, to a ten-thousandth."""
    found = final_number(worked)
    return found is not None and abs(found - float(gold.replace(",", ""))) < 1e-4
