"""Gives notes and laboratory sheets to the patients of an import, or holds them back.

Where no patient came as FHIR, the headers of the papers make the records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from apps.medical.domain.intake.draft import Draft
from apps.medical.domain.intake.header import Header
from apps.medical.domain.intake.imported import Account, Held, Outcome
from apps.medical.domain.intake.matching import Match, Verdict, choose
from apps.medical.domain.intake.merging import Results, merged_identity
from apps.medical.domain.record import Observation
from apps.medical.domain.source import DocumentKind, Notice, Severity, Source, SourceDocument

_NAMES = {
    DocumentKind.NOTE: "note",
    DocumentKind.IMAGING: "imaging report",
    DocumentKind.LABORATORY: "laboratory table",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that is no resource, with who it says it is about and what was read from it."""

    origin: str
    document: SourceDocument
    header: Header
    notices: list[Notice] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    rows: list[Account] = field(default_factory=list)


@dataclass(slots=True)
class Assigned:
    """What became of the papers, besides what was added to the drafts."""

    accounts: list[Account] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)


def assign(
    papers: Sequence[Paper], drafts: dict[str, Draft], confirm: Mapping[str, str]
) -> Assigned:
    """Add each paper to its patient's draft; `drafts` grows where papers alone make records."""
    assigned = Assigned()
    open_house = not drafts
    order = sorted(range(len(papers)), key=lambda n: not papers[n].header.names_somebody)
    outcomes: dict[int, list[Account]] = {}
    for number in order if open_house else range(len(papers)):
        paper = papers[number]
        confirmed = confirm.get(paper.origin)
        draft, match = _draft_of(paper, drafts, confirmed, open_house)
        if draft is None:
            outcomes[number] = _hold(paper, drafts, match, assigned)
        else:
            outcomes[number] = _add(paper, draft, match, confirmed)
    for number in range(len(papers)):
        assigned.accounts += outcomes[number]
    return assigned


def _draft_of(
    paper: Paper, drafts: dict[str, Draft], confirmed: str | None, open_house: bool
) -> tuple[Draft | None, Match]:
    people = list(drafts.values())
    if confirmed is not None:
        chosen = next((draft for draft in people if draft.id == confirmed), None)
        if chosen is not None:
            return chosen, Match(Verdict.SAME)
    if people:
        place, match = choose(paper.header, [draft.identity for draft in people])
        if place is not None:
            return people[place], match
        if not open_house or not paper.header.names_somebody:
            return None, match
    draft = Draft(_id(paper), paper.header.identity())
    drafts[f"Patient/{draft.id}"] = draft
    if not paper.header.names_somebody:
        draft.notices.append(_nameless(paper))
    return draft, Match(Verdict.SAME)


def _id(paper: Paper) -> str:
    """An id from who it is about; from the text itself where it names nobody."""
    header = paper.header
    parts = [header.name.casefold(), *sorted(header.numbers)]
    if not header.numbers:
        parts.append(str(header.birth or ""))
    told = "\0".join(parts) if header.names_somebody else paper.document.id
    return f"note-{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _add(paper: Paper, draft: Draft, match: Match, confirmed: str | None) -> list[Account]:
    """Merge a paper into its patient's draft."""
    if paper.document.id in draft.documents and not paper.rows:
        return [_account(paper, Outcome.DUPLICATE, "the same text is in the record")]
    told_before = paper.document.id in draft.documents
    draft.keep(paper.document)
    draft.notices += paper.notices
    draft.notices += _header_problems(paper)
    if match.problem:
        draft.notices.append(_contradicts(paper, match))
    elif match.verdict is Verdict.UNNAMED:
        draft.notices.append(_nameless(paper))
    if confirmed is None and match.verdict is Verdict.SAME:
        draft.identity, _ = merged_identity(draft.identity, paper.header.identity())
    if not paper.rows:
        return [_account(paper, Outcome.IMPORTED, "")]
    whole = Outcome.DUPLICATE if told_before else Outcome.IMPORTED
    count = f"its {len(paper.rows)} rows have accounts of their own"
    return [_account(paper, whole, count), *_add_rows(paper, draft)]


def _add_rows(paper: Paper, draft: Draft) -> list[Account]:
    """Add the observations that the record does not have; accounts in the order of the rows."""
    found = {f"row {o.id.rpartition('#row')[2]}": o for o in paper.observations}
    accounts, fresh = [], []
    known = Results(draft.lines.values())
    for account in paper.rows:
        observation = found.get(account.id)
        if observation is not None and account.outcome is Outcome.IMPORTED:
            if known.tell(observation):
                reason = "the record has the same result of this day"
                account = replace(account, outcome=Outcome.DUPLICATE, reason=reason)
            else:
                fresh.append(observation)
        accounts.append(account)
    draft.add(fresh)
    return accounts


def _hold(
    paper: Paper, drafts: dict[str, Draft], match: Match, assigned: Assigned
) -> list[Account]:
    """Keep a paper apart until somebody says whose it is."""
    part = Draft(_id(paper), paper.header.identity(), notices=list(paper.notices))
    part.keep(paper.document)
    part.add(paper.observations)
    problem = match.problem or "it names nobody"
    candidates = tuple(draft.id for draft in drafts.values())
    assigned.held.append(Held(paper.origin, part.record(), candidates, problem))
    assigned.notices.append(
        Notice(
            Severity.ERROR,
            "identity-mismatch",
            paper.origin,
            f"it may be another patient's: {problem}",
            "it was not added; confirm whose it is, or take it out",
            Source(paper.document.id, 0, min(200, len(paper.document.text))),
        )
    )
    reason = f"held back, it may be another patient's: {problem}"
    return [
        _account(paper, Outcome.KEPT_ONLY, reason),
        *(replace(row, outcome=Outcome.KEPT_ONLY, reason="held back") for row in paper.rows),
    ]


def _account(paper: Paper, outcome: Outcome, reason: str) -> Account:
    name = _NAMES.get(paper.document.kind, "note")
    return Account(name, paper.document.title, outcome, reason, paper.origin)


def _nameless(paper: Paper) -> Notice:
    return Notice(
        Severity.INFORMATION,
        "unidentified-document",
        paper.origin,
        "it names no patient",
        "it was taken for this patient's; check that it is",
        Source(paper.document.id, 0, min(200, len(paper.document.text))),
    )


def _contradicts(paper: Paper, match: Match) -> Notice:
    return Notice(
        Severity.WARNING,
        "contradiction",
        paper.origin,
        f"it is this patient's by its number, but {match.problem}",
        "check which is right, and whether it is this patient's",
        Source(paper.document.id, 0, min(200, len(paper.document.text))),
    )


def _header_problems(paper: Paper) -> list[Notice]:
    return [
        Notice(
            Severity.WARNING,
            "impossible-date",
            paper.origin,
            problem,
            "the header is read without it",
            Source(paper.document.id, 0, min(200, len(paper.document.text))),
        )
        for problem in paper.header.problems
    ]
