"""English statement labels brought to one spelling, so that few rules cover many filers.

`Net (loss) earnings` and `Net income (loss)` both become `net income`; any spelling of
shareholders' equity becomes `holders equity`. Meaning is `labels`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
_RESULT = r"\(?\b(?:income|earnings|profits?|loss(?:es)?|deficit)\b\)?"
_REPLACEMENTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\((?:see\s+)?(?:accompanying\s+)?notes?\s[^)]*\)|\bsee notes? \d+.*$", " "),
        (r",?\s*\bnotes? \d+[a-z]?(?:\s*(?:,|and|&)\s*\d+[a-z]?)*\s*$", " "),
        (r"\((?:[a-h]|\d{1,2})\)|[*†‡#]+", " "),
        (r"\((?:unaudited|audited|restated)\)", " "),
        (r"\([^()]*\d[^()]*\)", " "),
        (r"\((?:net|less|exclud(?:ing|es)|exclusive|includ(?:ing|es)|inclusive)\b[^()]*\)", " "),
        (r"\((?:in|shown in|expressed in|stated in) [^()]*\)", " "),
        (r"&", " and "),
        (r"\bnon[- ]?controlling|\bminority", "noncontrolling"),
        (r"\bnon[- ]?current", "noncurrent"),
        (r"\blong[- ]?term", "long-term"),
        (r"\bshort[- ]?term", "short-term"),
        (r"\bpre-?\s?tax\b", "pretax"),
        (r"\b(?:common |ordinary )?(?:share|stock)(?:holder|owner)s?'?s?'?", "holders"),
        (r"\b(?:members?|partners?|owners?)'s?'?(?= )", "holders"),
        (r"\bholders'", "holders"),
        (r"holders \(?(?:equity|deficit|investment|deficiency|capital)\)?"
         r"(?:[\s/]*(?:and )?\(?(?:equity|deficit|deficiency)\)?)?", "holders equity"),
        (r"\btotal \(?(?:equity|deficit|deficiency|capital deficit)\)?"
         r"(?:[\s/]+\(?(?:equity|deficit|deficiency)\)?)?", "total equity"),
        (rf"(?<!retained )(?<!accumulated ){_RESULT}\s*(?:/|or|and)?\s*{_RESULT}", "income"),
        (r"\bnet (?:loss(?:es)?|profits?|earnings)\b", "net income"),
        (r"\b(?:operating|pretax) (?:loss(?:es)?|profits?|earnings)\b", "operating income"),
        (r"\b(?:loss(?:es)?|earnings|profits?)\b(?= (?:before|from|per|attributable|for the|on|"
         r"assuming|including|available|after))", "income"),
        (r"\btaxes on (?:earnings|profits?|loss)\b", "taxes on income"),
        (r"\(?\b(?:increase|decrease)\b\)?(?:\s*(?:/|or|and)?\s*\(?\b(?:increase|decrease)\b\)?)?",
         "change"),
        (r"\brevenues\b", "revenue"),
        (r"\s*:\s*$|^\s*[-•·]\s*", " "),
        (r"\s+", " "),
        (r"\s+(?=[,;.)])", ""),
    )
)  # fmt: skip


@lru_cache(maxsize=50_000)
def plain_label(label: str) -> str:
    """A label in lower case, in the common spelling, without notes, figures and footnote marks."""
    text = unicodedata.normalize("NFKC", label).translate(_QUOTES).lower()
    text = re.sub(r"[−–—―‐‑]", "-", text)
    was_pretax = re.search(r"\bpre-?\s?tax\b", text) is not None
    for pattern, replacement in _REPLACEMENTS:
        text = pattern.sub(replacement, text)
    if was_pretax:
        text = text.replace("operating income", "pretax income")
    return text.strip(" .,;:-")
