"""The command does its work, and ends badly in one line without a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import openpyxl
import psutil
import pytest

from apps.cli import main
from apps.finance.samples import CHINESE, ENGLISH
from apps.shared.settings import settings
from tests.fakes.processes import free_port, gone


@dataclass(frozen=True, slots=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def consilium(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Done]]:
    """The command, run in this process over a home of its own."""

    def run(*arguments: object, **more: str) -> Done:
        for name, value in {"HOME": str(tmp_path / "home"), **more}.items():
            monkeypatch.setenv(f"CONSILIUM_{name}", value)
        monkeypatch.setattr(sys, "argv", ["consilium", *map(str, arguments)])
        settings.cache_clear()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    yield run
    settings.cache_clear()


def environment(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CONSILIUM_")}
    return {**kept, "CONSILIUM_HOME": str(home), "PYTHONPATH": str(Path.cwd()), **more}


def test_extract_writes_what_it_read(tmp_path: Path, consilium) -> None:
    out = {name: tmp_path / f"out.{name}" for name in ("json", "csv", "xlsx")}
    options = [word for name, path in out.items() for word in (f"--{name}", path)]
    done = consilium("finance", "extract", ENGLISH, CHINESE, *options)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "635000000" in json.dumps(json.loads(out["json"].read_text()))
    assert len(list(csv.reader(io.StringIO(out["csv"].read_text("utf-8-sig"))))) > 400
    assert openpyxl.load_workbook(out["xlsx"]).sheetnames


def test_extract_prints_statements_and_what_fails(tmp_path: Path, consilium) -> None:
    missing = tmp_path / "no.pdf"
    done = consilium("finance", "extract", ENGLISH, missing)
    assert done.returncode == 1
    assert "Synthetic Harbor Instruments, Inc. (synthetic): 10-K FY 2024" in done.stdout
    assert "635,000" in done.stdout
    assert done.stdout.count("fails:") == 1
    assert "'no.pdf'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_library_from_add_to_remove(tmp_path: Path, consilium) -> None:
    (tmp_path / "text.txt").write_text("Revenue was $1,250 million in fiscal 2023, up 12.5%.")
    added = consilium("index", "add", tmp_path / "text.txt")
    assert added.returncode == 0, added.stderr
    id = added.stdout.split()[0]
    assert id in consilium("index", "list").stdout
    assert consilium("index", "remove", id).returncode == 0
    assert "empty" in consilium("index", "list").stdout
    again = consilium("index", "remove", id)
    assert again.returncode == 1
    assert id in again.stderr


def test_a_question_that_nothing_answers_ends_with_two(consilium) -> None:
    done = consilium("ask", "Who won the match?")
    assert done.returncode == 2, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PARSE_SECONDS", "soon", "CONSILIUM_PARSE_SECONDS='soon'"),
        ("DATABASE_URL", "mysql://u:secret@h/d", "CONSILIUM_DATABASE_URL"),
    ],
)
def test_wrong_settings_are_named(consilium, name: str, value: str, expected: str) -> None:
    done = consilium("index", "list", **{name: value})
    assert done.returncode == 1
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_chat_without_a_server_says_what_to_start(consilium) -> None:
    port = str(free_port())
    done = consilium("model", "chat", "Hello", MODEL_PORT=port)
    assert done.returncode == 1
    assert "consilium up" in done.stderr
    assert "Traceback" not in done.stderr


def test_up_names_a_taken_port(consilium) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = consilium("up", MODEL_PORT=port)
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert "CONSILIUM_MODEL_PORT" in done.stderr


def test_up_serves_the_app_and_leaves_no_orphan(tmp_path: Path) -> None:
    """Another endpoint is set, so that only the apps are started."""
    port, medical, hooks, education = (free_port() for _ in range(4))
    more = {
        "CONSILIUM_FINANCE_PORT": str(port),
        "CONSILIUM_MEDICAL_PORT": str(medical),
        "CONSILIUM_MEDICAL_HOOKS_PORT": str(hooks),
        "CONSILIUM_EDUCATION_PORT": str(education),
        "CONSILIUM_MODEL_URL": "http://127.0.0.1:9/v1",
    }
    running = subprocess.Popen(
        [sys.executable, "-m", "apps.cli", "up"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(tmp_path, more),
    )
    assert running.stdout is not None
    try:
        said = ""
        while not all(f"http://127.0.0.1:{one}" in said for one in (port, medical, education)):
            line = running.stdout.readline()
            assert line, said
            said += line
        for one in (port, medical, education):
            assert httpx.get(f"http://127.0.0.1:{one}/_stcore/health").text == "ok"
        children = _children(running.pid)
        assert children
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
        assert all(gone(pid) for pid in children)
    finally:
        running.kill()
        running.wait()
        running.stdout.close()


def _children(pid: int) -> list[int]:
    return [child.pid for child in psutil.Process(pid).children(recursive=True)]
