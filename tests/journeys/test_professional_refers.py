"""A professional refers a place: with and without a script, at the width of a phone, and where there is no signal."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from councils import World
from example_files import PLACE, photo
from live import LiveSite, in_a_thread, visiting
from told import ask

pytestmark = pytest.mark.browser
WHERE, WHAT = "The bandstand in Elm Park", "Older teenagers hand out phones there after school."
KEPT = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
  (await caches.keys()).length]"""


def fill(page: Page, where: str = WHERE) -> None:
    page.goto("/refer")
    page.check("input[name=kind][value=place]")
    page.fill("#where", where)
    page.fill("#what", WHAT)
    page.check("input[name=harms][value=cce]")
    page.select_option("#children", "3_5")
    page.check("input[name=danger][value=no]")
    page.check("input[name=openness][value=nobody_in_particular]")


def token_of(live: LiveSite, person: str) -> str:
    return live.session_token(live.world.larkmere, person)


def count_of(world: World, where: str) -> int:
    query = "select count(*) from tenants.statements where where_said = :where"
    return int(in_a_thread(ask(world, query, where=where)).count)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [1280, 320])
def test_from_the_form_to_what_came_of_it(chromium: Browser, live: LiveSite, scripts: bool, width: int) -> None:
    where = f"{WHERE} {width} {scripts}"
    with visiting(chromium, live, width=width, scripts=scripts, token=token_of(live, "practitioner")) as page:
        fill(page, where)
        assert page.is_checked("input[name=basis][value=public_task]")
        page.locator("#fold-people summary").click()
        page.fill("#case_references", "LK-118")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click("#send")
        page.wait_for_url("**/refer/CR-*")
        reference = page.url.rpartition("/")[2]
        expect(page.locator("main")).to_contain_text("It waits to be read.")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("link", name="Add a photo or another file").click()
        page.set_input_files("#files", {"name": "Elm Park.jpg", "mimeType": "image/jpeg", "buffer": photo()})
        page.click("#save")
        expect(page.locator("#file-list")).to_contain_text("Elm Park.jpg")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto("/refer/mine")
        expect(page.locator("main")).to_contain_text(where)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert count_of(live.world, where) == 1
    with visiting(chromium, live, width=width, scripts=scripts, token=token_of(live, "screener")) as page:
        page.goto(f"/referrals/{reference}")
        shown = page.request.get(f"{live.base_url}{page.locator('#file-list a').first.get_attribute('href')}")
        assert shown.ok
        assert [mark for mark in (b"Exif", b"GPS", PLACE.encode()) if mark in shown.body()] == []


def test_typed_without_a_signal_kept_in_the_page_and_saved_when_it_is_back(chromium: Browser, live: LiveSite) -> None:
    where = "Tollgate skatepark, no signal"
    with visiting(chromium, live, width=320, token=token_of(live, "practitioner")) as page:
        page.goto("/refer")
        page.context.set_offline(True)
        page.fill("#where", where)
        page.locator("#send").click()
        expect(page.locator("#signal")).to_contain_text("There is no signal just now")
        assert page.input_value("#where") == where
        assert page.evaluate(KEPT) == [0, 0, 0, 0]
        page.locator("#what").press_sequentially("More")
        page.context.set_offline(False)
        expect(page.locator("[data-autosave-status]")).to_have_text("Draft kept just now.", timeout=20_000)
    with visiting(chromium, live, token=token_of(live, "practitioner")) as page:
        page.goto("/refer")
        assert page.input_value("#where") == where


def test_a_press_without_a_signal_is_made_once_it_is_back(chromium: Browser, live: LiveSite) -> None:
    where = "Canal bridge, pressed without a signal"
    with visiting(chromium, live, token=token_of(live, "manager")) as page:
        fill(page, where)
        page.context.set_offline(True)
        page.locator("#send").click()
        expect(page.locator("#signal")).to_contain_text("There is no signal just now")
        page.context.set_offline(False)
        page.wait_for_url("**/refer/CR-*", timeout=20_000)
    assert count_of(live.world, where) == 1


def test_what_is_added_later_is_held_without_a_signal_too(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live, width=320, token=token_of(live, "manager")) as page:
        fill(page, "Weir path, and more of it")
        page.locator("#send").click()
        page.wait_for_url("**/refer/CR-*", timeout=20_000)
        page.context.set_offline(True)
        page.fill("#news", "They were there again.")
        page.locator("#add").click()
        expect(page.locator("#signal")).to_contain_text("There is no signal just now")
        assert page.input_value("#news") == "They were there again."
        page.context.set_offline(False)
        expect(page.locator(".cg-typed")).to_have_text("They were there again.", timeout=20_000)


def test_leaving_asks_first_where_a_draft_could_not_be_kept(chromium: Browser, live: LiveSite) -> None:
    """The network is there and we are not: a café's sign-in page, or a session that has ended."""
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    with visiting(chromium, live, token=token_of(live, "practitioner")) as page:
        page.goto("/refer")
        page.route("**/refer/draft", lambda route: route.abort())
        page.locator("#where").press_sequentially("Behind the shops")
        expect(page.locator("[data-autosave-status]")).to_contain_text("Not kept", timeout=20_000)
        page.on("dialog", leave)
        page.goto("/my-work")
    assert asked == ["beforeunload"]


def test_signing_out_leaves_nothing_in_the_browser(chromium: Browser, live: LiveSite) -> None:
    with visiting(chromium, live, token=token_of(live, "consultant")) as page:
        fill(page, "Market square")
        page.evaluate("localStorage.setItem('left', 'behind')")
        page.click("#sign-out")
        page.wait_for_url("**/signed-out")
        assert page.evaluate(KEPT) == [0, 0, 0, 0]
        page.go_back()
        assert "Market square" not in page.content()


def test_whoever_signs_in_after_another_never_sees_or_keeps_their_words(chromium: Browser, live: LiveSite) -> None:
    where = "Behind the library"
    with visiting(chromium, live, token=token_of(live, "locality_practitioner")) as page:
        page.goto("/refer")
        page.context.set_offline(True)
        page.fill("#where", where)
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "cg_session", "value": token_of(live, "auditor"), "url": live.base_url}])
        page.context.set_offline(False)
        expect(page.locator("#where")).to_have_value("", timeout=30_000)
    query = "select count(*) from council.drafts where answers::text like :where"
    assert in_a_thread(ask(live.world, query, where=f"%{where}%")).count == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_one_draft_open_in_two_tabs_becomes_two(chromium: Browser, live: LiveSite, scripts: bool) -> None:
    here, there = f"Ferry steps {scripts}", f"Ferry bridge {scripts}"

    def keep(page: Page, where: str) -> None:
        page.fill("#where", where)
        if scripts:
            page.evaluate("dispatchEvent(new Event('online'))")
            expect(page.locator("[data-autosave-status]")).to_have_text("Draft kept just now.")
        else:
            page.get_by_role("button", name="Keep as a draft").click()

    with visiting(chromium, live, width=320, scripts=scripts, token=token_of(live, "chair")) as page:
        page.goto("/refer?draft=new")
        keep(page, f"Ferry {scripts}")
        page.goto("/refer")
        other = page.context.new_page()
        other.goto("/refer")
        keep(page, here)
        keep(other, there)
        other.close()
        page.goto("/refer")
        assert page.input_value("#where") == there
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.locator("#begun li", has_text=here).get_by_role("link").click()
        assert page.input_value("#where") == here
        page.locator("#begun li", has_text=there).get_by_role("button").click()
        expect(page.locator("main")).to_contain_text("The draft is gone.")
        page.goto("/refer")
        assert page.input_value("#where") == here
        page.locator("#drop").click()
        expect(page.locator("main")).to_contain_text("The draft is gone.")
