"""Every place where a part of a page is replaced: how somebody at a keyboard brings it about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

from scene import Scene

_ASKED = re.compile(r'data-hx-(?:get|post)="([^"]*)"')
_REFERENCE = re.compile(r"(?:C[RX]|JC)-[0-9A-Z]{4}-[0-9A-Z]{3}")
COUNCIL = "larkmere"
Act = Callable[[Page], None]


@dataclass(frozen=True)
class Swap:
    """`who` is a persona's subject, `state` that of the record that the page is about: a referral, a joint concern, or
    what is `shared` with the partner of this name. `ends` is a selector of what must have focus afterwards; by default
    whatever had it before."""

    address: str
    act: Act
    who: str = "amara-nwosu"
    state: str = ""
    ends: str = ""
    asked: str = ""
    """What the page is asked for in its address."""

    def path(self, scene: Scene) -> str:
        """The page that it happens on."""
        if not self.state:
            return self.address + self.asked
        if "/joint/" in self.address:
            return self.address.replace("REFERENCE", scene.references(COUNCIL, "joint")[self.state])
        if self.address.startswith("/shared/"):
            return f"/shared/{scene.references(COUNCIL, 'shared')[self.state]}"
        return f"/referrals/{scene.spare(COUNCIL, 'referral', self.state)}"


def asked_by(html: str) -> set[str]:
    """The addresses that a page's parts are asked from."""
    return {_REFERENCE.sub("REFERENCE", found) for found in _ASKED.findall(html)}


def _filter(prefix: str, field: str, words: str) -> Act:
    def act(page: Page) -> None:
        if not page.locator(f"#{prefix}-go").is_visible():
            page.locator("summary", has_text="Filter").press("Enter")
        page.fill(f"#{prefix}-{field}", words)
        page.focus(f"#{prefix}-go")
        page.keyboard.press("Enter")

    return act


def _choose(prefix: str, field: str) -> Act:
    """Of a list that it filters by: its second entry."""

    def act(page: Page) -> None:
        if not page.locator(f"#{prefix}-go").is_visible():
            page.locator("summary", has_text="Filter").press("Enter")
        page.select_option(f"#{prefix}-{field}", index=1)
        page.focus(f"#{prefix}-go")
        page.keyboard.press("Enter")

    return act


def _press(selector: str) -> Act:
    def act(page: Page) -> None:
        page.focus(selector)
        page.keyboard.press("Enter")

    return act


def _choose_outcome(page: Page) -> None:
    page.locator("input[name=outcome]:not(:checked)").first.focus()
    page.keyboard.press("Space")


def _use_words(page: Page) -> None:
    page.locator("summary", has_text="Choose other words").press("Enter")
    page.locator("#reply-step details button").first.focus()
    page.keyboard.press("Enter")


def _decide_what_somebody_decided(page: Page) -> None:
    page.locator("#decide-form input[name=version]").evaluate("field => { field.value = '0' }")
    page.get_by_label("No context: it stands alone").check()
    page.get_by_label("No further action, with advice").check()
    page.get_by_label("3. Why").fill("Nothing more to be done here for now.")
    page.get_by_label("Send this reply").check()
    page.get_by_label("What they will read").fill("Thank you. We have read what you told us.")
    _press("#save")(page)


def _ask(field: str, words: str) -> Act:
    def act(page: Page) -> None:
        page.fill(field, words)
        page.focus(field)
        page.keyboard.press("Enter")

    return act


def _wait_a_minute(page: Page) -> None:
    page.focus("a[href='/notifications']")
    page.clock.fast_forward(61_000)


def _type(field: str, words: str) -> Act:
    """Key by key, as a field that asks while it is filled wants it."""

    def act(page: Page) -> None:
        page.locator(field).press_sequentially(words)

    return act


# On a narrow screen the button folds away again with its panel.
_FILTER = "#f-go, details:has(#f-go) > summary"

SWAPS: Mapping[str, Swap] = {
    "tracker filter": Swap("/tracker", _filter("f", "words", "park"), ends=_FILTER),
    "tracker filter that finds nothing": Swap("/tracker", _filter("f", "words", "zzznothing"), ends=_FILTER),
    "worklist filter": Swap("/worklist", _choose("f", "kind"), ends=_FILTER),
    "contexts filter": Swap("/contexts", _filter("f", "words", "park")),
    "what is found while somebody types": Swap("/find", _type("#find-words", "park"), ends="#find-words"),
    "which context several are put on": Swap(
        "/tracker/link", _type("#link-words", "park"), ends="#link-words", asked="?pick=CR-7K3F-29M.1"
    ),
    "audit filter": Swap("/audit", _filter("a", "record", "CR-7K3F-29M"), who="ruth-castell"),
    "partners filter": Swap("/partners", _filter("f", "words", "school"), who="ruth-castell"),
    "directory": Swap("/directory", _ask("#place", "Hallowdene")),
    "new notes on what is shared": Swap(
        "/shared/REFERENCE", _press("#notes-again"), who="wilf-sandover", state="Wilf Sandover"
    ),
    "what is new in a joint concern": Swap(
        "/joint/REFERENCE", _press("#parts-again"), who="joan-akers", state="led, peer_group"
    ),
    "what is new in one for a partner": Swap(
        "/shared/joint/REFERENCE", _press("#parts-again"), who="wilf-sandover", state="led, peer_group"
    ),
    "decision with errors": Swap(
        "/referrals/REFERENCE", _press("#save"), state="screening", ends=".govuk-error-summary"
    ),
    "decision that somebody else was quicker with": Swap(
        "/referrals/REFERENCE", _decide_what_somebody_decided, state="screening", ends="#conflict"
    ),
    "outcome": Swap("/referrals/REFERENCE/words", _choose_outcome, state="screening", ends="input[name=outcome]"),
    "ready words": Swap("/referrals/REFERENCE/words", _use_words, state="screening", ends="#reply-step *, #reply-step"),
    "names": Swap("/referrals/REFERENCE/names", _press("#look"), state="screening", ends="#told, #told *"),
    "notifications": Swap("/notifications/count", _wait_a_minute, state="screening"),
}
