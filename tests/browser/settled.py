"""Waiting for a page that is drawn to its end, as a person waits before he acts."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def settled(page: Page) -> None:
    """Wait until nothing is drawn anew: a click or a key during it is lost."""
    page.wait_for_timeout(1_500)
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()
