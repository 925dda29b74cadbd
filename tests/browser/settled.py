"""Waiting for a page that is drawn to its end, as a person waits before he acts."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page

_STILL = """() =>
    document.querySelector("[data-test-script-state=notRunning]") !== null &&
    document.querySelector("[data-stale=true]") === null
"""
_PATIENCE_SECONDS = 120.0


def settled(page: Page) -> None:
    """Wait until nothing is drawn anew: a click or a key during it is lost, old parts look pale.

    Looks twice, as one run often calls for the next.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    page.wait_for_timeout(1_000)
    still = 0
    while still < 2:
        assert time.monotonic() < deadline, f"{page.url} was still being drawn"
        page.wait_for_timeout(250)
        still = still + 1 if page.evaluate(_STILL) else 0


def heard(page: Page, act: Callable[[], object], done: Callable[[], bool]) -> None:
    """Act until it is heard: what falls into the moment of a redraw is lost, and a person tries
    again. The caller says afterwards what he expects."""
    for _ in range(4):
        settled(page)
        if done():
            return
        act()
    settled(page)
