"""What goes over the wire of CDS Hooks 2.0, as pydantic models. Knows no medicine.

Requests may carry keys of their own, as the standard allows; what is read is typed and bounded.
Source: HL7 CDS Hooks 2.0, HTTP API.
"""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

SUMMARY_LENGTH = 140
Indicator = Literal["info", "warning", "critical"]
Resource = dict[str, Any]


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=False)


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Context(_Read):
    """Of both hooks; `selections` and `draftOrders` are order-select's."""

    userId: str = Field(min_length=1, max_length=300)
    patientId: str = Field(min_length=1, max_length=300)
    encounterId: str | None = Field(default=None, max_length=300)
    selections: list[str] | None = Field(default=None, max_length=200)
    draftOrders: Resource | None = None


class HookRequest(_Read):
    hook: str = Field(max_length=100)
    hookInstance: UUID
    context: Context
    prefetch: dict[str, Resource | None] = Field(default_factory=dict, max_length=20)


class SystemCoding(_Sent):
    code: str
    system: str
    display: str


class Action(_Sent):
    type: Literal["create", "update", "delete"]
    description: str
    resourceId: str | None = None


class Suggestion(_Sent):
    label: str
    uuid: UUID
    isRecommended: bool = False
    actions: list[Action] = []


class CardSource(_Sent):
    label: str
    url: str | None = None


class Link(_Sent):
    label: str
    url: str
    type: Literal["absolute"] = "absolute"


class Card(_Sent):
    uuid: UUID
    summary: str = Field(min_length=1, max_length=SUMMARY_LENGTH)
    detail: str
    indicator: Indicator
    source: CardSource
    suggestions: list[Suggestion] = []
    selectionBehavior: Literal["any"] | None = None
    overrideReasons: list[SystemCoding] = []
    links: list[Link] = []


class Cards(_Sent):
    cards: list[Card]


class Service(_Sent):
    """One entry of the discovery. `prefetch` are the queries that the EMR should run before."""

    hook: str
    title: str
    description: str
    id: str
    prefetch: dict[str, str]
    usageRequirements: str


class Services(_Sent):
    services: list[Service]


class _Reason(_Read):
    code: str = Field(default="", max_length=100)
    system: str = Field(default="", max_length=300)


class OverrideReason(_Read):
    reason: _Reason | None = None
    userComment: str = Field(default="", max_length=4_000)


class _Accepted(_Read):
    id: UUID


class Feedback(_Read):
    card: UUID
    outcome: Literal["accepted", "overridden"]
    outcomeTimestamp: str = Field(max_length=60)
    acceptedSuggestions: list[_Accepted] = Field(default_factory=list, max_length=50)
    overrideReason: OverrideReason | None = None


class FeedbackRequest(_Read):
    feedback: list[Feedback] = Field(min_length=1, max_length=100)
