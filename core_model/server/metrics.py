"""What is measured of the server, in Prometheus' text form, named as vLLM names it.

The prefix is `consilium:` where vLLM has `vllm:`; the label `model_name` is the base's name. What
the engine counts is read from it when it is asked for; what takes time is noted as it happens. One
registry for each application. Knows nothing of HTTP.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest

from core_model.engine.request import FinishReason, Piece, Usage
from core_model.server.first_token import FirstTokenBaseline

if TYPE_CHECKING:
    from core_model.engine.stats import EngineStats
    from core_model.engine.ticket import Ticket

PREFIX = "consilium:"
LABEL = "model_name"

_FIRST_TOKEN_S = (0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64)
_BETWEEN_S = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5)
_WHOLE_S = (0.1, 0.3, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 240)
_REASONS: dict[FinishReason | Literal["error"], str] = {
    "stop": "stop",
    "length": "length",
    "cancelled": "abort",
    "deadline": "deadline",
    "error": "error",
}

log = logging.getLogger(__name__)


class Metrics:
    """The registry of one application."""

    def __init__(self, model: str, stats: Callable[[], EngineStats | None]):
        """`stats` gives what the engine counts, None while there is no engine."""
        self._model = model
        self._baseline = FirstTokenBaseline()
        self._registry = CollectorRegistry()
        self._registry.register(_EngineFigures(model, stats))
        ProcessCollector(registry=self._registry)
        self.first_token = self._histogram(
            "time_to_first_token_seconds", "From the request to its first token.", _FIRST_TOKEN_S
        )
        self.queued = self._histogram(
            "request_queue_time_seconds", "From the request to its first step.", _FIRST_TOKEN_S
        )
        self.between = self._histogram(
            "inter_token_latency_seconds", "Between tokens of one answer.", _BETWEEN_S
        )
        self.whole = self._histogram(
            "e2e_request_latency_seconds", "From the request to the end of its answer.", _WHOLE_S
        )
        self._ended = Counter(
            f"{PREFIX}request_success",
            "Answers that ended, by reason.",
            [LABEL, "finished_reason"],
            registry=self._registry,
        )
        self._refused = Counter(
            f"{PREFIX}request_errors",
            "Requests answered with an error, by HTTP status.",
            [LABEL, "status"],
            registry=self._registry,
        )
        self._alarm = self._gauge(
            "first_token_alarm", "1 while the first token is slow, five requests in a row."
        )
        self._usual = Gauge(
            f"{PREFIX}first_token_baseline_seconds_per_token",
            "Usual time to the first token for each token of the prompt that was computed.",
            [LABEL],
            registry=self._registry,
        )
        for reason in _REASONS.values():
            self._ended.labels(model, reason)

    def text(self) -> bytes:
        """All figures as Prometheus reads them."""
        return generate_latest(self._registry)

    def ended(self, reason: FinishReason | Literal["error"]) -> None:
        self._ended.labels(self._model, _REASONS[reason]).inc()

    def errored(self, status: int) -> None:
        self._refused.labels(self._model, str(status)).inc()

    def note_first_token(self, usage: Usage, seconds: float) -> None:
        """Compares with the usual time, and warns where it has become slow."""
        computed = usage.prompt - usage.cached
        expected = self._baseline.expected_s(computed)
        if self._baseline.note(computed, seconds):
            log.warning(
                "the first token is slow: %d requests in a row took more than twice the usual; the"
                " last %.2f s where %.2f s were expected",
                self._baseline.slow_in_a_row,
                seconds,
                expected,
            )
        self._alarm.set(float(self._baseline.alarm))
        usual = self._baseline.seconds_per_token
        if usual is not None:
            self._usual.labels(self._model).set(usual)

    def _histogram(self, name: str, about: str, buckets: tuple[float, ...]) -> Histogram:
        made = Histogram(PREFIX + name, about, [LABEL], registry=self._registry, buckets=buckets)
        return made.labels(self._model)

    def _gauge(self, name: str, about: str) -> Gauge:
        return Gauge(PREFIX + name, about, [LABEL], registry=self._registry).labels(self._model)


class RequestMeter:
    """Notes the times of one answer. All times are of `time.perf_counter`."""

    def __init__(self, metrics: Metrics, began: float):
        self.ticket: Ticket | None = None
        self._metrics = metrics
        self._began = began
        self._first: float | None = None
        self._last: float | None = None

    def note(self, piece: Piece | Exception, at: float) -> None:
        """A piece that the engine delivered at that time."""
        if isinstance(piece, Exception):
            self._metrics.ended("error")
            return
        if piece.text or piece.logprobs:
            self._note_token(at)
        if piece.finish is not None:
            self._note_end(piece.finish, piece.usage, at)

    def _note_token(self, at: float) -> None:
        if self._last is None:
            self._first = at - self._began
            self._metrics.first_token.observe(self._first)
        else:
            self._metrics.between.observe(at - self._last)
        self._last = at

    def _note_end(self, finish: FinishReason, usage: Usage | None, at: float) -> None:
        self._metrics.ended(finish)
        self._metrics.whole.observe(at - self._began)
        if self.ticket is not None and self.ticket.started is not None:
            self._metrics.queued.observe(self.ticket.started - self._began)
        if self._first is not None and usage is not None:
            self._metrics.note_first_token(usage, self._first)


class _EngineFigures:
    """Asks the engine each time the registry is read."""

    def __init__(self, model: str, stats: Callable[[], EngineStats | None]):
        self._model = model
        self._stats = stats

    def collect(self) -> Iterator[Metric]:
        stats = self._stats()
        if stats is None:
            return
        used = stats.blocks_used / stats.blocks_total if stats.blocks_total else 0.0
        yield self._gauge("num_requests_running", "Requests being answered.", stats.running)
        yield self._gauge("num_requests_waiting", "Requests waiting.", stats.waiting)
        yield self._gauge("kv_cache_usage_perc", "Used share of the cache's blocks, 0 to 1.", used)
        yield self._gauge("kv_blocks_total", "Blocks of the cache.", stats.blocks_total)
        yield self._gauge("kv_blocks_used", "Blocks that answers hold.", stats.blocks_used)
        yield self._gauge("kv_blocks_cached", "Blocks kept for prefixes.", stats.blocks_cached)
        asked, found = stats.prefix_query_tokens, stats.prefix_hit_tokens
        yield self._counter("prefix_cache_queries", "Prompt tokens looked for.", asked)
        yield self._counter("prefix_cache_hits", "Prompt tokens found in the cache.", found)
        yield self._counter("num_preemptions", "Answers set back for blocks.", stats.preemptions)
        yield self._counter("prompt_tokens", "Tokens of prompts.", stats.prompt_tokens)
        yield self._counter("generation_tokens", "Tokens of answers.", stats.generation_tokens)

    def describe(self) -> list[Metric]:
        return []

    def _gauge(self, name: str, about: str, value: float) -> Metric:
        family = GaugeMetricFamily(PREFIX + name, about, labels=[LABEL])
        family.add_metric([self._model], value)
        return family

    def _counter(self, name: str, about: str, value: float) -> Metric:
        family = CounterMetricFamily(PREFIX + name, about, labels=[LABEL])
        family.add_metric([self._model], value)
        return family
