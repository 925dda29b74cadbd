"""Trains the tagger of English identifiers and writes its weights.

`python -m benchmarks.deidentify_training --data DIR --out FILE.safetensors [--part held-out]`, DIR
laid out as for `benchmarks.deidentify`. What ships learned from all public sentences there, and the
benchmark reports it on others; of those themselves it reports a second training, which leaves the
held-out templates out. Both also learn from the same with other fills, from templates written
here, and from sentences of MedQuAD and PubMedQA, which name nobody. Takes about three minutes.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from apps.medical.domain.deidentify.lexicon import words
from apps.medical.domain.deidentify.tagger import LABELS
from apps.medical.domain.deidentify.tokens import (
    BITS,
    NAME_LISTS,
    case_of,
    features,
    lists_of,
    tokens,
)
from benchmarks.deidentify_cases import Sentence, Span, sentences
from benchmarks.deidentify_fills import World, fill, makers
from benchmarks.packed import read_json, read_jsonl

HERE = Path(__file__).parent
KIND = {
    "PERSON": "PERSON", "STREET_ADDRESS": "ADDRESS", "ADDRESS": "ADDRESS", "ZIP_CODE": "ADDRESS",
    "GPE": "LOCATION", "LOCATION": "LOCATION", "ORGANIZATION": "ORGANISATION",
    "PHONE_NUMBER": "PHONE", "CREDIT_CARD": "ID", "US_SSN": "ID", "IBAN_CODE": "ID",
    "US_DRIVER_LICENSE": "ID", "EMAIL_ADDRESS": "ID", "DOMAIN_NAME": "ID", "IP_ADDRESS": "ID",
    "DATE_TIME": "DATE",
    "name": "PERSON", "first": "PERSON", "last": "PERSON", "initial": "PERSON", "date": "DATE",
    "id": "ID", "phone": "PHONE", "address": "ADDRESS", "city": "LOCATION", "org": "ORGANISATION",
    "hospital": "ORGANISATION", "street": "ADDRESS", "house": "ADDRESS", "unit": "ADDRESS",
    "zip": "ADDRESS", "country": "LOCATION",
}  # fmt: skip
NEGATIVES = 4_000
REFILLS = 6
WRITTEN = 36
DROPPED = 0.3


@dataclass(frozen=True, slots=True)
class Example:
    """Feature hashes of each token, and the index of its label."""

    features: list[list[int]]
    labels: list[int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument(
        "--part",
        choices=("all", "held-out", "0", "1", "2", "3"),
        default="all",
        help="templates to leave out: none, those that are reported, or also a fold",
    )
    asked = parser.parse_args()
    torch.manual_seed(asked.seed)
    public = [one for one in sentences(asked.data) if _trains(one, asked.part)]
    examples = list(_examples(public, asked.data, random.Random(asked.seed)))
    words_seen = sum(len(one.labels) for one in examples)
    print(f"{len(public)} public sentences, {len(examples)} examples, {words_seen} words")
    emit, move = train(examples, asked.epochs, len(LABELS), DROPPED)
    write(asked.out, emit, move)
    if asked.part == "all":
        for name, hashes in (
            ("cases", {s.id for s in public}),
            ("templates", {s.template for s in public}),
        ):
            (HERE / f"deidentify_trained_{name}.txt").write_text("\n".join(sorted(hashes)) + "\n")


def _trains(one: Sentence, part: str) -> bool:
    return part == "all" or (not one.held_out and str(one.fold) != part)


def write(path: Path, emit: np.ndarray, move: np.ndarray) -> None:
    """One byte a weight."""
    scale = np.float32(np.abs(emit).max() / 127)
    small = np.rint(emit / scale).astype(np.int8)
    save_file({"emit_FL": small, "move_LL": move, "scale": scale.reshape(1)}, path)
    path.chmod(0o644)


def _examples(public: list[Sentence], data: Path, rng: random.Random) -> Iterator[Example]:
    world = _world(public)
    made = makers(world, rng)
    for one in public:
        yield _example(one.text, one.spans, rng)
        for _ in range(REFILLS):
            yield _example(*_refilled(one, made, rng), rng)
    folder = HERE / "deidentify_notes"
    written = folder.joinpath("train_en.txt").read_text("utf-8").splitlines()
    for template in written * WRITTEN:
        filled = fill(template.replace("\\n", "\n"), made)
        text, spans = filled.text, [Span(p.kind, p.start, p.end) for p in filled.planted]
        yield _example(*_cased(text, spans, rng), rng)
    plain = folder.joinpath("plain_en.txt").read_text("utf-8").splitlines()
    for text in plain * 8 + _unnamed(data, rng):
        yield _example(*_cased(text, [], rng, upper=0.08), rng)


def _world(public: list[Sentence]) -> World:
    organisations = [
        one.text[s.start : s.end] for one in public for s in one.spans if s.kind == "ORGANIZATION"
    ]
    name = {k: sorted(words("names_en", k)) for k in ("given", "surname")}
    eponyms = sorted(words("words_en", "eponym"))  # people bear them too, one in fifteen here
    surnames = name["surname"] + eponyms * (len(name["surname"]) // len(eponyms) // 15)
    return World(
        name["given"], surnames, sorted(words("places_en", "city")),
        sorted(words("places_en", "country")), sorted(words("places_en", "street")), organisations,
    )  # fmt: skip


def _refilled(one: Sentence, made: dict, rng: random.Random) -> tuple[str, list[Span]]:
    low = one.text.islower()
    pieces, spans, last, length = [], [], 0, 0
    for span in one.spans:
        old = one.text[span.start : span.end]
        new = _like(span.kind, old, made, rng)
        new = new.lower() if low else new
        before = one.text[last : span.start]
        pieces += (before, new)
        spans.append(Span(span.kind, length + len(before), length + len(before) + len(new)))
        length, last = spans[-1].end, span.end
    return "".join((*pieces, one.text[last:])), spans


def _like(kind: str, old: str, made: dict, rng: random.Random) -> str:
    """Another value of the kind that the old one shows; its own where there is no maker."""
    if kind == "PERSON":
        return made["name" if " " in old else rng.choice(("first", "last"))]()
    if kind in ("STREET_ADDRESS", "ADDRESS", "ZIP_CODE"):
        if re.fullmatch(r"[\d ]{1,3}", old):
            return made["house"]()
        if re.fullmatch(r"[\d -]+", old):
            return made["zip"]()
        if re.match(r"(?i)(apt|suite)", old):
            return made["unit"]()
        return made[
            "street" if "\n" not in old and "," not in old and len(old) < 25 else "address"
        ]()
    if kind in ("GPE", "LOCATION"):
        return made[rng.choice(("city", "city", "country"))]()
    maker = {"ORGANIZATION": "org", "PHONE_NUMBER": "phone"}.get(kind)
    return made[maker]() if maker else old


def _cased(
    text: str, spans: list[Span], rng: random.Random, upper: float = 0.04
) -> tuple[str, list[Span]]:
    """Now and then all in one case, as long as no character changes its length."""
    chance = rng.random()
    changed = text.lower() if chance < 0.1 else text.upper() if chance < 0.1 + upper else text
    return (changed if len(changed) == len(text) else text), spans


def _unnamed(data: Path, rng: random.Random) -> list[str]:
    """Sentences that name nobody: those with a title, a copyright or a link are left out."""
    texts = [row.get("answer") or "" for row in read_jsonl(data / "medquad" / "medquad.jsonl")]
    for row in read_json(data / "pubmedqa" / "pqal.json").values():
        texts += row["CONTEXTS"]
    found = [s for text in texts for s in re.split(r"(?<=[.!?])\s+", text) if 30 < len(s) < 300]
    named = re.compile(r"@|www|http|©|\b(?:Dr|Mr|Mrs|Ms|Prof)\b|University|Institute|Foundation")
    keep = [s for s in rng.sample(found, min(len(found), 2 * NEGATIVES)) if not named.search(s)]
    return keep[:NEGATIVES]


def _example(text: str, spans: list[Span] | tuple[Span, ...], rng: random.Random) -> Example:
    """With names missing from the lists, and spellings unknown, as often as they will be."""
    at = tokens(text)
    labels = [0] * len(at)
    for span in spans:
        label = LABELS.index(KIND.get(span.kind, "O"))
        for i, (start, end) in enumerate(at):
            if start < span.end and end > span.start:
                labels[i] = label
    listed, lexical = [], []
    for (start, end), label in zip(at, labels, strict=True):
        lists = lists_of(text[start:end])
        if label and rng.random() < 0.4:
            lists = tuple(kind for kind in lists if kind not in NAME_LISTS)
        listed.append(lists)
        lexical.append(rng.random() > (0.5 if label else 0.1))
    return Example(features(text, at, case_of(text), listed, lexical), labels)


def train(
    examples: list[Example], epochs: int, size: int, dropped: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Maximum likelihood by Adagrad, with decay; (features, labels) and (labels, labels).

    `size` is the number of labels. At every step the share `dropped` of all features is
    left out, so that no word of a template carries a decision alone (Wager, Wang, Liang 2013).
    """
    emit = torch.nn.EmbeddingBag(1 << BITS, size, mode="sum", sparse=True)
    torch.nn.init.zeros_(emit.weight)
    move = torch.nn.Parameter(torch.zeros(size, size))
    rates = [torch.optim.Adagrad(emit.parameters(), lr=0.08), torch.optim.Adagrad([move], lr=0.05)]
    order = sorted((e for e in examples if e.labels), key=lambda e: len(e.labels))
    batches = [_batch(order[i : i + 64]) for i in range(0, len(order), 64)]
    rng = random.Random(1)
    for epoch in range(epochs):
        rng.shuffle(batches)
        total = 0.0
        for batch in batches:
            loss = _loss(batch, emit, move, dropped)
            for rate in rates:
                rate.zero_grad()
            loss.backward()
            for rate in rates:
                rate.step()
            total += loss.item() * len(batch.gold_BT)
        with torch.no_grad():
            emit.weight.mul_(0.97)
        print(f"epoch {epoch + 1}: {total / len(order):.4f}", flush=True)
    return emit.weight.detach().numpy(), move.detach().numpy()


@dataclass(frozen=True, slots=True)
class Batch:
    """`flat` holds the features of all tokens, one token's from each of `starts` on."""

    flat: torch.Tensor
    starts: torch.Tensor
    lengths: list[int]
    gold_BT: torch.Tensor


def _batch(examples: list[Example]) -> Batch:
    rows = [row for example in examples for row in example.features]
    return Batch(
        torch.tensor([one for row in rows for one in row], dtype=torch.int32),
        torch.tensor(np.cumsum([0, *map(len, rows[:-1])]), dtype=torch.int32),
        [len(example.labels) for example in examples],
        torch.nn.utils.rnn.pad_sequence(
            [torch.tensor(example.labels) for example in examples], batch_first=True
        ),
    )


def _loss(
    batch: Batch, emit: torch.nn.EmbeddingBag, move: torch.nn.Parameter, dropped: float
) -> torch.Tensor:
    """Mean negative log likelihood of the label sequences: forward algorithm in log space."""
    keep = (torch.rand(len(batch.flat)) >= dropped).float() / (1 - dropped)
    score_NL = emit(batch.flat, batch.starts, per_sample_weights=keep)
    score_BTL = torch.nn.utils.rnn.pad_sequence(
        list(score_NL.split(batch.lengths)), batch_first=True
    )
    gold_BT = batch.gold_BT
    mask_BT = torch.arange(score_BTL.shape[1])[None] < torch.tensor(batch.lengths)[:, None]
    gold = (score_BTL.gather(2, gold_BT[..., None])[..., 0] * mask_BT).sum()
    gold = gold + (move[gold_BT[:, :-1], gold_BT[:, 1:]] * mask_BT[:, 1:]).sum()
    alpha_BL = score_BTL[:, 0]
    for t in range(1, score_BTL.shape[1]):
        ahead = torch.logsumexp(alpha_BL[:, :, None] + move[None], 1) + score_BTL[:, t]
        alpha_BL = torch.where(mask_BT[:, t, None], ahead, alpha_BL)
    return (torch.logsumexp(alpha_BL, 1).sum() - gold) / len(gold_BT)


if __name__ == "__main__":
    main()
