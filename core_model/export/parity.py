"""Compares an export with the mixture it came from: logits, and the greedy tokens that follow.

Knows a model and a function that answers with the other's logits; knows nothing of formats.

Shapes: T tokens of a prompt and its continuation, V size of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from pydantic import BaseModel, ConfigDict
from transformers import PreTrainedTokenizerFast

from core_model.model import CoreForCausalLM

GREEDY = 24
TEXTS = (
    "Revenue rose from 1,204.5 to 1,391.0 million because",
    "The patient reports chest pain since",
    "To solve 3x + 7 = 22, first",
)

Logits = Callable[[list[int]], torch.Tensor]


class Parity(BaseModel):
    """How far an export is from its origin, as run by `runner`.

    `max_difference` is over `positions` positions of what `compared` names. Of `greedy_of` greedy
    tokens after each prompt, `greedy_equal` agree before the first that does not, in the worst
    prompt.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    runner: str
    compared: str
    max_difference: float
    positions: int
    greedy_equal: int
    greedy_of: int


def prompts(tokenizer: PreTrainedTokenizerFast) -> list[list[int]]:
    """Token ids of three short texts, one of each domain."""
    return [tokenizer(text)["input_ids"] for text in TEXTS]


@torch.inference_mode()
def continuation(model: CoreForCausalLM, prompt: Sequence[int], tokens: int = GREEDY) -> list[int]:
    """The greedy tokens of `model` after `prompt`, going on after an end of turn."""
    cache, fed, said = None, list(prompt), []
    while len(said) < tokens:
        answer = model(torch.tensor([fed]), past_key_values=cache, use_cache=True, logits_to_keep=1)
        cache = answer.past_key_values
        fed = [int(answer.logits[0, -1].argmax())]
        said += fed
    return said


@torch.inference_mode()
def measure(
    model: CoreForCausalLM, asked: Sequence[list[int]], theirs: Logits, runner: str
) -> Parity:
    """Compares all logits (T, V) of each prompt with its greedy continuation, which is ours.

    As long as the other's likeliest token is ours at every position, its own greedy decoding takes
    the same way.
    """
    worst, positions, equal = 0.0, 0, GREEDY
    for prompt in asked:
        said = continuation(model, prompt)
        text = [*prompt, *said[:-1]]
        ours_TV = model(torch.tensor([text])).logits[0].float()
        theirs_TV = theirs(text).float()
        worst = max(worst, (ours_TV - theirs_TV).abs().max().item())
        positions += len(text)
        equal = min(equal, agreed(said, theirs_TV[len(prompt) - 1 :].argmax(dim=-1).tolist()))
    return Parity(
        runner=runner,
        compared="logits",
        max_difference=worst,
        positions=positions,
        greedy_equal=equal,
        greedy_of=GREEDY,
    )


def agreed(ours: Sequence[int], theirs: Sequence[int]) -> int:
    """How many tokens agree before the first that does not."""
    for at, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
        if mine != other:
            return at
    return len(ours)
