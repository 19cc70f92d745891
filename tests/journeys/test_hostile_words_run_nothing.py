"""Records made of hostile words, typed into the real forms by a resident, a partner and staff, and opened on every kind
of page that shows them: nothing runs, and the content security policy has nothing to report.

`MALFORMED_STAFF_POSTS` says about how many forms are sent; `make prove` sends some hundreds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from figures import Figure
from hostile_words import MEANT, Watch, hostile_words
from live import LiveSite, in_a_thread, visiting
from told import ask, tell
from walk import Walk

pytestmark = pytest.mark.browser
FORMS: Final = 7
"""How many forms one round sends: report, refer, news, decide, note, the words of letters, letter. As many words."""
ROUNDS: Final = max(2, int(os.environ.get("MALFORMED_STAFF_POSTS", "14")) // FORMS)
_FREE: Final = ("boundary", "other_boroughs", "opening", "responsible", "when", "first_noticed", "carried", "helps",
                "involved", "adults", "job", "address")  # fmt: skip  # what has no shape of its own
PAGES: Final = {"record", "side by side", "people", "tracker", "finding", "context", "timeline", "print",
                "letter preview", "letter", "code page", "receipt"}  # fmt: skip  # each kind that shows them


class Round:
    """One round: whose words are which, and what was made of them."""

    def __init__(self, chromium: Browser, live: LiveSite, number: int) -> None:
        self.chromium, self.live, self.number = chromium, live, number
        self.sent, self.ran, self.shown = 0, list[str](), set[str]()
        self.what, self.news, self.reply, self.note = (self.words(each) for each in range(1, 5))
        self.name, self.place = self.words(5, most=120), self.words(6)  # a context's name is a short line
        # In a letter a brace is a place to fill in, and refused where nothing of ours is named.
        self.letter = self.words(0).replace("{", "(").replace("}", ")")

    def words(self, which: int, most: int = 190) -> str:
        return hostile_words(self.number * FORMS + which, most)

    @contextmanager
    def as_person(self, person: str = "") -> Iterator[Watch]:
        token = self.live.session_token(self.live.world.larkmere, person) if person else ""
        with visiting(self.chromium, self.live, token=token) as page:
            watch = Watch(page)
            yield watch
            self.ran += watch.ran
            self.shown |= watch.shown

    def report(self) -> str:
        """A resident’s: the code."""
        with self.as_person() as watch:
            walk = Walk(watch.page, "larkmere")
            walk.go(walk.here)
            watch.page.locator(".govuk-button--start").click()
            walk.kind("place")
            walk.where(self.place)
            walk.what(words=self.what)
            walk.you()
            watch.look(self.place)
            self.sent += 1
            return walk.send()

    def refer(self) -> str:
        """A partner’s: the reference."""
        with self.as_person("partner") as watch:
            page = watch.page
            page.goto("/refer")
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            for name, value in (("kind", "place"), ("harms", "cce"), ("danger", "no"),
                                ("openness", "nobody_in_particular"), ("basis", "public_task")):  # fmt: skip
                page.check(f"input[name={name}][value={value}]")
            page.select_option("#children", "3_5")
            for name, words in (("where", self.place), ("what", self.what), *((each, self.note) for each in _FREE)):
                page.fill(f"#{name}", words)
            page.click("#send")
            page.locator(".govuk-error-summary, #news").first.wait_for()
            if not page.locator("#news").count():  # what may be a name is put before them once
                assert "name" in page.inner_text(".govuk-error-summary"), page.inner_text(".govuk-error-summary")
                watch.look(self.what)
                page.click("#send")
                page.wait_for_url("**/refer/CR-*")
            reference = page.url.rpartition("/")[2]
            page.fill("#news", self.news)
            page.click("#add")
            expect(page.locator("main")).to_contain_text(self.news)
            watch.look(self.news, "receipt")
            self.sent += 2
        return reference

    def decide(self, reference: str) -> str:
        """The screener’s decision about it, with a context made of words: the context’s reference."""
        with self.as_person("screener") as watch:
            page, here = watch.page, f"/referrals/{reference}"
            page.goto(here)
            watch.look(self.what, "record")
            page.click("#take")
            page.get_by_label("None of these: make a new one").check()
            page.get_by_label("Its name", exact=True).fill(self.name)
            page.get_by_label("What is it?").select_option("place")
            page.get_by_label("Add to the context, no further action yet").check()
            page.get_by_label("3. Why").fill(self.note)
            page.wait_for_timeout(300)  # the reply's step may be on its way
            page.get_by_label("What they will read").fill(self.reply)
            page.click("#save")
            expect(page.locator(".govuk-error-summary")).to_contain_text("Does any of this tell the reader")
            watch.look(self.reply)
            page.click("#save")
            expect(page.locator(".govuk-notification-banner__heading")).to_contain_text("The reply was sent.")
            page.goto(here)
            watch.look(self.note, "record")
            self.sent += 1
            context = page.locator("#decide-panel a[href^='/contexts/']").first.get_attribute("href") or ""
            page.goto(f"{context}/note")
            page.fill("#words", self.note)
            page.click("#save")
            page.locator(".govuk-error-summary, .govuk-notification-banner__heading").first.wait_for()
            if page.locator(".govuk-error-summary").count():
                expect(page.locator(".govuk-error-summary")).to_contain_text("may be a name")
                watch.look(self.note)
                page.click("#save")
            expect(page.locator(".govuk-notification-banner__heading")).to_contain_text("Noted.")
            self.sent += 1
        return context

    def read_by_staff(self, reference: str, theirs: str, context: str) -> None:
        """Every kind of page that shows words of theirs."""
        with self.as_person("screener") as watch:
            page, beside = watch.page, self.place
            for address, words, name in (
                (f"/referrals/{theirs}", self.what, "record"),
                (f"/referrals/{theirs}/beside", beside, "side by side"),
                ("/tracker", self.place, "tracker"),
                ("/tracker?view=closed", self.place, "tracker"),
                (f"/find?q=q{self.number * FORMS + 6}", "", "finding"),
                (context, self.name, "context"),
                (f"{context}/timeline", self.note, "timeline"),
            ):
                page.goto(address)
                watch.look(words, name)
            page.goto(f"/referrals/{theirs}")
            page.click("#people")
            watch.look(self.note, "people")
            page.emulate_media(media="print")
            page.goto(f"/referrals/{reference}")
            watch.look(self.what, "print")

    def write_letter(self, reference: str) -> None:
        """The council’s own words for it are hostile, too."""
        with self.as_person("admin") as watch:
            watch.page.goto("/council/letters")
            watch.page.fill("#business_en", f"{self.letter} {{reference}} {{phone}} {{council}}")
            watch.page.click("#save")
            expect(watch.page.locator(".govuk-notification-banner__heading")).to_contain_text("Saved.")
            watch.look(self.letter)
        with self.as_person("screener") as watch:
            watch.page.goto(f"/referrals/{reference}/letter")
            watch.page.check("input[name=kind][value=business]")
            watch.page.click("#save")
            expect(watch.page.locator("#preview").first).to_be_visible()
            watch.look(self.letter, "letter preview")
            watch.page.click("#save")
            watch.page.wait_for_url("**/letters/**")
            watch.look(self.letter, "letter")
            self.sent += 2

    def read_by_resident(self, code: str) -> None:
        with self.as_person() as watch:
            walk = Walk(watch.page, "larkmere")
            walk.open(code)
            watch.look(self.reply, "code page")


async def _newest_report(live: LiveSite) -> str:
    found = await ask(
        live.world, "select reference from tenants.referrals where route = 'public' order by id desc limit 1"
    )
    return str(found.reference)


def test_nothing_that_was_typed_runs(chromium: Browser, live: LiveSite, figure: Figure) -> None:
    sent, ran, shown = 0, list[str](), set[str]()
    for number in range(ROUNDS):
        in_a_thread(tell(live.world, "delete from identity.throttles"))
        one = Round(chromium, live, number)
        code, theirs = one.report(), one.refer()
        told = in_a_thread(_newest_report(live))
        context = one.decide(told)
        one.read_by_staff(told, theirs, context)
        one.write_letter(told)
        one.read_by_resident(code)
        sent, ran, shown = sent + one.sent, ran + one.ran, shown | one.shown
    figure("hostile form posts opened in a browser", sent)
    figure("hostile form posts that ran something", len(ran))
    assert ran == []
    assert shown == PAGES
    assert len(MEANT) <= ROUNDS * FORMS, "each was tried"


def test_whatever_ran_would_be_seen(chromium: Browser, live: LiveSite) -> None:
    """Written into a page as they are, on one that forbids nothing."""
    del live  # the database stands before the browser
    for which in (0, 1, 2, 5, 7, 8, 9, 10, 11):
        page = chromium.new_page()
        watch = Watch(page)
        page.set_content(f"<main>{MEANT[which]}</main>")
        watch.look()
        page.close()
        assert watch.ran, MEANT[which]
