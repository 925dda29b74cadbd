"""The worklist: who there is, what is open, who was seen last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from apps.medical.service.card import Card
from apps.medical.service.views.heading import SEXES
from apps.medical.service.views.moments import age, moment
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words, mark

SORTS = {
    "urgency": mark("Red flags first"),
    "seen": mark("Last encounter"),
    "name": mark("Name"),
}
FILTERS = {
    "flags": mark("With red flags"),
    "unsigned": mark("Unsigned"),
    "synthetic": mark("Synthetic"),
}


def chosen_cards(
    cards: Sequence[Card], *, search: str, wanted: Sequence[str], sort: str
) -> list[Card]:
    """The cards that match every filter and the words searched for, in the order asked."""
    words = search.casefold().split()
    shown = [
        card
        for card in cards
        if all(word in card.searched for word in words) and all(_is(card, one) for one in wanted)
    ]
    if sort == "name":
        return sorted(shown, key=lambda card: card.name)
    shown.sort(key=lambda card: _seen(card), reverse=True)
    if sort == "urgency":
        shown.sort(key=lambda card: (-card.flags, -card.unsigned))
    return shown


def card_name(card: Card, t: Words) -> str:
    return card.name or t("Unnamed patient")


def first_card(cards: Sequence[Card]) -> Card:
    """Whom to show first where nobody was chosen."""
    return chosen_cards(cards, search="", wanted=(), sort="urgency")[0]


def _is(card: Card, wanted: str) -> bool:
    known = {"flags": card.flags > 0, "unsigned": card.unsigned > 0}
    return known.get(wanted, card.synthetic)


def _seen(card: Card) -> int:
    return card.last.first.toordinal() if card.last else 0


def worklist_table(cards: Sequence[Card], on: date, t: Words) -> TableView:
    columns = (
        TableColumn(t("Age"), align="left"),
        TableColumn(t("Sex"), align="left"),
        TableColumn(t("Last encounter"), align="left"),
        TableColumn(t("Reason"), align="left"),
        TableColumn(t("Red flags")),
        TableColumn(t("Unsigned")),
        TableColumn(t("Data"), align="left"),
    )
    return TableView(
        t("Patients"), columns, tuple(_row(card, on, t) for card in cards), t("Patient")
    )


def _row(card: Card, on: date, t: Words) -> TableRow:
    reviewed = card.reviewed
    flags = TableCell(str(card.flags), tone="bad" if card.flags else "muted")
    unsigned = TableCell(str(card.unsigned), tone="flag" if card.unsigned else "muted")
    waiting = TableCell(t("being reviewed"), tone="muted")
    return TableRow(
        card_name(card, t),
        (
            TableCell(age(card.birth, on, t)),
            TableCell(t(SEXES[card.sex])),
            TableCell(moment(card.last, t.language)),
            TableCell(card.reason, tone="muted"),
            flags if reviewed else waiting,
            unsigned if reviewed else TableCell(""),
            TableCell(t("synthetic") if card.synthetic else "", tone="muted"),
        ),
        ref=card.id,
    )
