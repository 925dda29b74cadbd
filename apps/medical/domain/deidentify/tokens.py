"""Words of an alphabetic text and the features by which the tagger knows them.

Features are hashes: a word's own (spelling, shape, lists it is in) are computed once a word, and
its neighbours' are mixed into its position. Knows no weights.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final
from zlib import crc32

from apps.medical.domain.deidentify.lexicon import words

BITS: Final = 18
_MASK: Final = (1 << BITS) - 1
_TOKEN = re.compile(
    r"[\u3400-\u9fff]+|[^\W\d_\u3400-\u9fff]+(?:['’][^\W\d_\u3400-\u9fff]+)*|\d+|[^\w\s]|_"
)
_LISTS: Final = (
    ("given", "names_en"), ("surname", "names_en"), ("title", "names_en"),
    ("after_name", "names_en"), ("city", "places_en"), ("country", "places_en"),
    ("state", "places_en"), ("street", "places_en"), ("ordinary", "words_en"),
    ("eponym", "words_en"),
)  # fmt: skip
NAME_LISTS: Final = frozenset(("given", "surname", "city"))


def tokens(text: str) -> list[tuple[int, int]]:
    return [at.span() for at in _TOKEN.finditer(text)]


@cache
def _lower(name: str, kind: str) -> frozenset[str]:
    """Every word of the list's entries, lower-cased."""
    return frozenset(
        word for entry in words(name, kind) for word in re.split(r"[ .-]+", entry.lower()) if word
    )


@lru_cache(200_000)
def lists_of(word: str) -> tuple[str, ...]:
    """The lists that hold the word, or its stem before 's or a hyphen."""
    low = re.sub(r"['’]s$", "", word.lower())
    return tuple(kind for kind, name in _LISTS if low in _lower(name, kind))


@lru_cache(200_000)
def shape(word: str) -> str:
    if word.isdigit():
        return "d" + str(min(len(word), 9))
    if not word[0].isalpha():
        return word[0]
    if "\u3400" <= word[0] <= "\u9fff":
        return "han"
    script = "" if word[0] < "\u0250" else "other"
    if len(word) == 1:
        return script + ("X1" if word.isupper() else "x1")
    if word.isupper():
        return script + ("XX" if len(word) < 4 else "XXX")
    if word[0].isupper():
        return script + ("Xx" if word[1:].islower() else "XxX")
    return script + "x"


@lru_cache(200_000)
def own(
    word: str, lists: tuple[str, ...], lexical: bool = True
) -> tuple[tuple[int, ...], str, str]:
    """Hashes of a word's own features, its summary for neighbours, and its lower form."""
    low, form = word.lower(), shape(word)
    summary = form + "/" + ",".join(kind[:4] for kind in lists)
    features = [f"s={form}", f"g={summary}", *(f"l={kind}" for kind in lists)]
    features += [f"l={kind}&{form}" for kind in lists]
    if not lists:
        features.append(f"unlisted&{form}")
    if lexical:
        features.append(f"w={low}")
    if word[0].isalpha():
        features += [f"p{n}={low[:n]}" for n in (1, 2, 3) if len(low) > n]
        features += [f"x{n}={low[-n:]}" for n in (1, 2, 3, 4) if len(low) > n]
        features += [f"x{n}={low[-n:]}&{form}" for n in (2, 3) if len(low) > n]
        features += [f"n={low[at : at + 3]}" for at in range(len(low) - 2)][:10]
        features.append(f"odd={any(sign > 'z' for sign in low)}&{form}")
    return (
        tuple(crc32(one.encode("utf-8", "surrogatepass")) & _MASK for one in features),
        summary,
        low,
    )


@lru_cache(400_000)
def _hash(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass")) & _MASK


def features(
    text: str,
    spans: list[tuple[int, int]],
    case: str,
    listed: list[tuple[str, ...]],
    lexical: list[bool],
) -> list[list[int]]:
    """Hashes for every token. `case` is how the whole text is written: see `case_of`."""
    known = [
        own(text[start:end], lists, keep)
        for (start, end), lists, keep in zip(spans, listed, lexical, strict=True)
    ]
    edge = ((), "<>", "<>")
    padded = [edge, edge, edge, *known, edge, edge, edge]
    breaks = [
        True,
        *("\n" in text[a[1] : b[0]] for a, b in pairwise(spans)),
        True,
    ]
    found = []
    for i, (mine, summary, _) in enumerate(known):
        (_, s3, _), (_, s2, w2), (_, s1, w1), _, (_, t1, v1), (_, t2, v2), (_, t3, _) = padded[
            i : i + 7
        ]
        start, end = "n" * breaks[i], "n" * breaks[i + 1]
        glued = i > 0 and spans[i - 1][1] == spans[i][0]
        around = (
            f"c={case}&{summary}", f"b={start}{end}", f"b={start}{end}&{summary}",
            f"-1w={w1}", f"+1w={v1}", f"-2w={w2}", f"+2w={v2}",
            f"-1s={s1}", f"+1s={t1}", f"-2s={s2}", f"+2s={t2}",
            f"-1w={w1}&{summary}", f"+1w={v1}&{summary}",
            f"-2w={w2},{w1}", f"+2w={v1},{v2}", f"-2w={w2},{w1}&{summary}",
            f"-1s={s1}&{summary}", f"+1s={t1}&{summary}", f"s={s1}&{summary}&{t1}",
            f"-2s={s2},{s1}&{summary}", f"+2s={summary}&{t1},{t2}",
            f"-3s={s3},{s2},{s1}", f"+3s={t1},{t2},{t3}",
            f"gl={glued}&{s1}&{summary}", f"w={w1},{v1}", "bias",
        )  # fmt: skip
        found.append([*mine, *(_hash(one) for one in around)])
    return found


def case_of(text: str) -> str:
    """Whether capitals tell anything: `low`, `up` or `mixed`."""
    if not any(sign.isupper() for sign in text):
        return "low"
    return "up" if sum(map(str.isupper, text)) > 3 * sum(map(str.islower, text)) else "mixed"
