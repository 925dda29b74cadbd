"""Judges one laboratory value or vital sign, and says why where it does not.

The laboratory's own interval is followed where it gave one that fits; ours stands beside it, and
critical limits hold in any case. Nothing is corrected. Knows no treatment and draws no diagnosis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from apps.medical.domain.laboratory import traps as why
from apps.medical.domain.laboratory.analyte import Analyte
from apps.medical.domain.laboratory.assessed import Assessed, Flag, Trap
from apps.medical.domain.laboratory.choice import intervals, limits_only
from apps.medical.domain.laboratory.interval import Interval
from apps.medical.domain.laboratory.judge import DIRECTION, flag_of
from apps.medical.domain.laboratory.person import Person
from apps.medical.domain.laboratory.quantity import to_canonical, unit_of
from apps.medical.domain.laboratory.suspicion import (
    better_unit,
    could_be,
    guesses,
    looks_like_another_unit,
)
from apps.medical.domain.laboratory.units import Inconvertible, Unit, UnknownUnit, parse_unit
from apps.medical.domain.laboratory.words import answer_of, laboratory_flag, number_in
from apps.medical.domain.record import Observation


def assess_one(observation: Observation, known: Sequence[Analyte], person: Person) -> Assessed:
    """One observation; `known` are the analytes that its name may mean."""
    observation, original = _numbered(observation), observation
    analyte = _meant(observation, known)
    if analyte is None:
        trap = why.name_unclear(original, known) if known else why.unknown_analyte(original)
        return _by_laboratory_alone(original, observation, trap)
    if observation.value is None or analyte.usual_text:
        return _worded(original, analyte)
    return replace(_Judgement(observation, analyte, person).result(), observation=original)


def _numbered(observation: Observation) -> Observation:
    """With its number where that lies in its text, as `<0.01` or `1.2 ng/mL`.

    Not where the text adds words that the unit does not have: `25万` is not 25.
    """
    read = number_in(observation.text) if observation.value is None else None
    if read is None:
        return observation
    value, comparator, unit = read
    if unit and observation.unit and unit != observation.unit:
        return observation
    return replace(
        observation,
        value=value,
        comparator=observation.comparator or comparator,
        unit=observation.unit or unit,
    )


def _meant(observation: Observation, known: Sequence[Analyte]) -> Analyte | None:
    """The analyte whose unit fits; the only one where the name is clear."""
    if len(known) < 2:
        return known[0] if known else None
    fitting = [analyte for analyte in known if _takes(analyte, observation)]
    if observation.category == "vital-signs":
        fitting = [item for item in fitting if item.group == "vital signs"] or fitting
    return fitting[0] if len(fitting) == 1 else None


def _takes(analyte: Analyte, observation: Observation) -> bool:
    if analyte.usual_text:
        return observation.value is None
    try:
        unit_of(analyte, observation.unit)
    except (UnknownUnit, Inconvertible):
        return False
    return True


def _by_laboratory_alone(original: Observation, numbered: Observation, trap: Trap) -> Assessed:
    """What the laboratory's own interval and flag say of something that we do not know."""
    interval = _given_interval(numbered)
    flag = laboratory_flag(original.interpretation)
    if interval is not None and numbered.value is not None:
        by_interval = flag_of(numbered.value, numbered.comparator, interval, converted=False)
        flag = by_interval if by_interval is not None else flag
    return Assessed(
        observation=original,
        analyte=None,
        value=numbered.value,
        unit=original.unit,
        interval=interval,
        flag=flag or "",
        agrees_with_laboratory=None,
        traps=(trap,),
        reference=None,
        abnormal=(True if _called_abnormal(original) else None) if flag is None else bool(flag),
    )


def _called_abnormal(observation: Observation) -> bool:
    """By a flag of the laboratory that gives no direction."""
    return observation.interpretation.strip().upper() in ("A", "AA", "POS", "阳性")


def _given_interval(observation: Observation) -> Interval | None:
    """As the laboratory printed it, in the unit of the value."""
    if observation.low is None and observation.high is None:
        return None
    if (
        observation.low is not None
        and observation.high is not None
        and observation.low > observation.high
    ):
        return None
    return Interval(observation.low, observation.high, observation.unit, group="laboratory")


def _worded(observation: Observation, analyte: Analyte) -> Assessed:
    answer = answer_of(observation.text)
    if answer is None and laboratory_flag(observation.interpretation) == "":
        answer = "negative"
    if answer is None and _called_abnormal(observation):
        answer = "positive"
    clear = answer is not None and bool(analyte.usual_text)
    return Assessed(
        observation=observation,
        analyte=analyte,
        value=None,
        unit=analyte.unit,
        interval=None,
        flag="",
        agrees_with_laboratory=None,
        traps=() if clear else (why.text_unclear(observation, analyte),),
        reference=None,
        abnormal=(answer != analyte.usual_text) if clear else None,
    )


@dataclass(slots=True)
class _Judgement:
    """The steps from a printed number to a flag; traps are collected on the way."""

    observation: Observation
    analyte: Analyte
    person: Person

    def result(self) -> Assessed:
        traps: list[Trap] = []
        unit = self._unit(traps)
        number = self.observation.value
        assert number is not None
        if unit is None:
            return self._in_the_laboratorys_unit(traps)
        value = to_canonical(self.analyte, number, unit)
        converted = value != number
        own = intervals(self.analyte, self.person)
        if self._impossible(value, traps, own):
            return self._assessed(value, None, "", None, tuple(traps), own, "", None)
        own_flag = self._own_flag(value, converted, own, traps)
        given = self._laboratory_interval(unit, own, traps)
        if (
            any(trap.blocks for trap in traps)
            and DIRECTION[self._laboratory_says() or ""] != (DIRECTION[own_flag or ""])
        ):
            return self._assessed(value, None, "", None, tuple(traps), own, "", None)
        theirs = self._their_flag(given, traps)
        return self._combined(value, converted, given, theirs, own, own_flag, traps)

    def _unit(self, traps: list[Trap]) -> Unit | None:
        """The unit of the value, or None with a trap. A missing unit is never filled in."""
        printed, analyte = self.observation.unit, self.analyte
        if not printed.strip() and analyte.unit_optional:
            return parse_unit(analyte.unit)
        blocks = self._laboratory_says() is None
        if not printed.strip():
            traps.append(why.missing_unit(self.observation, analyte, (), blocks=blocks))
            return None
        try:
            return unit_of(analyte, printed)
        except UnknownUnit:
            traps.append(why.unknown_unit(self.observation, analyte, blocks=blocks))
        except Inconvertible:
            traps.append(why.unit_of_another(self.observation, analyte, blocks=blocks))
        return None

    def _laboratory_says(self) -> Flag | None:
        """By its own interval, else by its own flag."""
        interval, value = _given_interval(self.observation), self.observation.value
        if interval is not None and value is not None:
            flag = flag_of(value, self.observation.comparator, interval, converted=False)
            if flag is not None:
                return flag
        return laboratory_flag(self.observation.interpretation)

    def _in_the_laboratorys_unit(self, traps: list[Trap]) -> Assessed:
        flag = self._laboratory_says()
        interval = _given_interval(self.observation)
        abnormal = None if flag is None else bool(flag)
        own = intervals(self.analyte, self.person)
        return self._assessed(None, interval, flag or "", None, tuple(traps), own, "", abnormal)

    def _impossible(self, value: Decimal, traps: list[Trap], own: tuple[Interval, ...]) -> bool:
        assert self.analyte.possible is not None
        low, high = self.analyte.possible
        comparator = self.observation.comparator
        under = value < low and comparator not in ("<", "<=")
        over = value > high and comparator not in (">", ">=")
        if under or over:
            found = guesses(self.observation, self.analyte, own)
            traps.append(why.impossible(self.observation, self.analyte, value, found))
        return under or over

    def _own_flag(
        self,
        value: Decimal,
        converted: bool,
        own: tuple[Interval, ...],
        traps: list[Trap],
    ) -> Flag | None:
        if not own:
            if self.analyte.group != "vital signs":
                traps.append(why.no_interval(self.analyte))
            return self._critical_alone(value, converted)
        comparator = self.observation.comparator
        flags: list[Flag | None] = [
            flag_of(value, comparator, interval, converted=converted) for interval in own
        ]
        if len(set(flags)) == 1:
            if flags[0] is None:
                traps.append(why.beyond_range(self.observation))
            elif looks_like_another_unit(self.observation, self.analyte, value, own):
                found = guesses(self.observation, self.analyte, own)
                traps.append(why.unlikely_unit(self.observation, self.analyte, found))
            return flags[0]
        traps.append(why.unclear_group(own, self._unclear()))
        return _common_direction(flags)

    def _unclear(self) -> str:
        if len(self.person.trimesters) > 1 and self.person.sexes == ("female",):
            return "trimester"
        exact = self.person.days is not None and self.person.days[1] - self.person.days[0] <= 1
        return "sex" if len(self.person.sexes) > 1 and exact else "age"

    def _critical_alone(self, value: Decimal, converted: bool) -> Flag | None:
        limits = limits_only(self.analyte, self.person)
        comparator = self.observation.comparator
        flags: list[Flag | None] = [
            flag_of(value, comparator, limit, converted=converted) for limit in limits
        ]
        return flags[0] if len(set(flags)) == 1 and flags[0] else None

    def _laboratory_interval(
        self, unit: Unit, own: tuple[Interval, ...], traps: list[Trap]
    ) -> Interval | None:
        """The laboratory's interval in the canonical unit, if it is one of this analyte."""
        observation = self.observation
        interval = _given_interval(observation)
        if interval is None:
            if observation.low is not None and observation.high is not None:
                traps.append(why.interval_reversed(observation))
            return None
        low, high = (
            None if limit is None else to_canonical(self.analyte, limit, unit)
            for limit in (interval.low, interval.high)
        )
        canonical = replace(interval, low=low, high=high, unit=self.analyte.unit)
        other = better_unit(observation, self.analyte, canonical, own)
        if other is None:
            return canonical
        blocks = could_be(observation, self.analyte, other)
        traps.append(why.interval_of_another_unit(observation, self.analyte, other, blocks=blocks))
        return None

    def _their_flag(self, given: Interval | None, traps: list[Trap]) -> Flag | None:
        """The laboratory's judgement: by its interval first, then by its flag."""
        said = laboratory_flag(self.observation.interpretation)
        if given is None:
            return said
        by_interval = self._laboratory_says()
        if said is None or by_interval is None:
            return by_interval if by_interval is not None else said
        if DIRECTION[said] != DIRECTION[by_interval]:
            traps.append(why.contradicts_itself(self.observation))
            return by_interval
        return said or by_interval

    def _combined(
        self,
        value: Decimal,
        converted: bool,
        given: Interval | None,
        theirs: Flag | None,
        own: tuple[Interval, ...],
        own_flag: Flag | None,
        traps: list[Trap],
    ) -> Assessed:
        agrees = None
        if theirs is not None and own_flag is not None:
            agrees = DIRECTION[theirs] == DIRECTION[own_flag]
            if not agrees:
                traps.append(why.disagrees(theirs, own_flag, own[0] if own else None))
        flag = theirs if theirs is not None else own_flag
        if own_flag in ("LL", "HH"):
            flag = own_flag
        abnormal = None if flag is None else bool(flag)
        interval = given if given is not None else (own[0] if own else None)
        return self._assessed(
            value, interval, flag or "", agrees, tuple(traps), own, own_flag or "", abnormal
        )

    def _assessed(
        self,
        value: Decimal | None,
        interval: Interval | None,
        flag: Flag,
        agrees: bool | None,
        traps: tuple[Trap, ...],
        own: tuple[Interval, ...],
        own_flag: Flag,
        abnormal: bool | None,
    ) -> Assessed:
        ours = own[0] if own else None
        return Assessed(
            observation=self.observation,
            analyte=self.analyte,
            value=value,
            unit=self.analyte.unit,
            interval=interval,
            flag=flag,
            agrees_with_laboratory=agrees,
            traps=traps,
            reference=ours.reference if ours else None,
            own_interval=ours,
            own_flag=own_flag,
            abnormal=abnormal,
        )


def _common_direction(flags: Sequence[Flag | None]) -> Flag | None:
    """What all possible intervals agree on: high, where one says high and one critically high."""
    known = [flag for flag in flags if flag is not None]
    if len(known) != len(flags):
        return None
    directions = {DIRECTION[flag] for flag in known}
    if directions == {1}:
        return "H"
    return "L" if directions == {-1} else None
