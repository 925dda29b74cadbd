"""An item of the bank as a line of a sheet: printed, shown and exported like any other."""

from __future__ import annotations

from apps.education.domain.exercise import Ask, Difficulty, Draft, Exercise, Problem, Proof
from apps.education.domain.proof.prover import identity
from apps.education.domain.sheet import SheetLine
from apps.education.domain.words import Words
from apps.education.service.bank.item import BankItem

_LABELS = "ABCDEFGHIJKL"
MOST_CHOICES = len(_LABELS)


def bank_line(
    item: BankItem, name: Words, why: tuple[Words, ...] = (), evidence: tuple[int, ...] = ()
) -> SheetLine:
    """`name` is that of its point. The line says where it is from and whether its key is proved."""
    return SheetLine(bank_exercise(item), name, why, evidence, banked=_origin(item))


def bank_exercise(item: BankItem) -> Exercise:
    """With a proof without methods where the key stands as imported."""
    draft = _chosen(item) if item.choices else _written(item)
    return Exercise(identity(draft), draft, Proof(item.methods, ""))


def harmless(text: str) -> str:
    """A text whose dollars and asterisks print as they are."""
    return text.replace("$", r"\$").replace("**", "* *")


def _chosen(item: BankItem) -> Draft:
    labelled = dict(zip(_LABELS, item.choices, strict=False))
    right = next(label for label, text in labelled.items() if text == item.key)
    listed = "\n".join(f"**{label}** {harmless(text)}" for label, text in labelled.items())
    given = tuple(f"{label}: {text}" for label, text in labelled.items())
    return _draft(
        item,
        f"{harmless(item.prompt)}\n{listed}",
        Problem(Ask.CHOOSE, given),
        right,
        f"{right}: {harmless(item.key)}",
    )


def _written(item: BankItem) -> Draft:
    problem = Problem(Ask.VALUE, ())
    return _draft(item, harmless(item.prompt), problem, item.key, harmless(item.key))


def _draft(item: BankItem, prompt: str, problem: Problem, key: str, answer: str) -> Draft:
    """In the language that it was written in, whatever that of the sheet."""
    return Draft(
        point=item.point,
        difficulty=Difficulty.MIDDLE,
        seed=0,
        prompt=Words(prompt, prompt),
        problem=problem,
        key=key,
        answer=Words(answer, answer),
        steps=(),
    )


def _origin(item: BankItem) -> Words:
    en, zh = f"From the bank: {item.file}, {item.item}. ", f"来自题库：{item.file}，{item.item}。"
    if item.methods:
        return Words(f"{en}Its key was proved.", f"{zh}答案已经验证。")
    return Words(f"{en}Key as imported, not proved.", f"{zh}答案照导入文件，未经验证。")
