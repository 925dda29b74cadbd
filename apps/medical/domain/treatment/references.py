"""Where a line of the treatment tables can be looked up: labels, lists and guidelines by name.

The lines are this project's own wording after those publications; none of their text is here.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote_plus

from apps.medical.domain.differential import Reference

_LABEL = "FDA label of "
_PLACES = (
    ("FDA", "https://www.accessdata.fda.gov/scripts/cder/daf/"),
    ("WHO EML", "https://list.essentialmeds.org/"),
    ("WHO", "https://www.who.int/publications"),
    ("BNF", "https://bnf.nice.org.uk/"),
    ("NICE", "https://www.nice.org.uk/guidance"),
    ("KDIGO", "https://kdigo.org/guidelines/"),
    ("ESC", "https://www.escardio.org/Guidelines"),
    ("ADA", "https://diabetesjournals.org/care"),
    ("GOLD", "https://goldcopd.org/"),
    ("GINA", "https://ginasthma.org/"),
    ("ESMO", "https://www.esmo.org/guidelines"),
    ("CDC", "https://www.cdc.gov/"),
    ("AGS Beers", "https://agsjournals.onlinelibrary.wiley.com/"),
)
OWN_WORDING = "in this project's own words"


@lru_cache(maxsize=2_000)
def reference(source: str, detail: str = "") -> Reference:
    """The reference of a source as the tables name it; without an address where none is fixed."""
    if source.startswith(_LABEL):
        drug = quote_plus(source.removeprefix(_LABEL))
        address = f"https://dailymed.nlm.nih.gov/dailymed/search.cfm?query={drug}"
        return Reference(source, address, detail or OWN_WORDING)
    address = next((url for start, url in _PLACES if source.startswith(start)), "")
    return Reference(source, address, detail or OWN_WORDING)
