"""How much is measured: enough to tell a difference, or enough to see that nothing broke."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Items of each measure. Answerable cases each have an unanswerable twin besides."""

    windows: int
    """Windows of 512 tokens a domain, for perplexity."""
    routed: int
    """Windows a domain, for the routers' statistics."""
    invented: int
    """Answerable cases over invented documents, a desk."""
    documents: int
    """Answerable cases over real documents, where a desk has them."""
    spans: int
    judgements: int
    """Questions of PubMedQA."""
    problems: int
    """Word problems of each collection."""
    sentences: int
    """Sentences whose tone is judged, training and judging together."""
    seed: int = 20_26
    """Other than any seed of training."""


def full() -> Plan:
    """About a quarter of an hour on two idle cores."""
    return Plan(
        windows=24, routed=8, invented=24, documents=16, spans=80, judgements=160, problems=48,
        sentences=1200,
    )  # fmt: skip


def quick() -> Plan:
    """Below four minutes on two idle cores; too few items to tell small differences."""
    return Plan(
        windows=5, routed=2, invented=6, documents=3, spans=12, judgements=24, problems=6,
        sentences=240,
    )  # fmt: skip
