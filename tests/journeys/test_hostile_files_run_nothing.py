"""Files in a browser: a photograph goes onto a record with and without a script, and nothing that was built to run
runs, whether it is opened as it is or through the links of the page.

`HOSTILE_FILES` says how many; `make prove` opens some hundreds."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Dialog, FilePayload, Page, expect
from playwright.sync_api import Error as PlaywrightError

from casework import Known, add_context
from example_files import photo
from figures import Figure
from hostile_files import HTML, hostile
from live import LiveSite, in_a_thread, visiting
from patience import sign_of_life
from told import rows

pytestmark = pytest.mark.browser
TRIED: Final = int(os.environ.get("HOSTILE_FILES", "40"))
_STRANGE: Final = set("\x00\r\n\u202e")
_RAN: Final = "executed"


def _placed(live: LiveSite) -> Known:
    return in_a_thread(add_context(live.world, live.world.larkmere))


def _kept(live: LiveSite, known: Known) -> list[Any]:
    query = "select id, name, kind from tenants.attachments where record_id = :id order by id"
    return in_a_thread(rows(live.world, query, id=known.id))


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 320)])
def test_a_photo_goes_onto_a_record_and_comes_off(chromium: Browser, live: LiveSite, scripts: bool, width: int) -> None:
    known = _placed(live)
    token = live.session_token(live.world.larkmere, "practitioner")
    with visiting(chromium, live, width=width, scripts=scripts, token=token) as page:
        page.goto(f"/contexts/{known.reference}/files")
        chosen = FilePayload(name="Yard.jpg", mimeType="image/jpeg", buffer=photo())
        page.get_by_label("Choose files").set_input_files(
            [chosen, FilePayload(name="page.html", mimeType="text/html", buffer=HTML)]
        )
        page.get_by_label("What do the files show?").fill("The yard")
        page.click("#save")
        expect(page.locator(".govuk-error-summary")).to_contain_text("page.html was not taken")
        expect(page.get_by_label("What do the files show?")).to_have_value("The yard")
        page.get_by_label("Choose files").set_input_files([chosen])
        page.click("#save")
        expect(page.locator("#file-list")).to_contain_text("Yard.jpg")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if scripts else True
        with page.context.expect_page() as opened:
            page.locator("#file-list a").first.click()
        opened.value.wait_for_load_state()
        assert opened.value.locator("img").count() == 1, "the picture itself"
        opened.value.close()
        page.locator("#file-list a", has_text="Take it off").click()
        page.get_by_label("Why?").fill("Of another place")
        page.click("#save")
        expect(page.locator("#file-list")).to_contain_text("Of another place")
        expect(page.locator("#file-list")).not_to_contain_text("Yard.jpg")


def test_nothing_hostile_runs(chromium: Browser, live: LiveSite, figure: Figure) -> None:
    known, ran = _placed(live), 0
    with visiting(chromium, live, token=live.session_token(live.world.larkmere, "practitioner")) as page:
        asked: list[str] = []

        def ran_it(dialog: Dialog) -> None:
            asked.append(_RAN)
            dialog.dismiss()

        page.context.on("request", lambda request: asked.append(request.url))
        page.context.on("dialog", ran_it)
        for number in range(TRIED):
            _send(page, known, number)
        files = _kept(live, known)
        for file in files:
            for how in ("", "?download=1"):
                ran += _opened(page, f"/contexts/{known.reference}/files/{file.id}{how}")
        page.goto(f"/contexts/{known.reference}/files")
        ran += _RAN in page.title()
        ran += sum(url.endswith(f"/{_RAN}") or url == _RAN for url in asked)
    figure("hostile uploads opened in a browser", len(files))
    figure("hostile uploads that ran something", ran)
    assert ran == 0
    assert len(files) >= 3, "else nothing was tried"


def _send(page: Page, known: Known, number: int) -> None:
    sign_of_life()
    sent = hostile(number)
    page.goto(f"/contexts/{known.reference}/files")
    name = "".join(sign for sign in sent.name if sign not in _STRANGE)[:200] or "x"
    page.get_by_label("Choose files").set_input_files(
        [FilePayload(name=name, mimeType=sent.media_type or "x/y", buffer=sent.content)]
    )
    page.click("#save")
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == "Files", (number, sent.label)


def _opened(page: Page, address: str) -> bool:
    """Whether it ran anything, opened as itself: where a download begins, nothing is opened."""
    sign_of_life()
    other = page.context.new_page()
    try:
        with suppress(PlaywrightError):
            other.goto(address)
        return _RAN in other.title()
    finally:
        other.close()
