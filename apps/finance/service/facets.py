"""What routing and filters read of a filing, as the index keeps it beside every passage."""

from __future__ import annotations

from collections.abc import Iterable

from apps.finance.domain.facts import Filing
from rag.cover import describe


def facets(filing: Filing) -> dict[str, str]:
    """Company, aliases, code, form, period and language; what is not known is left out.

    What was read from the filing comes before what its cover tells. `period` is `FY2024`,
    `Q2 2024` or `H1 2024`; several are joined by `|`, the most telling first.
    """
    told = describe(filing.document)
    company = filing.company or told.get("company", "")
    names = [*told.get("aliases", "").split("|"), told.get("company", "")]
    found = {
        "company": company,
        "aliases": _joined(name for name in names if name != company),
        "code": filing.code or told.get("code", ""),
        "form": filing.form or told.get("form", ""),
        "period": _joined([_period(filing), *told.get("period", "").split("|")]),
        "fiscal_year": "" if filing.fiscal_year is None else str(filing.fiscal_year),
        "language": filing.document.language,
    }
    return {key: value for key, value in found.items() if value}


def _period(filing: Filing) -> str:
    if filing.fiscal_year is None:
        return ""
    if filing.fiscal_period in ("", "FY"):
        return f"FY{filing.fiscal_year}"
    return f"{filing.fiscal_period} {filing.fiscal_year}"


def _joined(parts: Iterable[str]) -> str:
    return "|".join(dict.fromkeys(part for part in parts if part))
