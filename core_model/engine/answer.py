"""One request being answered: token ids become text, and end where they should.

Advances by one bounded step at a time. Knows nothing of other requests or of threads.
"""

from __future__ import annotations

from collections.abc import Iterator

from tokenizers.decoders import DecodeStream
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from core_model.engine.decode import decode
from core_model.engine.request import FinishReason, Piece, Request, Usage
from core_model.engine.sampling import Sampler
from core_model.engine.stops import StopScanner


def answer(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    request: Request,
    prompt: list[int],
    limit: int,
) -> Iterator[Piece]:
    """Yields a piece, often empty, for each step, and a last one with reason and usage."""
    scanner = StopScanner(request.stop)
    text = DecodeStream(skip_special_tokens=True)
    ends = _ends(model, tokenizer)
    finish: FinishReason = "length"
    written = 0
    for token in decode(model, prompt, Sampler(request.sampling), limit):
        if token is None:
            yield Piece("")
            continue
        written += 1
        if token in ends:
            finish = "stop"
            break
        yield Piece(scanner.feed(text.step(tokenizer.backend_tokenizer, token) or ""))
        if scanner.stopped:
            finish = "stop"
            break
    yield Piece(scanner.flush(), finish, Usage(len(prompt), written))


def _ends(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast) -> set[int]:
    """Ids that end a turn: the model's and the tokenizer's."""
    configured = model.generation_config.eos_token_id if model.generation_config else None
    listed = configured if isinstance(configured, list) else [configured]
    return {token for token in (*listed, tokenizer.eos_token_id) if isinstance(token, int)}
