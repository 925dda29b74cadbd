"""Dirt of sixteen kinds for clean passages, and the sign by which it would still be there.

Each planter returns the dirty rows and, for what can be mended, the pieces that must be gone. Some
of it lies beyond the patterns that the stages look for on purpose; they were not tuned on it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from finetune.corpora.rows import Row
from finetune.corpora.stages.words import sentences

FOREIGN = (
    "Le conseil a décidé de reporter l'ouverture de l'atelier, parce que la rivière a débordé deux"
    " fois. Les ouvriers ne reviendront pas avant le printemps.",
    "Der Vorstand hat beschlossen, die Eröffnung der Werkstatt zu verschieben, weil der Fluss"
    " zweimal über die Ufer getreten ist. Die Arbeiter kommen erst im Frühling zurück.",
    "El consejo decidió aplazar la apertura del taller porque el río se desbordó dos veces. Los"
    " obreros no volverán hasta la primavera, según el alcalde.",
    "Il consiglio ha deciso di rinviare l'apertura dell'officina perché il fiume è straripato due"
    " volte. Gli operai non torneranno prima della primavera.",
    "O conselho decidiu adiar a abertura da oficina porque o rio transbordou duas vezes. Os"
    " operários só voltam na primavera, disse o prefeito da vila.",
    "De raad besloot de opening van de werkplaats uit te stellen, omdat de rivier twee keer buiten"
    " haar oevers trad. De arbeiders komen pas in het voorjaar terug.",
    "Совет решил отложить открытие мастерской, потому что река дважды выходила из берегов. Рабочие"
    " вернутся только весной, сказал староста деревни.",
    "理事会决定推迟作坊的开工，因为河水两次漫过堤岸。村长说，工人们要到春天才会回来，具体日期还没有定下来。",
)
FURNITURE = (
    "Home | Products | Pricing | Support | Contact",
    "We use cookies to give you the best experience on our site.",
    "Copyright 2021 Hexley Media. All rights reserved.",
    "Click here to read the full story",
    "Subscribe to our newsletter for weekly news",
    "Page 12 of 90",
    "Share this on social media",
    "Skip to main content",
    "This page was last updated on 3 May 2020",
    "Privacy Policy | Terms of Use",
    "Please enable JavaScript to view the comments.",
    "Advertisement",
)
TOXIC = (
    "You are a worthless idiot and nobody wants you here.",
    "Shut up, you pathetic moron.",
    "I swear I will kill you when I find you.",
    "Go kill yourself already.",
    "What the f*ck is wrong with you people.",
    "This is complete bullsh1t and you know it.",
    "Those immigrants are vermin and should be treated so.",
    "You stupid piece of garbage, get out.",
    "I hope you die in a fire tonight.",
    "They deserve to be shot for this.",
    "All refugees are parasites living off us.",
    "Your kind makes me sick, go back where you came from.",
)
_MASH = "qwrtpsdfghjklzxcvbnm"
Undone = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """A dirty row; `pieces` must be gone from it, and without pieces the whole row must be."""

    kind: str
    row: Row
    pieces: Undone = ()


def mojibake(row: Row, rng: random.Random) -> Planted:
    told = "The café’s owner – a naïve man – kept “every” receipt."
    broken = bytes(f"{told}", "utf-8").decode("cp1252", errors="ignore")
    return Planted("mojibake", _with_sentence(row, broken, rng), ("â€", "Ã"))


def invisible(row: Row, rng: random.Random) -> Planted:
    marks = ("\u200b", "\u00ad", "\ufeff", "\x07", "\u202e")
    words = row.text.split(" ")
    for at in rng.sample(range(len(words)), max(1, len(words) // 12)):
        words[at] = words[at][:1] + rng.choice(marks) + words[at][1:]
    return Planted("invisible characters", replace(row, text=" ".join(words)), marks)


def markup(row: Row, rng: random.Random) -> Planted:
    told = sentences(row.text)
    at = rng.randrange(len(told))
    told[at] = f'<p><span class="x">{told[at]}</span>&nbsp;&amp;&nbsp;more</p>'
    return Planted("markup", replace(row, text=" ".join(told)), ("<p>", "</span>", "&nbsp;"))


def lost_letters(row: Row, rng: random.Random) -> Planted:
    text = "".join("\ufffd" if rng.random() < 0.04 else char for char in row.text)
    return Planted("lost letters", replace(row, text=text), ("\ufffd",))


def foreign(row: Row, rng: random.Random) -> Planted:
    told = rng.sample(FOREIGN, 1) * 1
    return Planted("foreign language", replace(row, text=f"{told[0]} ({rng.randrange(10**6)})"))


def furniture(row: Row, rng: random.Random) -> Planted:
    lines = rng.sample(FURNITURE, 2)
    text = f"{lines[0]}\n{row.text}\n{lines[1]}"
    return Planted("boilerplate", replace(row, text=text), tuple(lines))


def short(row: Row, rng: random.Random) -> Planted:
    return Planted("too short", replace(row, text=" ".join(row.text.split()[: rng.randint(1, 5)])))


def repetition(row: Row, rng: random.Random) -> Planted:
    told = rng.choice(sentences(row.text))
    phrase = " ".join(told.split()[:3])
    forms = (f"{told} " * 6, f"{phrase} " * 30, f"{told} s{'o' * rng.randint(12, 40)} it went on")
    return Planted("repetition", replace(row, text=rng.choice(forms)))


def exact_copy(row: Row, rng: random.Random) -> Planted:
    forms = (row.text.upper(), row.text.replace(" ", "  "), row.text.replace(",", " ,"), row.text)
    return Planted("exact duplicate", replace(row, text=rng.choice(forms)))


def near_copy(row: Row, rng: random.Random) -> Planted:
    told = row.text.split(" ")
    for at in rng.sample(range(len(told)), max(1, len(told) // 60)):
        told[at] = rng.choice(("moreover", "notably", "perhaps", "indeed"))
    forms = (" ".join(told), f"{row.text} It was noted in passing.", f"As said before: {row.text}")
    return Planted("near duplicate", replace(row, text=rng.choice(forms)))


def toxic(row: Row, rng: random.Random) -> Planted:
    told = rng.choice(TOXIC)
    return Planted("toxic", _with_sentence(row, told, rng), (told,))


def personal(row: Row, rng: random.Random) -> Planted:
    told, piece = rng.choice(_PERSONAL)(rng)
    return Planted("personal data", _with_sentence(row, told, rng), (piece,))


def low_quality(row: Row, rng: random.Random) -> Planted:
    words = row.text.split()
    shuffled = rng.sample(words, len(words))
    figures = " ".join(f"{rng.randrange(10**6):,} ({rng.random():.1%})" for _ in range(40))
    mash = " ".join("".join(rng.choices(_MASH, k=rng.randint(3, 12))) for _ in range(40))
    return Planted(
        "low quality", replace(row, text=rng.choice((" ".join(shuffled), figures, mash)))
    )


def inconsistent(row: Row, rng: random.Random) -> Planted | None:
    """One claimed figure or result altered wherever it stands; None for a row without one."""
    printed = [
        c.printed if c.kind == "figure" else c.value for c in row.claims if c.kind != "mention"
    ]
    printed = [told for told in printed if re.fullmatch(r"[\d.,]+", told)]
    if not printed:
        return None
    told = rng.choice(printed)
    digit = next(at for at, char in enumerate(told) if char.isdigit())
    other = told[:digit] + str((int(told[digit]) + rng.randint(1, 8)) % 10) + told[digit + 1 :]
    text = re.sub(rf"(?<![\d.,]){re.escape(told)}(?!\d|[.,]\d)", other, row.text)
    return None if text == row.text else Planted("inconsistent", replace(row, text=text))


def contaminated(row: Row, rng: random.Random, items: Sequence[str]) -> Planted:
    told = rng.choice(items)
    words = told.split()
    forms = (told, told.upper(), " ".join(words[: max(14, int(len(words) * 0.6))]))
    return Planted("contaminated", _with_sentence(row, rng.choice(forms), rng))


def _with_sentence(row: Row, told: str, rng: random.Random) -> Row:
    found = sentences(row.text)
    at = rng.randint(0, len(found))
    return replace(row, text=" ".join([*found[:at], told, *found[at:]]))


def _digits(rng: random.Random, count: int) -> str:
    return "".join(str(rng.randint(1, 9)) for _ in range(count))


def _telephone(rng: random.Random) -> tuple[str, str]:
    a, b, c = _digits(rng, 3), _digits(rng, 3), _digits(rng, 4)
    forms = (f"({a}) {b}-{c}", f"{a}-{b}-{c}", f"{a}.{b}.{c}", f"+1 {a} {b} {c}", f"+44 20 {c} {c}")
    told = rng.choice(forms)
    return f"You can reach him at {told} in the evening.", told


def _mail(rng: random.Random) -> tuple[str, str]:
    who, where = rng.choice(("ann", "b.cole", "dora_k")), rng.choice(("mail", "post"))
    told = f"{who}{_digits(rng, 2)}@{where}.example.com"
    return f"Write to {told} for a copy.", told


def _social(rng: random.Random) -> tuple[str, str]:
    told = f"{_digits(rng, 3)}-{_digits(rng, 2)}-{_digits(rng, 4)}"
    return f"Her number on file is {told} since then.", told


def _card(rng: random.Random) -> tuple[str, str]:
    first = f"4{_digits(rng, 14)}"
    total = sum(sum(divmod(2 * int(d), 10)) if n % 2 == 0 else int(d) for n, d in enumerate(first))
    number = first + str(-total % 10)
    told = " ".join(number[at : at + 4] for at in range(0, 16, 4))
    return f"The fee was charged to {told} that day.", told


def _account(rng: random.Random) -> tuple[str, str]:
    rest = _digits(rng, 18)
    check = 98 - int(f"{rest}131400") % 97
    told = f"DE{check:02d}{rest}"
    return f"Please pay to {told} within a week.", told


def _address(rng: random.Random) -> tuple[str, str]:
    street = f"{rng.choice(('Elm', 'Mill', 'Harbour'))} {rng.choice(('Street', 'Avenue', 'Rd'))}"
    told = f"{_digits(rng, 3)} {street}"
    return f"She moved to {told}, Dunmere, OH {_digits(rng, 5)} last year.", told


def _labelled(rng: random.Random) -> tuple[str, str]:
    name = (
        f"{rng.choice(('Ann', 'Boris', 'Clara'))} {rng.choice(('Whitlock', 'Farrow', 'Ostrander'))}"
    )
    number, day = (
        _digits(rng, 8),
        f"{rng.randint(1, 12):02d}/{rng.randint(10, 28)}/19{_digits(rng, 2)}",
    )
    forms = ((f"Patient name: {name}.", name), (f"MRN: {number}.", number), (f"DOB: {day}.", day))
    return rng.choice(forms)


def _unlabelled_name(rng: random.Random) -> tuple[str, str]:
    """A private name in prose: nothing marks it, and no stage claims to find it."""
    name = (
        f"{rng.choice(('Ann', 'Boris', 'Clara'))} {rng.choice(('Whitlock', 'Farrow', 'Ostrander'))}"
    )
    return f"The neighbours say that {name} was treated for it in May.", name


_PERSONAL = (_telephone, _mail, _social, _card, _account, _address, _labelled, _unlabelled_name)

PLANTERS: tuple[Callable[[Row, random.Random], Planted | None], ...] = (
    mojibake,
    invisible,
    markup,
    lost_letters,
    foreign,
    furniture,
    short,
    repetition,
    exact_copy,
    near_copy,
    toxic,
    personal,
    low_quality,
    inconsistent,
)
COPIES = ("exact duplicate", "near duplicate")
