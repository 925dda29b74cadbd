"""Whether what is printed keeps to the problem: its numbers, its answer, its markup.

Reads prompts and answers as plain text with `$...$`; works nothing out.
"""

from __future__ import annotations

import re
from fractions import Fraction

from apps.education.domain.exercise import Ask, Draft
from apps.education.domain.mathtext.pieces import pieces
from apps.education.domain.mathtext.tex import UnknownTex
from apps.education.domain.proof.verdict import Wrong
from apps.education.domain.words import Words

_PRINTED = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII)
_WRITTEN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_MINUS = re.compile(r"(?:^|[^\w)}\s]|[\s$({\[]|\\le|\\ge)\s*[-−](?=\s*[\d\\(a-z$])")
_NEGATIVE = re.compile(r"(?:^|[=<>(,{/*^])\s*-|\bor\s+[a-z]\w*\s*=\s*-")
_CHOICE = re.compile(r"\*\*[A-H]\*\*[.:]?(.*?)(?=\*\*[A-H]\*\*|\n|$)", re.DOTALL)
_SPLIT_THOUSANDS = str.maketrans({"\u2009": "", "\u202f": "", "\u00a0": " "})


def printed_numbers(text: str) -> set[Fraction]:
    """Numbers in digits as a reader sees them; `1,250` and `1{,}250` are one number."""
    bare = text.translate(_SPLIT_THOUSANDS).replace("{,}", ",").replace(r"\,", "")
    return {Fraction(found.replace(",", "")) for found in _PRINTED.findall(bare)}


def written_numbers(*texts: str) -> set[Fraction]:
    """Numbers in texts of the grammar, unsigned, as they are written there."""
    return {Fraction(found) for text in texts for found in _WRITTEN.findall(text)}


def check_printed(draft: Draft) -> None:
    """Raises Wrong where prompt or answer do not keep to the problem and its key."""
    other = written_numbers(*draft.other_numbers)
    of_problem = written_numbers(*draft.problem.given, *draft.problem.unknowns) | other
    _check_prompt(draft.prompt, of_problem, other)
    _check_answer(draft, of_problem)
    if draft.problem.ask is Ask.CHOOSE:
        _check_choices(draft.prompt)
    for words in (
        draft.prompt,
        draft.answer,
        *draft.steps,
        *([draft.context] if draft.context else []),
    ):
        _check_markup(words)
    if not draft.steps:
        raise Wrong("no worked step")
    if draft.context is not None:
        _check_context(draft.context, draft.prompt)


def _check_prompt(prompt: Words, known: set[Fraction], other: set[Fraction]) -> None:
    found = {"en": printed_numbers(prompt.en), "zh": printed_numbers(prompt.zh)}
    for language, numbers in found.items():
        if strange := numbers - known:
            raise Wrong(f"the {language} prompt holds {_listed(strange)}, the problem does not")
    if only_one := (found["en"] ^ found["zh"]) - other:
        raise Wrong(f"only one prompt holds {_listed(only_one)}; see other_numbers")


def _check_choices(prompt: Words) -> None:
    """No two choices of a prompt may read alike: `**A** 3  **B** 4`."""
    for text in (prompt.en, prompt.zh):
        texts = [found.strip() for found in _CHOICE.findall(text)]
        told = [one for one in texts if one]
        if len(set(told)) != len(told):
            raise Wrong(f"two choices of {text[-80:]!r} read alike")


def _check_answer(draft: Draft, of_problem: set[Fraction]) -> None:
    key = written_numbers(draft.key)
    choose = draft.problem.ask is Ask.CHOOSE
    for answer in (draft.answer.en, draft.answer.zh):
        numbers = printed_numbers(answer)
        if missing := key - numbers:
            raise Wrong(f"the answer {answer!r} does not hold {_listed(missing)} of the key")
        if strange := numbers - key - of_problem:
            raise Wrong(f"the answer {answer!r} holds {_listed(strange)}, the key does not")
        if choose and not re.match(rf"\W*{draft.key}\b", answer.replace("$", "")):
            raise Wrong(f"the answer {answer!r} does not begin with {draft.key}")
        if draft.problem.ask in (Ask.VALUE, Ask.SOLVE):
            _check_sign(draft.key, answer)


def _check_sign(key: str, answer: str) -> None:
    """A negative number must not be printed without its minus sign, nor the other way round."""
    negative = _NEGATIVE.search(key) is not None
    printed = "-" in answer or "−" in answer
    if negative and not printed:
        raise Wrong(f"the key {key!r} is negative, the answer {answer!r} is not")
    if "-" not in key and _MINUS.search(answer):
        raise Wrong(f"the answer {answer!r} is negative, the key {key!r} is not")


def _check_markup(words: Words) -> None:
    for text in (words.en, words.zh):
        if not text.strip():
            raise Wrong("a text is empty in one language")
        try:
            pieces(text)
        except UnknownTex as problem:
            raise Wrong(str(problem)) from problem


def _check_context(context: Words, prompt: Words) -> None:
    if context.en not in prompt.en or context.zh not in prompt.zh:
        raise Wrong("the context is not a part of the prompt")


def _listed(numbers: set[Fraction]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))
