"""A small tagged 10-K written for tests (synthetic): contexts, units, and any body given."""

from __future__ import annotations

NAMESPACES = (
    'xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" '
    'xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:xbrldi="http://xbrl.org/2006/xbrldi" '
    'xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:dei="http://xbrl.sec.gov/dei/2023" '
    'xmlns:us-gaap="http://fasb.org/us-gaap/2023" xmlns:own="http://example.invalid/own" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"'
)

_ENTITY = (
    "<xbrli:entity><xbrli:identifier scheme='s'>0000000001</xbrli:identifier>{}</xbrli:entity>"
)


def context(key: str, period: str, segment: str = "") -> str:
    """A context; `period` is `2023-12-31` or `2023-01-01/2023-12-31`."""
    start, _, end = period.rpartition("/")
    days = (
        f"<xbrli:startDate>{start}</xbrli:startDate><xbrli:endDate>{end}</xbrli:endDate>"
        if start
        else f"<xbrli:instant>{end}</xbrli:instant>"
    )
    wrapped = f"<xbrli:segment>{segment}</xbrli:segment>" if segment else ""
    entity = _ENTITY.format(wrapped)
    return f"<xbrli:context id='{key}'>{entity}<xbrli:period>{days}</xbrli:period></xbrli:context>"


MEMBER = "<xbrldi:explicitMember dimension='own:Axis'>own:EastMember</xbrldi:explicitMember>"
TYPED = (
    "<xbrldi:typedMember dimension='own:DayAxis'><own:day>2025-01-01</own:day></xbrldi:typedMember>"
)

CONTEXTS = (
    context("i23", "2023-12-31")
    + context("i22", "2022-12-31")
    + context("d23", "2023-01-01/2023-12-31")
    + context("d22", "2022-01-01/2022-12-31")
    + context("east", "2023-01-01/2023-12-31", MEMBER)
    + context("typed", "2023-12-31", TYPED)
)
UNITS = (
    "<xbrli:unit id='usd'><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>"
    "<xbrli:unit id='shares'><xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unit>"
    "<xbrli:unit id='pure'><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>"
    "<xbrli:unit id='eps'><xbrli:divide>"
    "<xbrli:unitNumerator><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unitNumerator>"
    "<xbrli:unitDenominator><xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unitDenominator>"
    "</xbrli:divide></xbrli:unit>"
)


def filing(body: str, hidden: str = "") -> bytes:
    """An inline XBRL document: `hidden` goes into `ix:hidden`, `body` is what readers see."""
    return (
        f"<?xml version='1.0' encoding='utf-8'?><html {NAMESPACES}>"
        f"<head><title>t</title></head><body><div style='display:none'><ix:header>"
        f"<ix:hidden>{hidden}</ix:hidden><ix:resources>{CONTEXTS}{UNITS}</ix:resources>"
        f"</ix:header></div>{body}</body></html>"
    ).encode()


def number(
    name: str, text: str, ref: str = "i23", *, unit: str = "usd", extra: str = "scale='6'"
) -> str:
    """A tagged number in the format with a decimal point."""
    form = "" if "format=" in extra else "format='ixt:num-dot-decimal' "
    return (
        f"<ix:nonFraction name='{name}' contextRef='{ref}' unitRef='{unit}' decimals='-6' "
        f"{form}{extra}>{text}</ix:nonFraction>"
    )
