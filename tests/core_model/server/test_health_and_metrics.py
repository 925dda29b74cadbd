"""Whether the server lives and answers, and what Prometheus reads of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from core_model.server.app import create_app
from core_model.server.first_token import ALARM_AFTER, LEAST_SEEN
from core_model.server.metrics import PREFIX
from tests.fakes.plain_http import get, openai_client, post
from tests.fakes.recital import Faulty, Recital, engine_of, reciting

MODEL = "consilium-base"
ASK = {"model": MODEL, "messages": [{"role": "user", "content": "count"}], "temperature": 0}


def figures(url: str) -> dict[str, float]:
    """Every sample by its name, `{reason}` or `{status}` after it where there is one."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(get(f"{url}/metrics").text):
        for sample in family.samples:
            labels = dict(sample.labels)
            label = labels.get("finished_reason") or labels.get("status") or labels.get("le")
            name = sample.name.removeprefix(PREFIX)
            found[f"{name}{{{label}}}" if label else name] = sample.value
    return found


def together(url: str) -> float:
    found = figures(url)
    return found["num_requests_running"] + found["num_requests_waiting"]


def until(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        time.sleep(0.01)
    pytest.fail("it did not come to pass within 5 s")


def ask(url: str, **changes) -> httpx.Response:
    return post(f"{url}/v1/chat/completions", json=ASK | changes)


def test_ready_only_once_the_model_answers(serving):
    gate = threading.Event()

    def load(progress):
        progress("reading weights", 0.4)
        gate.wait(10)
        return reciting("x")

    with serving(create_app(load)) as url:
        until(lambda: get(f"{url}/healthz").json()["stage"] == "reading weights")
        alive, ready = get(f"{url}/healthz"), get(f"{url}/readyz")
        assert (alive.status_code, ready.status_code) == (200, 503)
        assert alive.json() == {
            "status": "loading",
            "stage": "reading weights",
            "progress": 0.4,
            "model": MODEL,
            "backend": None,
        }
        assert "consilium:first_token_alarm" in get(f"{url}/metrics").text
        early = ask(url)
        assert (early.status_code, early.headers["retry-after"]) == (503, "2")
        assert early.json()["error"]["code"] == "model_not_ready"
        gate.set()
        until(lambda: get(f"{url}/readyz").is_success)
        backend = get(f"{url}/healthz").json()["backend"]
        assert backend == {"name": "recital", "why": "a fake for tests"}
        assert ask(url).json()["choices"][0]["message"]["content"] == "x"


def test_a_load_that_fails_is_said_on_health_and_to_requests(serving, caplog):
    def load(_):
        raise FileNotFoundError("no base weights found")

    with caplog.at_level("CRITICAL"), serving(create_app(load)) as url:
        until(lambda: get(f"{url}/healthz").status_code == 503)
        health = get(f"{url}/healthz").json()
        assert health["status"] == "failed"
        assert health["stage"] == "FileNotFoundError: no base weights found"
        assert get(f"{url}/readyz").status_code == 503
        assert "no base weights found" in ask(url).json()["error"]["message"]


def test_metrics_are_named_as_vllm_names_them(serving):
    with serving(create_app(reciting())) as url:
        ask(url)
        ask(url, max_tokens=3, stream=True)
        ask(url, n=99)
        found = figures(url)
    assert found["request_success_total{stop}"] == 1
    assert found["request_success_total{length}"] == 1
    assert found["request_success_total{abort}"] == 0
    assert found["request_errors_total{400}"] == 1
    assert found["generation_tokens_total"] == 14 + 3
    assert found["prompt_tokens_total"] >= 24
    assert found["prefix_cache_queries_total"] >= found["prefix_cache_hits_total"] > 0
    assert found["num_preemptions_total"] == 0
    assert found["time_to_first_token_seconds_count"] == 2
    assert found["inter_token_latency_seconds_count"] == 12 + 2
    assert found["e2e_request_latency_seconds_count"] == 2
    assert found["request_queue_time_seconds_count"] == 2
    assert found["num_requests_running"] == found["num_requests_waiting"] == 0
    assert found["kv_cache_usage_perc"] == found["kv_blocks_used"] == 0
    assert found["kv_blocks_total"] == 64
    assert found["process_resident_memory_bytes"] > 1e6


def test_what_runs_and_waits_is_seen(serving):
    gate = threading.Semaphore(3)
    engine = engine_of(Recital("word " * 40, gate))
    with serving(create_app(engine)) as url:
        threads = [threading.Thread(target=ask, args=(url,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        until(lambda: together(url) == 2)
        assert 0 < figures(url)["kv_cache_usage_perc"] < 1
        gate.release(10_000)
        for thread in threads:
            thread.join(20)
        until(lambda: figures(url)["kv_blocks_used"] == 0)


def test_hanging_up_and_failing_are_counted(serving, caplog):
    gate = threading.Semaphore(4)
    with serving(create_app(engine_of(Recital("word " * 40, gate)))) as url:
        with (
            openai_client(url) as client,
            client.chat.completions.create(**ASK, stream=True) as stream,
        ):
            next(iter(stream))

        def noticed() -> bool:
            gate.release()
            return figures(url)["request_success_total{abort}"] == 1

        until(noticed)
    with caplog.at_level("CRITICAL"), serving(create_app(engine_of(Faulty("x")))) as url:
        assert ask(url).status_code == 500
        found = figures(url)
    assert found["request_success_total{error}"] == found["request_errors_total{500}"] == 1


def test_an_engine_that_stopped_is_no_longer_ready(serving):
    engine = reciting()
    with serving(create_app(engine)) as url:
        until(lambda: get(f"{url}/readyz").is_success)
        engine.close()
        assert get(f"{url}/readyz").status_code == 503
        assert get(f"{url}/healthz").json()["stage"] == "the engine has stopped; the log says why"
        assert ask(url).status_code == 503


def test_slow_first_tokens_raise_an_alarm_in_the_log_and_the_figures(serving, caplog):
    runner = Recital("x", step_s=0.002)
    with serving(create_app(engine_of(runner))) as url:
        for _ in range(LEAST_SEEN):
            ask(url)
        assert figures(url)["first_token_alarm"] == 0
        assert 0 < figures(url)["first_token_baseline_seconds_per_token"] < 0.01
        runner.step_s = 0.15
        for _ in range(ALARM_AFTER):
            ask(url)
        assert figures(url)["first_token_alarm"] == 1
        assert [record.message for record in caplog.records if "slow" in record.message]
