"""Plain NegEx as a baseline: triggers, pseudo-triggers, terminations, scope to the sentence end.

The algorithm of Chapman et al. (2001, J Biomed Inform 34:301) as its later kit runs it:
pre-triggers reach forward and post-triggers backward until a termination or the sentence's end.
The triggers follow the kinds of the published list in a shorter list of our own; possible
triggers are no negations. The Chinese one does the same with the few triggers of a sketch.
"""

from __future__ import annotations

import re
from functools import cache

_PSEUDO = """no increase|no suspicious change|no significant change|no change|no interval change|
no definite change|no significant interval change|not extend|not cause|not drain|not certain if|
not certain whether|gram negative|without difficulty|not necessarily|not only|no further"""
_BEFORE = """absence of|cannot see|cannot|checked for|declined|declines|denied|denies|denying|
did not exhibit|didn't exhibit|evaluate for|fails to reveal|free of|negative for|
never developed|never had|no|no abnormal|no cause of|no complaints of|no evidence|
no evidence of|no new evidence|no findings of|no findings to indicate|
no mammographic evidence of|no new|no radiographic evidence of|
no sign of|no significant|no signs of|no suggestion of|no suspicious|not|not appear|not appreciate|
not associated with|not complain of|not demonstrate|not exhibit|not feel|not had|not have|
not know of|not known to have|not reveal|not see|not to be|patient was not|rather than|resolved|
to exclude|unremarkable for|with no|without|without any evidence of|without evidence|
without indication of|without sign of|ruled out|rules out|
ruled him out|ruled her out|rule out for"""
_AFTER = """unlikely|free|was ruled out|is ruled out|are ruled out|has been ruled out|
have been ruled out|was negative|is negative|were negative|are negative|not seen|was not seen|
not present|absent|is absent"""
_STOP = """but|however|nevertheless|yet|though|although|still|aside from|except|apart from|
secondary to|as the cause of|as the source of|as the reason of|as the etiology of|as the origin of|
as the cause for|as the source for|cause of|cause for|causes of|causes for|source of|source for|
reason of|reason for|reasons for|etiology of|etiology for|trigger event for|origin of|origins for|
as a result of|because of|which|who|other possibilities of"""
_MENTION = "\x00"


def _words(listed: str) -> str:
    wordings = sorted((w.strip() for w in listed.split("|")), key=len, reverse=True)
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in wordings)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:(?P<pseudo>{_words(_PSEUDO)})|(?P<after>{_words(_AFTER)})"
        rf"|(?P<before>{_words(_BEFORE)})|(?P<stop>{_words(_STOP)}))(?!\w)|(?P<mention>{_MENTION})",
        re.I,
    )


def negated(sentence: str, start: int, end: int) -> bool:
    """Whether plain NegEx negates `sentence[start:end]`."""
    masked = f"{sentence[:start]} {_MENTION} {sentence[end:]}"
    kinds = [str(hit.lastgroup) for hit in _pattern().finditer(masked)]
    at = kinds.index("mention")
    forward = next((k for k in reversed(kinds[:at]) if k in ("before", "stop")), None)
    backward = next((k for k in kinds[at + 1 :] if k in ("after", "stop", "before")), None)
    return forward == "before" or backward == "after"


_BEFORE_ZH = re.compile("无|未|否认|没有|不伴|排除|不")
_AFTER_ZH = re.compile("阴性|未见|排除")


def negated_zh(sentence: str, start: int, end: int) -> bool:
    """A sketch's rule: a negating word before the mention in its clause, or 阴性 behind it."""
    before = re.split("[，；。,;]", sentence[:start])[-1]
    after = re.split("[，；。,;]", sentence[end:])[0]
    return bool(_BEFORE_ZH.search(before) or _AFTER_ZH.search(after))
