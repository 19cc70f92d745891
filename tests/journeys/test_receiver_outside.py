"""Somebody at a hospital is told: prepared, agreed to, sent, and fetched once; with and without a script, at the width
of a telephone too."""

from __future__ import annotations

import re
from functools import partial
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from canaries import WATCH
from casework import Known, add_context
from councils import World
from live import LiveSite, in_a_thread, visiting
from local_people import last_token

pytestmark = pytest.mark.browser
WORRY = "Lifts and money after school"


def token_of(live: LiveSite, person: str) -> str:
    return live.session_token(live.world.larkmere, person)


def prepare(page: Page, known: Known) -> str:
    """Where it stands, once a second person is asked."""
    page.goto(f"/contexts/{known.reference}/disclose")
    page.fill("#organisation", "St Wilfrid’s Hospital")
    page.check("input[name=kind][value=border_place]")
    page.click("#begin")
    page.check("input[name=chosen][value=worry]")
    for name, words in (("person", "Ada Quill"), ("job", "Named nurse"), ("email", "a.quill@hospital.example"),
                        ("phone", "020 7946 0143"), ("f_worry", WORRY), ("purpose", "To keep them safe there."),
                        ("necessity", "They treat those who come from there.")):  # fmt: skip  # a question each
        page.fill(f"#{name}", words)
    page.select_option("#basis", "ca2004_s10")
    page.check("input[name=openness][value=nobody_in_particular]")
    page.click("#propose")
    page.wait_for_url(re.compile(r"/disclosures/DX-[^/]+$"))
    return page.url.rpartition("/")[2]


def agree(page: Page, reference: str) -> None:
    page.goto(f"/disclosures/{reference}/authorise")
    expect(page.locator("main")).to_contain_text(WORRY)
    page.check("input[name=answer][value=agree]")
    page.fill("#words", "It is the least that they need.")
    page.click("#settle")
    # Nobody leaves before the answer is there: a browser that is closed on its way there may never end.
    expect(page.locator("#settle")).to_have_count(0)


def send(page: Page, reference: str) -> str:
    """The code, as it stands on the page."""
    page.goto(f"/disclosures/{reference}")
    page.click("#send")
    code = page.locator("#code").inner_text()
    page.click("#told")
    expect(page.locator("#code")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text(code)
    return code


def made(world: World) -> Known:
    return in_a_thread(add_context(world, world.larkmere))


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 320)])
def test_from_the_draft_to_the_file(chromium: Browser, live: LiveSite, scripts: bool, width: int) -> None:
    known = made(live.world)
    look = partial(visiting, chromium, live, width=width, scripts=scripts)
    with look(token=token_of(live, "practitioner")) as page:
        reference = prepare(page, known)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    with look(token=token_of(live, "ig_lead")) as page:
        agree(page, reference)
    with look(token=token_of(live, "practitioner")) as page:
        code = send(page, reference)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    address = in_a_thread(last_token(live.world, "collection"))
    WATCH.gave_out(address, "larkmere")
    with look() as page:
        page.goto(f"/collect/{address}")
        page.fill("#code", "7KM2-49TX-3QRD")
        page.fill("#name", "Ada Quill")
        page.click("#open")
        expect(page.locator(".govuk-error-summary")).to_contain_text("Nothing opens with that")
        assert page.input_value("#name") == "Ada Quill"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.fill("#code", code)
        page.click("#open")
        expect(page.locator("main")).to_contain_text(WORRY)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        with page.expect_download() as saved:
            page.click("#save")
        with ZipFile(saved.value.path()) as packed:
            assert WORRY in packed.read(f"{reference}.html").decode()
    with look() as page:
        page.goto(f"/collect/{address}/package")
        expect(page.locator("main")).not_to_contain_text(WORRY)
    with look(token=token_of(live, "practitioner")) as page:
        page.goto(f"/disclosures/{reference}")
        expect(page.locator("main")).to_contain_text("Opened with the code (Ada Quill)")
        expect(page.locator("#receipt-2")).to_be_visible()
