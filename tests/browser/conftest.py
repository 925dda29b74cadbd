"""The whole suite, served to Debian's chromium: model server and finance desk, in a new home."""

from __future__ import annotations

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from apps.shared.settings import Settings
from tests.browser.opened_desk import opened_desk

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 120
expect.set_options(timeout=90_000)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where each desk answers. The model is taken from where `make setup` put it."""
    home = tmp_path_factory.mktemp("home")
    built = Settings().home / "models"
    if built.is_dir():
        (home / "models").symlink_to(built)
    finance, model = _free_port(), _free_port()
    medical, hooks, education = _free_port(), _free_port(), _free_port()
    environment = os.environ | {
        "CONSILIUM_HOME": str(home),
        "CONSILIUM_FINANCE_PORT": str(finance),
        "CONSILIUM_MEDICAL_PORT": str(medical),
        "CONSILIUM_MEDICAL_HOOKS_PORT": str(hooks),
        "CONSILIUM_EDUCATION_PORT": str(education),
        "CONSILIUM_MODEL_PORT": str(model),
        "CONSILIUM_MODEL_URL": f"http://127.0.0.1:{model}/v1",
    }
    command = [sys.executable, "-m", "apps.cli", "up"]
    with (home / "up.log").open("wb") as log:
        suite = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            desks = {"finance": finance, "medical": medical, "education": education}
            for port in desks.values():
                _wait(f"http://127.0.0.1:{port}/_stcore/health", suite, home / "up.log")
            yield {name: f"http://127.0.0.1:{port}" for name, port in desks.items()}
        finally:
            suite.send_signal(signal.SIGINT)
            suite.wait(timeout=60)


@pytest.fixture(scope="session")
def address(addresses: dict[str, str]) -> str:
    """Where the finance desk answers."""
    return addresses["finance"]


@pytest.fixture(scope="session")
def medical_address(addresses: dict[str, str]) -> str:
    """Where the clinician's desk answers."""
    return addresses["medical"]


@pytest.fixture(scope="session")
def education_address(addresses: dict[str, str]) -> str:
    """Where the teacher's desk answers."""
    return addresses["education"]


def _wait(url: str, suite: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and suite.poll() is None:
        try:
            if httpx.get(url, timeout=2).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise RuntimeError(f"the suite did not start:\n{log.read_text('utf-8', 'replace')}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed after each file: while it runs, no test may have an event loop of its own."""
    if shutil.which(CHROMIUM) is None:
        pytest.fail(f"no {CHROMIUM}: apt-get install chromium fonts-wqy-zenhei")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The finance desk."""
    with opened_desk(browser, address) as opened:
        yield opened


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Takes a screenshot for the README where CONSILIUM_SCREENSHOTS names a folder."""
    folder = os.environ.get("CONSILIUM_SCREENSHOTS")

    def take(page: Page, name: str) -> None:
        if folder is None:
            return
        page.wait_for_timeout(1_500)
        shot = Image.open(io.BytesIO(page.screenshot()))
        path = Path(folder) / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        shot.convert("RGB").quantize(256).save(path, optimize=True)

    return take
