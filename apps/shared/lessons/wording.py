"""How people put the same question: politely, in haste, in lower case, by key words.

Changes the frame and never a name or a figure. Knows nothing of answers.
"""

from __future__ import annotations

import random

_BEFORE = (
    "Please tell me: ",
    "Quick question: ",
    "Could you tell me, ",
    "I need to know: ",
    "For my notes: ",
    "Can you check: ",
    "Hi, ",
    "One more thing: ",
    "In short, ",
    "From the documents: ",
    "Please look up: ",
    "Help me with this: ",
    "Just to be sure: ",
)
_AFTER = (
    " Please cite.",
    " Keep it short.",
    " One sentence is enough.",
    " Thanks.",
    " Answer briefly.",
    " Give the source.",
    " Quote the exact words.",
    " Please be exact.",
)


def worded(question: str, rng: random.Random) -> str:
    """The question as one of many would put it; two in three stay as they are."""
    draw = rng.random()
    if draw < 0.62:
        return question
    if draw < 0.74:
        return rng.choice(_BEFORE) + _continued(question)
    if draw < 0.82:
        return question + rng.choice(_AFTER)
    if draw < 0.92:
        return question.rstrip("?.")
    return _continued(question).rstrip("?.") if draw < 0.97 else question.replace("?", " ?")


def _continued(question: str) -> str:
    first = question.partition(" ")[0]
    return question[:1].lower() + question[1:] if first[1:].islower() else question
