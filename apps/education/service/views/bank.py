"""The item bank on the screen: how much is in it, and what came of a file."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.service.bank.adding import Added
from apps.education.service.bank.item import BankItem
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words


def count_line(items: Sequence[BankItem], t: Words) -> str:
    if not items:
        return t("The bank is empty. Its items can go on sheets beside generated exercises.")
    return t(
        "Items: {count}, of {points} points; keys proved: {proved}. The others keep the key as "
        "imported, and the sheet's key says so.",
        count=len(items),
        points=len({one.point for one in items}),
        proved=sum(bool(one.methods) for one in items),
    )


def added_line(added: Added, t: Words) -> str:
    return t(
        "{name}: {count} items taken, {proved} keys proved, {refused} refused.",
        name=added.name,
        count=len(added.items),
        proved=added.proved,
        refused=len(added.refused),
    )


def refused_table(added: Added, t: Words) -> TableView:
    rows = tuple(
        TableRow(one.item, (TableCell(one.why.of(t.language)),), ref=f"{place}")
        for place, one in enumerate(added.refused)
    )
    columns = (TableColumn(t("Why refused"), align="left"),)
    return TableView(t("Refused items"), columns, rows, t("Item"))
