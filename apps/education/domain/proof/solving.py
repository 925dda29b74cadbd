"""Puts the key of SOLVE into the relations given, and tries what lies beside it."""

from __future__ import annotations

from fractions import Fraction

from apps.education.domain.proof.evaluate import Names, evaluate, names_in, number
from apps.education.domain.proof.nodes import Both, Either, Name, Relation, Whole
from apps.education.domain.proof.plain import is_plain
from apps.education.domain.proof.samples import along_the_line, assignments, known, numbers_in
from apps.education.domain.proof.task import SolveTask
from apps.education.domain.proof.trying import met, shown, told
from apps.education.domain.proof.values import Scalar, Value
from apps.education.domain.proof.verdict import Undecided, Wrong

_POINTS = 24
_ENOUGH = 6


def solved(task: SolveTask) -> str:
    strange = names_in(task.key) - names_in(task.given) - set(task.unknowns)
    if strange:
        raise Wrong(f"the key speaks of {', '.join(sorted(strange))}")
    if missing := set(task.unknowns) - names_in(task.given):
        raise Undecided(f"nothing given speaks of {', '.join(sorted(missing))}")
    if names_in(task.given) - set(task.unknowns):
        return _with_letters(task)
    if len(task.unknowns) == 1:
        return _one_unknown(task)
    return _several_unknowns(task)


def _one_unknown(task: SolveTask) -> str:
    (unknown,) = task.unknowns
    ends = _ends(task.key, unknown)
    if not isinstance(task.key, Whole) and not ends:
        raise Wrong(f"the key does not say what {unknown} is")
    if isinstance(task.key, Whole) and task.key.word == "many":
        raise Undecided("'many' needs several unknowns")
    written = [n.value for n in numbers_in(task.given)]
    near = [end for end in ends if isinstance(end, Fraction)]
    points: list[Scalar] = [*along_the_line([*near, *written]), *ends]
    for point in points:
        names = Names({unknown: point})
        said = task.key.word == "all" if isinstance(task.key, Whole) else met(task.key, names)
        if met(task.given, names) != said:
            verb = "is" if said else "is not"
            raise Wrong(f"{unknown} = {shown(point)} {verb} in the key, the problem says otherwise")
    return f"problem and key agree at {len(points)} values of {unknown}, the key's own among them"


def _ends(key: object, unknown: str) -> list[Scalar]:
    """The numbers that the key sets against the unknown."""
    found: list[Scalar] = []
    if isinstance(key, Either):
        for both in key.alternatives:
            for relation in both.relations:
                if Name(unknown) not in relation.sides:
                    raise Wrong("a part of the key does not name the unknown alone on a side")
                sides = [side for side in relation.sides if side != Name(unknown)]
                if not all(is_plain(side) for side in sides):
                    raise Wrong("a value in the key is not worked out")
                found.extend(number(side) for side in sides)
    return found


def _several_unknowns(task: SolveTask) -> str:
    if isinstance(task.key, Whole):
        return _no_list_of_solutions(task)
    for both in task.key.alternatives:
        names = Names(solution(both, task.unknowns))
        if not met(task.given, names):
            raise Wrong(f"not met by {told(names)}")
    return f"{len(task.key.alternatives)} solution(s) put in: every relation is met"


def solution(both: Both, unknowns: tuple[str, ...]) -> dict[str, Value]:
    """`x = 1, y = 2` as values. Raises Wrong where it does not name each unknown once."""
    values: dict[str, Value] = {}
    for relation in both.relations:
        match relation:
            case Relation((Name(id), side), ("=",)) if id in unknowns and id not in values:
                if not is_plain(side):
                    raise Wrong(f"the value of {id} is not worked out")
                values[id] = evaluate(side)
            case _:
                raise Wrong("the key does not give each unknown one value")
    if set(values) != set(unknowns):
        raise Wrong(f"the key says nothing of {', '.join(sorted(set(unknowns) - set(values)))}")
    return values


def _no_list_of_solutions(task: SolveTask) -> str:
    """Sampling can refute `none` and `all`; the symbolic check must establish them."""
    assert isinstance(task.key, Whole)
    word = task.key.word
    for names in _grid(task.unknowns):
        held = met(task.given, names)
        if (word == "none" and held) or (word == "all" and not held):
            raise Wrong(f"{word!r}, but see {told(names)}")
    return f"nothing on a grid of whole numbers speaks against {word!r}"


def _grid(unknowns: tuple[str, ...]) -> list[Names]:
    size = {2: 12, 3: 4}.get(len(unknowns), 2)
    found: list[dict[str, Value]] = [{}]
    for unknown in unknowns:
        found = [{**one, unknown: Fraction(n)} for one in found for n in range(-size, size + 1)]
    return [Names(values) for values in found]


def _with_letters(task: SolveTask) -> str:
    """A formula solved for one letter: tried for many values of the others."""
    match task:
        case SolveTask(_, (unknown,), Either((Both((Relation((Name(id), side), ("=",)),)),))):
            if id != unknown or unknown in names_in(side):
                raise Wrong(f"the key does not give {unknown} by itself")
        case _:
            raise Undecided("with other letters, one unknown and one formula for it are meant")
    letters = (names_in(task.given) | names_in(side)) - {unknown}
    tried = 0
    for names in assignments(letters, _POINTS, positive=True):
        found = known(side, names)
        if found is None:
            continue
        tried += 1
        if not met(task.given, Names({**names.values, unknown: found})):
            raise Wrong(f"not met for {told(names)}")
    if tried < _ENOUGH:
        raise Undecided("the formula has a value too rarely to try it")
    return f"the formula put in for {tried} choices of the other letters"
