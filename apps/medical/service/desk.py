"""The clinician's desk: charts are opened, answered and decided about.

The store checks roles and writes the audit; this composes record, review and decisions into a
chart and keeps them in step. Patients go by the store's pseudonyms. Knows nothing of pages or jobs.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from apps.medical.domain.concept import Concept
from apps.medical.domain.intake.imported import Held
from apps.medical.domain.intake.merging import DifferentPeople, accept, merge
from apps.medical.domain.record import PatientRecord
from apps.medical.service import entered, signing
from apps.medical.service import review as reviews
from apps.medical.service.card import Card, card_of, notes_of
from apps.medical.service.codec import Undecodable, encode
from apps.medical.service.entered import Reply
from apps.medical.service.ledger import Ledger, digest
from apps.medical.service.review import Knowledge, Panel, Progress, Review
from apps.medical.service.roles import Permission, User, require
from apps.medical.service.signing import Choice, Choices, Decision, Subject, Verdict
from apps.medical.service.store import RecordStore

_REVIEW, _CHOICES = "review", "choices"
_FRESH_SECONDS = 60
"""After so long a session looks again, since another process may have changed something."""

Files = Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A patient as one reader has opened him; `review` is None until one was made of it."""

    id: str
    reader: User
    record: PatientRecord
    review: Review | None
    decisions: tuple[Decision, ...]


class ReasonNeeded(ValueError):
    """What is done against a warning says why."""


class Desk:
    """The charts of one installation. Safe to share among threads."""

    def __init__(
        self,
        store: RecordStore,
        ledger: Ledger,
        knowledge: Knowledge,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._knowledge = knowledge
        self._now = now
        self._changing = threading.RLock()
        self._changes: Counter[tuple[str, str]] = Counter()

    def today(self) -> date:
        return self._now().date()

    # Reading

    def stamp(self, tenant: str) -> tuple[int, int]:
        """Differs from an earlier one where anything of the tenant may have changed."""
        return self._changes[tenant, ""], int(time.monotonic() / _FRESH_SECONDS)

    def chart_stamp(self, tenant: str, id: str) -> int:
        """Differs from an earlier one where this process has changed the chart."""
        return self._changes[tenant, id]

    def cards(self, user: User) -> list[Card]:
        """Everybody of the user's tenant, by name; audited. Raises Forbidden."""
        require(user, Permission.VIEW)
        return sorted(map(card_of, self._store.list(user)), key=lambda one: one.name)

    def open(self, user: User, id: str) -> Chart:
        """The chart; the audit keeps that it was seen. Raises KeyError and Forbidden."""
        record = self._store.get(user, id)
        decisions = self._decisions(user, id)
        review = self._kept_review(user, id)
        if review is not None and review.record_hash != reviews.record_hash(record):
            review = None
        return Chart(id, user, record, review, decisions)

    def _kept_review(self, user: User, id: str) -> Review | None:
        """The last review; None where there is none, or another version made it."""
        try:
            return self._store.kept(user, id, _REVIEW, Review)
        except Undecodable:
            return None

    def _decisions(self, user: User, id: str) -> tuple[Decision, ...]:
        choices = self._store.kept(user, id, _CHOICES, Choices) or Choices()
        return signing.joined(self._store.sign_offs(user, id), choices)

    # Taking in

    def take_in(self, user: User, record: PatientRecord, files: Files = ()) -> str:
        """Store an imported record, merged with what is there. The patient's pseudonym."""
        with self._changing:
            whole = self._merged(user, record)
            id = self._store.add(user, whole, files)
            self._note(user, id, whole, None)
        return id

    def _merged(self, user: User, record: PatientRecord) -> PatientRecord:
        """With what is there; another person of the same id gets an id of his own."""
        known = self._known(user, record.id)
        if known is None:
            return record
        try:
            return merge(known, record)
        except DifferentPeople:
            born = f"{record.identity.name}\n{record.identity.birth}"
            return self._merged(user, replace(record, id=f"{record.id}~{digest(born)[:12]}"))

    def _known(self, user: User, id: str) -> PatientRecord | None:
        try:
            return self._store.get(user, id)
        except KeyError:
            return None

    def accept_held(self, user: User, id: str, held: Held, reason: str) -> None:
        """Merge a document of doubtful identity into a record. Raises ReasonNeeded."""
        _reason(reason, held)
        with self._changing:
            self._save(user, accept(self._store.get(user, id), held))
        self._ledger.note(user, "confirm-identity", id, objects=[digest(reason)])

    def refuse_held(self, user: User, held: Held, reason: str) -> None:
        """Write down that a document was left out. Raises ReasonNeeded."""
        require(user, Permission.IMPORT)
        _reason(reason, held)
        self._ledger.note(user, "refuse-document", objects=[digest(reason)])

    # Reviewing

    def review_now(
        self,
        user: User,
        id: str,
        *,
        without: Collection[Panel] = (),
        progress: Progress | None = None,
    ) -> Chart:
        """Look at the whole record again, and keep what was seen. Raises KeyError, Forbidden.

        `without` leaves panels out whose knowledge is not loaded yet.
        """
        knowledge: Knowledge = {
            panel: rank for panel, rank in self._knowledge.items() if panel not in without
        }
        record = self._store.get(user, id)
        before = self._kept_review(user, id)
        made = reviews.review(record, knowledge, on=self.today(), before=before, progress=progress)
        self._store.keep(user, id, _REVIEW, made, versions=dict(made.versions))
        self._note(user, id, record, made)
        return Chart(id, user, record, made, self._decisions(user, id))

    # Changing

    def reply(self, user: User, chart: Chart, concept: Concept, reply: Reply) -> Chart:
        """Enter an answer or a finding, and look again at once. Raises Forbidden."""
        require(user, Permission.SIGN_OFF)
        with self._changing:
            language = "zh" if entered.is_chinese(concept.text) else "en"
            record = entered.enter(
                self._store.get(user, chart.id), concept, reply,
                by=user.name, at=self._now(), language=language,
            )  # fmt: skip
            self._save(user, record)
        code = concept.codings[0].code if concept.codings else ""
        self._ledger.note(user, "enter-finding", chart.id, objects=[code], detail=reply)
        return self.review_now(user, chart.id)

    def take_back(self, user: User, chart: Chart, concept: Concept) -> Chart:
        """Take an entered finding back, and look again at once. Raises Forbidden."""
        require(user, Permission.SIGN_OFF)
        with self._changing:
            self._save(user, entered.withdraw(self._store.get(user, chart.id), concept))
        code = concept.codings[0].code if concept.codings else ""
        self._ledger.note(user, "take-back-finding", chart.id, objects=[code])
        return self.review_now(user, chart.id)

    def decide(
        self,
        user: User,
        chart: Chart,
        subject: Subject,
        verdict: Verdict,
        *,
        reason: str,
        chosen: str,
    ) -> Chart:
        """Record a decision. Raises Forbidden, and ReasonMissing for an override without one."""
        assert chart.review is not None, "what was not reviewed suggests nothing to decide about"
        signing.check(subject, verdict, reason)
        settled = "" if verdict is Verdict.DEFER else chosen.strip() or subject.shown
        with self._changing:
            made = self._store.sign_off(
                user, chart.id, f"{subject.kind}:{subject.key}", verdict,
                reason=reason.strip(), shown=encode(chart.review),
                versions=dict(chart.review.versions),
            )  # fmt: skip
            known = self._store.kept(user, chart.id, _CHOICES, Choices) or Choices()
            choice = Choice(made.id, subject, settled, chart.review.record_hash)
            self._store.keep(user, chart.id, _CHOICES, Choices((*known.items, choice)))
        decisions = self._decisions(user, chart.id)
        self._note(user, chart.id, chart.record, chart.review)
        return Chart(chart.id, user, chart.record, chart.review, decisions)

    def _save(self, user: User, record: PatientRecord) -> None:
        id = self._store.add(user, record)
        self._note(user, id, record, None)

    def _note(self, user: User, id: str, record: PatientRecord, review: Review | None) -> None:
        """Keep the worklist in step, and have every session look again."""
        decisions = self._decisions(user, id)
        self._store.annotate(user, id, notes_of(record, review, decisions))
        self.changed(user.tenant, id)

    def changed(self, tenant: str, id: str) -> None:
        self._changes[tenant, ""] += 1
        self._changes[tenant, id] += 1


def _reason(reason: str, held: Held) -> None:
    if not reason.strip():
        raise ReasonNeeded(f"{held.origin!r} may be another patient's: say why you decide so")
