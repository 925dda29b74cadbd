"""A stranger's browser before a desk: asks for English, and nothing outside this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page


@contextmanager
def opened_desk(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test where it asked another host or a script threw."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="en-US", base_url=address
    )
    strangers: list[str] = []
    thrown: list[str] = []
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.on("request", lambda request: _note(request.url, address, strangers))
    page.on("pageerror", lambda error: thrown.append(error.stack or str(error)))
    yield page
    context.close()
    assert not strangers, f"asked of others: {strangers}"
    assert not thrown, f"scripts threw: {thrown}"


def _note(url: str, address: str, strangers: list[str]) -> None:
    if url.startswith(("http", "ws")) and address.split("//")[1] not in url:
        strangers.append(url)
