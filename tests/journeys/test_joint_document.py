"""A document goes along with a part of a joint concern, is saved by the other council, and is gone once it is taken
back. With JavaScript, and without at 320 px."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from filing import store_for
from joint_files import BOSS, CONTENT, file_on
from jointly import joined
from live import LiveSite, in_a_thread, visiting

pytestmark = [pytest.mark.browser, pytest.mark.crosses("larkmere", "hallowdene")]
WORDS: Final = "A map of the stops; ask the transport desk."
READ: Final = "Somebody of ours has read all of it: nobody can be known by it"


def add(page: Page, here: str) -> None:
    page.goto(f"{here}/add/document")
    expect(page.get_by_label("None: it is described only")).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.fill("#words", WORDS)
    page.get_by_label("PDF", exact=True).check()
    page.locator("#save").click()
    expect(page.get_by_role("alert").first).to_contain_text("Tick this once somebody of your council has read all")
    page.get_by_label(READ).check()
    page.locator("#save").click()
    expect(page.locator("body")).to_contain_text("Added. Your council sees it, and: Hallowdene County Council")


def saved(page: Page) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF, 1 KB").click()
    assert download.value.suggested_filename == "joint-document.pdf"
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_document_goes_along_and_is_taken_back(live: LiveSite, chromium: Browser, scripts: bool) -> None:
    world, width = live.world, 1280 if scripts else 320
    begun = in_a_thread(joined(world, world.hallowdene))
    in_a_thread(file_on(world, store_for(world), begun))
    here = f"/joint/{begun.reference}"

    tokens = [live.session_token(council, BOSS) for council in (world.larkmere, world.hallowdene)]
    with ExitStack() as stack:
        ours, theirs = (
            stack.enter_context(visiting(chromium, live, width=width, scripts=scripts, token=token)) for token in tokens
        )
        add(ours, here)
        theirs.goto(here)
        assert saved(theirs) == CONTENT
        href = theirs.get_by_role("link", name="PDF, 1 KB").get_attribute("href")
        ours.locator(".cg-note", has_text=WORDS).locator("a[href$='/withdraw']").click()
        ours.locator("#save").click()
        expect(ours.locator("body")).to_contain_text("Taken back. No word of it is left.")
        answer = theirs.goto(str(href))
        assert answer is not None
        assert answer.status == 404
