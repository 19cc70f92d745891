"""The decision's form with a script: what its buttons really do."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect
from sqlalchemy import text

from casework import Told, add_context, add_message, add_referral, as_owner
from commonground.tenants.referrals.safe_replies import safe_reply
from commonground.tenants.referrals.types import Outcome
from councils import World
from live import LiveSite, in_a_thread, visiting

pytestmark = pytest.mark.browser
_LINES = """all => all.map(th => {
  const range = document.createRange(); range.selectNodeContents(th);
  return [th.textContent, range.getClientRects().length] })"""


async def _state(world: World, told: Told) -> Any:
    query = "select state, version from tenants.referrals where id = :id"
    async with as_owner(world.database) as engine, engine.connect() as connection:
        return tuple((await connection.execute(text(query), {"id": told.id})).one())


def _screened(world: World, **more: Any) -> Told:
    return in_a_thread(add_referral(world, world.larkmere, state="screening", lead="screener", **more))


def test_throwing_the_draft_away_decides_nothing(chromium: Browser, live: LiveSite) -> None:
    told = _screened(live.world)
    with visiting(chromium, live, token=live.session_token(live.world.larkmere, "screener")) as page:
        page.goto(f"/referrals/{told.reference}")
        page.get_by_label("No context: it stands alone").check()
        page.get_by_label("No further action, with advice").check()
        expect(page.locator("[data-autosave-status]")).to_have_text("Draft kept just now.", timeout=20_000)
        page.reload()
        page.get_by_label("3. Why").fill("Never meant to be kept.")
        page.click("#drop")
        expect(page.locator("#cg-status")).to_have_text("The draft is gone.")
        expect(page.get_by_label("3. Why")).to_have_value("")
        expect(page.locator("#drop")).to_have_count(0)
        assert page.evaluate("document.activeElement !== document.body")
        page.goto("/tracker")  # leaving keeps what is typed: nothing is
        page.goto(f"/referrals/{told.reference}")
        expect(page.locator("#drop")).to_have_count(0)
        assert in_a_thread(_state(live.world, told)) == ("screening", 1)


def test_ready_words_follow_the_outcome_and_typed_ones_stay(chromium: Browser, live: LiveSite) -> None:
    told = _screened(live.world)
    with visiting(chromium, live, token=live.session_token(live.world.larkmere, "screener")) as page:
        page.goto(f"/referrals/{told.reference}")
        page.get_by_label("No context: it stands alone").check()
        page.get_by_label("3. Why").fill("One evening, and nothing since.")
        advice = page.get_by_label("No further action, with advice")
        advice.check()
        reply = page.get_by_label("What they will read")
        expect(reply).to_have_value(safe_reply(Outcome.ADVICE, "en"))
        expect(page.locator("#cg-status")).to_have_text("The words of the reply now fit this outcome.")
        expect(advice).to_be_focused()
        reply.fill("Words of my own.")
        page.get_by_label("Signpost to a service for everyone").check()
        expect(page.locator("#words-fitting")).to_be_visible()
        expect(reply).to_have_value("Words of my own.")
        reply.fill(safe_reply(Outcome.ADVICE, "en"))
        advice.check()
        page.click("#save")
        expect(page.locator(".govuk-notification-banner__heading")).to_contain_text("The reply was sent.")


def test_letters_typed_while_ready_words_are_on_their_way_stay(chromium: Browser, live: LiveSite) -> None:
    told = _screened(live.world)
    with visiting(chromium, live, token=live.session_token(live.world.larkmere, "screener")) as page:
        page.goto(f"/referrals/{told.reference}")
        reply = page.get_by_label("What they will read")
        held: list[Route] = []
        page.route("**/words", lambda route: held.append(route))  # noqa: PLW0108  # Playwright marks what it is given
        page.get_by_label("No further action, with advice").check()
        while not held:
            page.wait_for_timeout(20)
        reply.fill("Thank you, Mo")
        held.pop().continue_()
        expect(page.locator("[aria-busy]")).to_have_count(0)
        expect(reply).to_have_value("Thank you, Mo")
        expect(reply).to_be_focused()


def test_what_is_typed_after_a_save_that_failed_is_kept_too(chromium: Browser, live: LiveSite) -> None:
    told = _screened(live.world)
    with visiting(chromium, live, token=live.session_token(live.world.larkmere, "screener")) as page:
        page.goto(f"/referrals/{told.reference}")
        page.get_by_label("No context: it stands alone").check()
        page.get_by_label("3. Why").fill("One evening, and nothing since.")
        page.get_by_label("No further action, with advice").check()
        page.route(f"**/referrals/{told.reference}", lambda route: route.fulfill(status=503))
        page.click("#save")
        expect(page.locator("#problem")).to_be_visible()
        page.get_by_label("3. Why").fill("One evening. The school says the same.")
        with page.expect_request("**/draft", timeout=20_000) as kept:
            pass
        assert "The+school+says+the+same" in (kept.value.post_data or "")


def test_without_a_script_changed_words_are_read_before_they_are_sent(chromium: Browser, live: LiveSite) -> None:
    told = _screened(live.world)
    token = live.session_token(live.world.larkmere, "screener")
    with visiting(chromium, live, scripts=False, token=token) as page:
        page.goto(f"/referrals/{told.reference}")
        page.get_by_label("No context: it stands alone").check()
        page.get_by_label("No further action, with advice").check()
        page.get_by_label("3. Why").fill("One evening, and nothing since.")
        page.click("#save")
        expect(page.locator("#reply-step")).to_contain_text("Read them before you save")
        expect(page.get_by_label("What they will read")).to_have_value(safe_reply(Outcome.ADVICE, "en"))
        page.click("#save")
        expect(page.locator(".govuk-notification-banner__heading")).to_contain_text("The reply was sent.")


def test_looking_at_the_names_shows_what_was_added_too(chromium: Browser, live: LiveSite) -> None:
    world = live.world
    told = _screened(world, what="Ayesha waits", masked="[name hidden] waits")
    in_a_thread(add_message(world, world.larkmere, told, "news", "Kayden came.", "[name hidden] came."))
    with visiting(chromium, live, token=live.session_token(world.larkmere, "screener")) as page:
        page.goto(f"/referrals/{told.reference}")
        expect(page.locator("#told")).to_contain_text("2 words masked by the system.")
        page.click("#look")
        expect(page.locator("#told")).to_contain_text("Ayesha waits")
        expect(page.locator("main")).to_contain_text("Kayden came.")
        expect(page.locator("main")).not_to_contain_text("[name hidden] came.")
        expect(page.locator("#since")).to_have_count(1)


def test_on_paper_no_heading_of_a_row_breaks_and_the_chart_is_as_drawn(chromium: Browser, live: LiveSite) -> None:
    world = live.world
    context = in_a_thread(add_context(world, world.larkmere))
    for harm in ("substances", "cse"):
        in_a_thread(add_referral(world, world.larkmere, state="decided", context=context, harms=(harm,)))
    told = _screened(world, context=context)
    with visiting(chromium, live, token=live.session_token(world.larkmere, "screener")) as page:
        page.goto(f"/referrals/{told.reference}")
        for width in (700, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(media="print")
            lines = page.locator(".cg-beside tbody th").evaluate_all(_LINES)
            assert lines
            assert [text for text, taken in lines if taken > len(text.split())] == []
            words = page.locator(".cg-chart.cg-wid text").first.bounding_box()
            assert words
            assert words["height"] < 20


@pytest.mark.parametrize("scripts", [True, False])
def test_a_context_is_found_by_its_name(chromium: Browser, live: LiveSite, scripts: bool) -> None:
    world = live.world
    for side in ("north", "south"):
        in_a_thread(add_context(world, world.larkmere, name=f"Lido {scripts} {side}", address=f"{side} Pool Lane"))
    told = _screened(world)
    token = live.session_token(world.larkmere, "screener")
    with visiting(chromium, live, scripts=scripts, token=token) as page:
        page.goto(f"/referrals/{told.reference}")
        page.get_by_label("Another one that I know").check()
        page.get_by_label("Its name or reference").fill(f"lido {scripts}")
        page.get_by_label("Add to the context, no further action yet").check()
        page.get_by_label("3. Why").fill("The second one about it this month.")
        page.get_by_label("What they will read").fill("Thank you. We have read what you told us.")
        page.click("#save")
        expect(page.locator(".govuk-error-summary")).to_contain_text("Choose one of them above")
        page.get_by_label(f"Lido {scripts} south").check()
        page.click("#save")
        expect(page.locator(".govuk-notification-banner__heading")).to_contain_text("The reply was sent.")
