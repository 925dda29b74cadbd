"""Proves the keys of imported items where what is asked can be read without doubt.

Only a bare sum ("What is 3 + 4?") or a bare equation in one unknown ("Solve 2*x + 1 = 7") is read;
everything else keeps its key as imported.
"""

from __future__ import annotations

import re
from typing import Protocol

from apps.education.domain.exercise import Ask, Problem, Proof
from apps.education.service.bank.item import BankItem

_LEAD = r"(?:what\s+is|calculate|compute|work\s+out|evaluate|计算|求)?\s*[:：]?\s*"
_END = r"[\s=]*(?:_+)?[\s?？.。]*"
_SUM = re.compile(rf"{_LEAD}(?P<given>[\d\s.+\-*/()]+?){_END}", re.IGNORECASE)
_EQUATION = re.compile(
    r"(?:solve|解方程)\s*[:：]?\s*(?P<given>[\d\s.+\-*/()a-z]+=[\d\s.+\-*/()a-z]+?)[\s?？.。]*",
    re.IGNORECASE,
)
_UNCLEAR = re.compile(r"\d\s+\d|[\d)]\s*\(|\)\s*\d|/[^/+]*/")
"""Mixed numbers, products without a sign and chains of division are read in more than one way."""
_JOINS = re.compile(r"\d\s*\)*\s*[+\-*/]\s*\(*\s*-?\d")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:/\d+)?")


class Checker(Protocol):
    """Raises Unproved."""

    def check(self, problem: Problem, key: str, distractors: list[str]) -> Proof: ...


def question(item: BankItem) -> tuple[Problem, str, list[str]] | None:
    """What the prover is asked: the problem, its key, the wrong choices. None where unclear."""
    prompt = _signs(item.prompt)
    wrong = [_signs(one) for one in item.choices if one != item.key]
    key = _signs(item.key)
    if (found := _SUM.fullmatch(prompt)) is not None:
        given = found["given"].strip().removesuffix(".")
        clear = _JOINS.search(given) and not _UNCLEAR.search(given)
        if clear and _NUMBER.fullmatch(key):
            return (
                Problem(Ask.VALUE, (given,)),
                key,
                [one for one in wrong if _NUMBER.fullmatch(one)],
            )
    elif (found := _EQUATION.fullmatch(prompt)) is not None:
        given, names = found["given"].strip(), set(re.findall("[A-Za-z]+", found["given"]))
        name = names.pop() if len(names) == 1 else ""
        told = re.sub(rf"^{name}\s*=\s*", "", key)
        if len(name) == 1 and _NUMBER.fullmatch(told) and not _UNCLEAR.search(given):
            wrong = [re.sub(rf"^{name}\s*=\s*", "", one) for one in wrong]
            written = [f"{name} = {one}" for one in wrong if _NUMBER.fullmatch(one)]
            return Problem(Ask.SOLVE, (given,), (name,)), f"{name} = {told}", written
    return None


def _signs(text: str) -> str:
    return text.strip().replace("×", "*").replace("÷", "/").replace("\N{MINUS SIGN}", "-")
