"""What chat and plain completions have in common: sampling, limits, streaming, extras.

Extras are named as vLLM names them where it has them. What would change the answer and is not
served is refused by name; what cannot change it is accepted and ignored. Knows nothing of HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from core_model.engine.request import Request, Sampling
from core_model.server.field_refused import FieldRefused
from core_model.server.grammar_fields import GrammarFields
from core_model.server.whole_text import WholeText

MAX_CHOICES = 16
MAX_STOPS = 16
_SEED_BITS = 63

_SAMPLING = frozenset(
    {
        "temperature",
        "top_p",
        "top_k",
        "min_p",
        "presence_penalty",
        "frequency_penalty",
        "repetition_penalty",
        "seed",
    }
)


class StreamOptions(BaseModel):
    """What a stream carries besides text. Padding against eavesdroppers is not served."""

    model_config = ConfigDict(extra="forbid")

    include_usage: bool | None = None
    include_obfuscation: bool | None = None


class GenerationFields(GrammarFields, WholeText):
    """Fields of both kinds of completion.

    `deadline_s` ends the answer so long after it was asked. `keep_share` below 1 lets a long prompt
    keep only that share of its cache. `ignore_eos` goes on to `max_tokens`, for timing.
    """

    model_config = ConfigDict(extra="allow", allow_inf_nan=False)

    ignored: ClassVar[frozenset[str]] = frozenset()
    """Documented fields that cannot change which text is right here."""

    without_effect: ClassVar[Mapping[str, tuple[Any, ...]]] = {}
    """Documented fields that are not served, with the values that ask for nothing."""

    model: str
    n: int | None = Field(default=None, ge=1, le=MAX_CHOICES)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_tokens: int | None = Field(default=None, ge=1)
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, ge=0, le=1)
    top_k: int | None = Field(default=None, ge=-1, le=1_000_000)
    min_p: float | None = Field(default=None, ge=0, le=1)
    presence_penalty: float | None = Field(default=None, ge=-2, le=2)
    frequency_penalty: float | None = Field(default=None, ge=-2, le=2)
    repetition_penalty: float | None = Field(default=None, ge=0.1, le=10)
    seed: int | None = Field(default=None, ge=-(2**_SEED_BITS), lt=2**_SEED_BITS)
    logit_bias: dict[int, Annotated[float, Field(ge=-100, le=100)]] | None = None
    stop: str | list[str] | None = None
    user: str | None = Field(default=None, max_length=256)
    deadline_s: float | None = Field(default=None, gt=0)
    keep_share: float | None = Field(default=None, ge=0.05, le=1)
    ignore_eos: bool | None = None

    @property
    def wants_usage(self) -> bool:
        return self.stream_options is not None and bool(self.stream_options.include_usage)

    def sampling(self) -> Sampling:
        given = self.model_dump(include=set(_SAMPLING), exclude_none=True)
        if given.get("top_k") == -1:
            given["top_k"] = 0
        return Sampling(**given, logit_bias=tuple((self.logit_bias or {}).items()))

    def stops(self) -> tuple[str, ...]:
        """Raises FieldRefused for more than are looked for."""
        stops = (self.stop,) if isinstance(self.stop, str) else tuple(self.stop or ())
        if len(stops) > MAX_STOPS:
            raise FieldRefused("stop", f"{len(stops)} strings; at most {MAX_STOPS} are looked for")
        return stops

    def refuse_extras(self) -> None:
        """Raises FieldRefused for a field that is unknown, or asks for what is not served."""
        if self.stream_options is not None and self.stream_options.include_obfuscation:
            raise FieldRefused("stream_options.include_obfuscation", "is not served; leave it out")
        for name, value in (self.model_extra or {}).items():
            if name in self.ignored:
                continue
            if name not in self.without_effect:
                raise FieldRefused(name, "is not a field of this server; leave it out")
            if value not in self.without_effect[name]:
                raise FieldRefused(name, f"is not served with {value!r}; leave it out")

    def shared(self) -> dict[str, Any]:
        """Fields of a request that both kinds have. Raises RequestRefused."""
        return {
            "sampling": self.sampling(),
            "stop": self.stops(),
            "grammar": self.grammar(),
            "deadline_s": self.deadline_s,
            "keep_share": 1.0 if self.keep_share is None else self.keep_share,
            "ignore_eos": bool(self.ignore_eos),
        }

    def choices(self, request: Request) -> list[Request]:
        """One request for each of `n` answers; a seed counts up, so that they differ."""
        seed = request.sampling.seed
        if seed is None:
            return [request] * (self.n or 1)
        return [
            replace(request, sampling=replace(request.sampling, seed=seed + at))
            for at in range(self.n or 1)
        ]
