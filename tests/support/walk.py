"""A resident at the report form, in a real browser: fills in one page after another and presses its button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

WORDS = "Older teenagers hand out phones.\n\nOne of them is called Jamie Smith."


def _nothing(state: str) -> None:
    """Nobody is looking."""


@dataclass
class Walk:
    """`look` is called with the name of each state that the page comes to."""

    page: Page
    slug: str
    look: Callable[[str], None] = _nothing

    @property
    def here(self) -> str:
        return f"/{self.slug}/report"

    def go(self, path: str, state: str = "") -> None:
        self.page.goto(path)
        if state:
            self.look(state)

    def press(self, form: str = "question", state: str = "") -> None:
        self.click(f"form#{form} .govuk-button")
        if state:
            self.look(state)

    def click(self, button: str) -> None:
        """Press it, and wait for the page that it leads to: a script may first ask whether there is a signal."""
        with self.page.expect_navigation():
            self.page.locator(button).last.click()

    def kind(self, value: str) -> None:
        self.page.check(f"input[name=subject][value={value}]")
        self.press()

    def where(self, words: str = "Bandstand in Elm Park") -> None:
        self.page.fill("#where", words)
        self.press()

    def what(self, *, danger: str = "no", words: str = WORDS) -> None:
        self.page.check(f"input[name=danger][value={danger}]")
        self.page.check("input[name=harms][value=cce]")
        self.page.fill("#what", words)
        self.press()

    def you(self) -> None:
        self.page.check("input[name=contact][value=unknown]")
        self.press()

    def fill_in(self) -> None:
        """From the start page to checking the answers."""
        self.go(self.here)
        self.page.locator(".govuk-button--start").click()
        self.kind("place")
        self.where()
        self.what()
        self.you()

    def send(self) -> str:
        """Send, and read the code. The first press may have been faster than a person's."""
        self.press("send")
        if not self.page.url.endswith("/sent"):
            self.look("too fast")
            self.page.wait_for_timeout(3100)
            self.press("send")
        self.page.wait_for_url("**/sent")
        return self.page.locator(".cg-code").inner_text().replace(" · ", "-").replace("\n", "")

    def open(self, code: str) -> None:
        self.go(f"{self.here}/return")
        self.page.fill("#code", code)
        self.press("code-form")
