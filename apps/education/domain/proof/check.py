"""All checks of one key, as the worker runs them."""

from __future__ import annotations

from apps.education.domain.exercise import Problem, Proof
from apps.education.domain.proof.evaluate import names_in
from apps.education.domain.proof.forms import check_form
from apps.education.domain.proof.substitution import substituted
from apps.education.domain.proof.symbolic import symbolically
from apps.education.domain.proof.task import RewriteTask, SolveTask, read
from apps.education.domain.proof.verdict import Wrong


def check(problem: Problem, key: str) -> Proof:
    """Both ways must agree. Raises NotInGrammar, Wrong or Undecided."""
    task = read(problem, key)
    told = [("substitution", substituted(task))]
    if isinstance(task, RewriteTask):
        told.append(("form", _formed(task)))
    told.append(("symbolic", symbolically(task)))
    return Proof(tuple(name for name, _ in told), "; ".join(line for _, line in told))


def _formed(task: RewriteTask) -> str:
    unchanged = task.key == task.given and names_in(task.given)
    if task.form in ("simplified", "equal") and unchanged:
        raise Wrong("the key is the expression given")
    return check_form(task.form, task.key)


def is_refuted(problem: Problem, key: str) -> bool:
    """Whether a distractor is wrong for certain. Raises NotInGrammar or Undecided."""
    task = read(problem, key)
    try:
        substituted(task)
        if isinstance(task, RewriteTask):
            _formed(task)
        if isinstance(task, SolveTask):
            symbolically(task)
    except Wrong:
        return True
    return False
