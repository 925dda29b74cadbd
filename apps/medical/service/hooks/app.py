"""The CDS Hooks service: discovery, patient-view, order-select, feedback.

Answers from what the request carries and keeps no patient: the audit is told that a hook was
answered and what became of its cards, without a word of a record. No CORS, no documentation pages;
on loopback unless keys are given.
"""

from __future__ import annotations

import json
from typing import Any, Protocol, TypeVar

from fastapi import FastAPI, Request
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from apps.medical.service.audit import Entry
from apps.medical.service.hooks.cards import Maker
from apps.medical.service.hooks.gate import Gate
from apps.medical.service.hooks.messages import (
    Card,
    Cards,
    Feedback,
    FeedbackRequest,
    HookRequest,
    Service,
    Services,
)
from apps.medical.service.hooks.prefetched import PREFETCH, drafts_of, record_of
from apps.medical.service.hooks.refusals import Refused, outcome
from apps.medical.service.ledger import digest
from apps.medical.service.roles import LOCAL_TENANT
from core_model.server.body_limit import BodyLimit
from core_model.server.config import is_loopback
from core_model.server.keys import ApiKeys

MAX_BODY_BYTES = 16 << 20
ROLE = "ehr"
_NOTE = (
    "For clinicians, who review the sources before acting. Cards are options and cautions, "
    "never orders; that no card comes does not mean that nothing speaks against a drug."
)
_SERVICES = (
    Service(
        hook="patient-view",
        title="Consilium: red flags and critical values",
        description="Red flags and critical laboratory values when a chart is opened.",
        id="consilium-patient-view",
        prefetch=dict(PREFETCH),
        usageRequirements=_NOTE,
    ),
    Service(
        hook="order-select",
        title="Consilium: contraindications and interactions of drafted drugs",
        description="Allergy, interaction, pregnancy, renal function, age and conditions.",
        id="consilium-order-select",
        prefetch=dict(PREFETCH),
        usageRequirements=_NOTE,
    ),
)
_NEEDED = {
    "patient-view": ("patient", "laboratory"),
    "order-select": ("patient", "medications", "allergies", "conditions"),
}
M = TypeVar("M", bound=BaseModel)


class Audited(Protocol):
    """What is needed of `apps.medical.service.audit.Audit`."""

    def append(self, entry: Entry) -> Any: ...


class _Store(Protocol):
    @property
    def audit(self) -> Audited: ...


class _Settings(Protocol):
    @property
    def host(self) -> str: ...

    @property
    def medical_port(self) -> int: ...


class HooksDesk(Protocol):
    """What is needed of the clinician's desk."""

    @property
    def store(self) -> _Store: ...

    @property
    def settings(self) -> _Settings: ...


class NotGuarded(ValueError):
    """The service would answer other machines without asking for a key."""


def hooks_app(desk: HooksDesk, *, keys: ApiKeys | None = None, app_url: str = "") -> FastAPI:
    """The application. `app_url` is where cards link to; by default the desk's own address.

    Raises NotGuarded where the settings' host is not loopback and no keys are given.
    """
    host, port = desk.settings.host, desk.settings.medical_port
    if keys is None and not is_loopback(host):
        raise NotGuarded(f"host {host!r} is reached by others; give keys, or listen on 127.0.0.1")
    app = FastAPI(title="Consilium CDS Hooks", docs_url=None, redoc_url=None, openapi_url=None)
    service = _Hooks(desk.store.audit, app_url or f"http://{host}:{port}/")
    app.add_api_route("/cds-services", service.discovery, methods=["GET"])
    app.add_api_route("/cds-services/{id}", service.answer, methods=["POST"])
    app.add_api_route("/cds-services/{id}/feedback", service.feedback, methods=["POST"])
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(BodyLimit, limit=MAX_BODY_BYTES)
    app.add_middleware(Gate, keys=keys)
    return app


class _Hooks:
    """The three routes over one audit."""

    def __init__(self, audit: Audited, app_url: str) -> None:
        self._audit = audit
        self._app_url = app_url

    async def discovery(self) -> Response:
        return _json(Services(services=list(_SERVICES)))

    async def answer(self, id: str, request: Request) -> Response:
        service = _service(id)
        asked = _parsed(HookRequest, await request.body())
        if asked.hook != service.hook:
            raise Refused(400, f"{id!r} answers {service.hook!r} only", "ask its own hook")
        cards = await run_in_threadpool(self._cards, asked)
        await run_in_threadpool(self._answered, request, asked, cards)
        return _json(Cards(cards=cards))

    def _cards(self, asked: HookRequest) -> list[Card]:
        maker = Maker(asked.hookInstance, self._app_url)
        sent = record_of(asked, _NEEDED[asked.hook])
        unread = maker.unread(sent.unread)
        if asked.hook == "patient-view":
            return [*unread, *maker.patient_view(sent.record)]
        return [*unread, *maker.order_select(sent.record, drafts_of(asked))]

    def _answered(self, request: Request, asked: HookRequest, cards: list[Card]) -> None:
        self._audit.append(
            Entry(
                tenant=LOCAL_TENANT,
                actor=request.state.caller.name,
                role=ROLE,
                action=f"cds-hooks:{asked.hook}",
                patient=digest(asked.context.patientId),
                objects=tuple(str(card.uuid) for card in cards),
            )
        )

    async def feedback(self, id: str, request: Request) -> Response:
        _service(id)
        sent = _parsed(FeedbackRequest, await request.body())
        for one in sent.feedback:
            await run_in_threadpool(self._heard, request, id, one)
        return Response(status_code=200)

    def _heard(self, request: Request, id: str, one: Feedback) -> None:
        """The reason by its code; a comment only by its digest, since it may name the patient."""
        why = one.overrideReason
        code = why.reason.code if why and why.reason else ""
        comment = f"comment:{digest(why.userComment)}" if why and why.userComment else ""
        suggestions = [str(accepted.id) for accepted in one.acceptedSuggestions]
        self._audit.append(
            Entry(
                tenant=LOCAL_TENANT,
                actor=request.state.caller.name,
                role=ROLE,
                action=f"cds-feedback:{one.outcome}",
                objects=(id, str(one.card), *suggestions),
                detail=" ".join(filter(None, (_word(code), comment))),
            )
        )


def _word(code: str) -> str:
    """A reason's code is a word of a code system; anything else is told by its digest."""
    return code if code.replace("-", "").isalnum() and len(code) <= 40 else code and digest(code)


def _service(id: str) -> Service:
    for service in _SERVICES:
        if service.id == id:
            return service
    raise Refused(404, "there is no such service", "GET /cds-services lists them")


def _parsed(model: type[M], body: bytes) -> M:
    """Raises Refused (400), naming the field and never its value."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise Refused(400, "the body is no JSON object", "send JSON in UTF-8") from problem
    try:
        return model.model_validate(given)
    except (ValidationError, RecursionError) as problem:
        where = "the body"
        if isinstance(problem, ValidationError):
            first = problem.errors(include_input=False, include_url=False)[0]
            where = f"`{'.'.join(map(str, first['loc']))}`: {first['msg']}"
        raise Refused(400, where[:300], "see CDS Hooks 2.0, HTTP API") from problem


def _json(model: BaseModel) -> Response:
    return JSONResponse(model.model_dump(mode="json", exclude_none=True))


async def _refused(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, Refused)
    return outcome(problem.status, problem.problem, problem.remedy)


async def _http(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    return outcome(problem.status_code, str(problem.detail))
