"""Scenes of exercises told otherwise, in the prompt of the desk's own rewording.

Scenes come from the project's generators and from GSM8K's training file (MIT); the new telling is
made by rules of wording, and counts only where the desk's check finds no fault in it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.education.domain.exercise import Difficulty
from apps.education.domain.skills.catalogue import Catalogue
from apps.education.service.material.reword import asking, fault
from apps.shared.lessons.lesson import Lesson, turns_of

PROJECT = "project exercises (Apache-2.0)"
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\bbuys\b", ("purchases", "picks up", "gets at the shop")),
    (r"\bbought\b", ("purchased", "picked up")),
    (r"\bgets\b", ("receives", "is given")),
    (r"\bgives away\b", ("hands out", "gives to friends")),
    (r"\bgave away\b", ("handed out",)),
    (r"\buses up\b", ("uses", "has used up")),
    (r"\bfinds\b", ("comes across", "discovers")),
    (r"\bfound\b", ("came across", "discovered")),
    (r"\bearns\b", ("is paid", "makes")),
    (r"\bcosts\b", ("is sold for", "goes for")),
    (r"\bcost\b", ("are sold for", "go for")),
    (r"\bmakes\b", ("produces", "prepares")),
    (r"\bmade\b", ("produced", "prepared")),
    (r"\bdrives\b", ("travels", "goes")),
    (r"\bwalks\b", ("goes on foot",)),
    (r"\bprints\b", ("produces",)),
    (r"\bpicked\b", ("gathered", "collected")),
    (r"\bcollected\b", ("gathered",)),
    (r"\bwants to\b", ("would like to", "plans to")),
    (r"\bplanted\b", ("put in the ground",)),
    (r"\bread\b", ("finished reading",)),
    (r"\bate\b", ("finished", "had eaten")),
    (r"\bpupils\b", ("students", "children")),
    (r"\bstudents\b", ("pupils",)),
    (r"\bdecided to\b", ("chose to",)),
    (r"\bstarted with\b", ("began with",)),
    (r"\bhelps\b", ("assists",)),
    (r"\bworks\b", ("is employed", "has a job")),
    (r"\bneeds\b", ("requires",)),
    (r"\bsaved\b", ("put aside",)),
    (r"\bspent\b", ("paid out",)),
    (r"\bwent to\b", ("visited",)),
    (r"\bfriends\b", ("classmates",)),
    (r"\bcontains\b", ("holds",)),
    (r"\bholds\b", ("contains",)),
    (r"\bwatched\b", ("looked at",)),
    (r"\bwashed\b", ("cleaned",)),
    (r"\bbakes\b", ("makes in the oven",)),
    (r"\bbaked\b", ("made in the oven",)),
    (r"\bsold\b", ("found buyers for",)),
)
_SHAPES: tuple[tuple[str, str], ...] = (
    (r"^(\w+) has (\d[\d,.]*) ([a-z]+)\.", r"There are \2 \3 that belong to \1."),
    (r"^(\w+) has (\d[\d,.]*) ([a-z]+)\.", r"\1 owns \2 \3."),
    (r"^(\w+) has (\d[\d,.]*) ([a-z]+)\.", r"In a box \1 keeps \2 \3."),
    (r"^(\w+) has some ([a-z]+)\.", r"There are some \2 that belong to \1."),
    (r"^(\w+) has some ([a-z]+)\.", r"\1 keeps some \2 in a box."),
    (r"\bNow (\w+) has\b", r"Now there are for \1"),
    (r"\bNow (\w+) has\b", r"At the end \1 has"),
    (
        r"^(\w+) has (\d[\d,.]*) ([a-z]+) and (\w+) has (\d[\d,.]*) ([a-z]+)\.",
        r"There are \2 \3 in the bag of \1 and \5 \6 in the bag of \4.",
    ),
    (r"^(\w+) and (\w+) have (\d[\d,.]*) ([a-z]+) together\.", r"Together, \1 and \2 own \3 \4."),
    (
        r"^(\w+) and (\w+) have (\d[\d,.]*) ([a-z]+) together\.",
        r"When \1 and \2 put their \4 together, there are \3.",
    ),
    (r"^A school has (\d+) pupils\.", r"There are \1 pupils at a school."),
    (r"^A (\w+) is (\d[\d.]*) km long\.", r"The length of a \1 is \2 km."),
    (r"^A test has (\d+) questions\.", r"There are \1 questions in a test."),
    (r"^(.+?) in (\d[\d.]*) (min|h|hours|days)\.$", r"In \2 \3, \1."),
    (
        r"^(\w+) (earns|types|prints|reads) (.+?) (for|in) (\d[\d.]*) (.+)\.$",
        r"\4 \5 \6, \1 \2 \3.",
    ),
    (r"^(?:A|One) ([a-z]+) has (\d[\d,.]*) (.+)\.$", r"There are \2 \3 in a \1."),
    (r"^(\d[\d.]*) kg of (\w+) cost (.+)\.$", r"The price of \1 kg of \2 is \3."),
    (r"^(\d[\d,.]*) people live on (.+)\.$", r"On \2 there live \1 people."),
    (
        r"^(In [^,.]{3,40}|On [^,.]{3,40}|At [^,.]{3,40}|Yesterday|Today|Every \w+), (.+)\.$",
        r"\2 \1.",
    ),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene to reword, and the document it belongs to."""

    text: str
    origin: str
    source: str


def project_scenes(known: Catalogue, *, seeds: int) -> Iterator[Scene]:
    """Scenes of the project's own exercises, each once."""
    seen: set[str] = set()
    for point in known.graph.points:
        for level in Difficulty:
            for seed in range(seeds):
                draft = known.draft(point, level, seed, 0)
                if draft.context is None:
                    break
                text = draft.context.en
                if text not in seen:
                    seen.add(text)
                    yield Scene(text, f"{point}/{seed}", PROJECT)


def lessons(scenes: Iterable[Scene], rng: random.Random) -> Iterator[Lesson]:
    """One lesson a scene that can be told otherwise without a fault."""
    for scene in scenes:
        new = retold(scene.text, rng)
        if new is not None:
            turns = turns_of(asking(scene.text, "en", nonce=f"{rng.getrandbits(32):08x}"))
            yield Lesson("education", "reword", scene.origin, scene.source, turns, new)


def retold(scene: str, rng: random.Random) -> str | None:
    """The scene in other words; None where no rule changes it without a fault."""
    for _ in range(6):
        new = _once(scene, rng)
        if fault(scene, new, "en") is None and new.count("  ") == 0:
            return new
    return None


def _once(scene: str, rng: random.Random) -> str:
    shapes = [one for one in _SHAPES if re.search(one[0], scene)]
    words = [one for one in _WORDS if re.search(one[0], scene)]
    new = scene
    if shapes and rng.random() < 0.8:
        pattern, put = rng.choice(shapes)
        new = re.sub(pattern, lambda found: _within(found, put), new, count=1)
    for pattern, options in rng.sample(words, min(len(words), rng.randrange(1, 4))):
        new = re.sub(pattern, rng.choice(options), new, count=1)
    return new[:1].upper() + new[1:]


def _within(found: re.Match[str], put: str) -> str:
    """The new shape; what no longer begins the sentence loses its capital, names apart."""
    parts = [found[0], *(_small(part) if put.find(rf"\{n}") > 0 else part
                         for n, part in enumerate(found.groups(), 1))]  # fmt: skip
    return re.sub(r"\\(\d)", lambda mark: parts[int(mark[1])], put)


def _small(text: str) -> str:
    first = text.split(" ", 1)[0]
    opens = ("A", "An", "The", "There", "In", "On", "At", "Every", "Each", "One", "When")
    return text[:1].lower() + text[1:] if first in opens else text
