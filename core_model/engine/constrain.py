"""Holds an answer to a JSON schema, to any JSON object, or to a regular expression.

The grammar says before each token which tokens may follow (llguidance, MIT). End-of-sequence is
among them only where the answer is complete. In regular expressions a digit is one of 0 to 9. Knows
the tokenizer; knows nothing of the model.

Shapes: V size of the vocabulary.
"""

from __future__ import annotations

import functools
import json
import re
import threading
from collections.abc import Iterable

import numpy as np
from llguidance import LLMatcher, LLTokenizer, regex_to_lark
from llguidance.hf import from_tokenizer
from transformers import PreTrainedTokenizerFast

from core_model.engine.request import Grammar, RequestRefused

WHITESPACE = r"[ \n\t]{0,16}"
"""Bounded: a small model may write white space without end."""

MESSAGE_LENGTH = 300


class GrammarFailed(RuntimeError):
    """The grammar could not follow the answer: it is too complex, or a token was not allowed."""


class Constraint:
    """Where one answer stands in its grammar."""

    def __init__(self, matcher: LLMatcher):
        self._matcher = matcher

    def allowed(self, vocabulary: int) -> np.ndarray:
        """Which tokens may come next, (V,) bool. Raises GrammarFailed."""
        packed = np.frombuffer(self._matcher.compute_bitmask(), dtype=np.uint8)
        self._check()
        return np.unpackbits(packed, bitorder="little", count=vocabulary).view(np.bool_)

    def accept(self, token: int) -> bool:
        """Follows a token; True where nothing may come after it. Raises GrammarFailed."""
        self._matcher.consume_token(token)
        self._check()
        return self._matcher.is_stopped()

    def _check(self) -> None:
        if self._matcher.is_error():
            raise GrammarFailed(_in_short(self._matcher.get_error()))


class GrammarReader:
    """Compiles grammars for one tokenizer, which is prepared when the first one comes."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, vocab_size: int, ends: Iterable[int]):
        self._tokenizer = tokenizer
        self._vocab_size = vocab_size
        self._ends = sorted(ends)
        self._lock = threading.Lock()

    @functools.cached_property
    def _prepared(self) -> LLTokenizer:
        return from_tokenizer(self._tokenizer, n_vocab=self._vocab_size, eos_token=self._ends)

    def read(self, grammar: Grammar) -> Constraint:
        """Raises RequestRefused for a schema or an expression that cannot be followed."""
        with self._lock:
            prepared = self._prepared
        matcher = LLMatcher(prepared, _compiled(grammar), log_level=0)
        if matcher.is_error():
            raise _refused(grammar, _in_short(matcher.get_error()))
        return Constraint(matcher)


def _compiled(grammar: Grammar) -> str:
    if grammar.kind == "regex":
        if not isinstance(grammar.value, str):
            raise _refused(grammar, "give the expression as a string")
        return LLMatcher.grammar_from_regex(regex_to_lark(grammar.value, use_ascii="d"))
    schema = {"type": "object"} if grammar.kind == "json_object" else grammar.value
    if not isinstance(schema, dict):
        raise _refused(grammar, "give the schema as an object")
    try:
        return LLMatcher.grammar_from_json_schema(
            json.dumps(schema), overrides={"whitespace_pattern": WHITESPACE}
        )
    except (ValueError, TypeError) as error:
        raise _refused(grammar, _in_short(str(error))) from error


def _refused(grammar: Grammar, why: str) -> RequestRefused:
    return RequestRefused(f"{grammar.kind}: {why}")


def _in_short(message: str) -> str:
    return re.sub(r"\s+", " ", message).strip()[:MESSAGE_LENGTH]
