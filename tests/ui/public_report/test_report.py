"""From the start page to the return code, as a browser without scripts goes."""

from __future__ import annotations

# Long: one journey in small steps, each way to go on and back in its own test.
import asyncio
import re
from datetime import timedelta

import pytest
from httpx import Response

from commonground.platform.identity import passes
from commonground.platform.references import hash_return_code, parse_return_code
from commonground.platform.throttle import REPORT
from commonground.ui.public_report import codes, door
from councils import World
from resident import Form, Resident, code_on
from throttling import allow
from told import ask
from web import Site

pytestmark = pytest.mark.usefixtures("hurried")


def one_line(response: Response) -> str:
    return " ".join(response.text.split())


async def test_a_worry_about_a_park_reaches_the_front_door(resident: Resident, world: World) -> None:
    code = await resident.report()
    assert parse_return_code(code) == code
    row = await ask(
        world,
        "select r.title, r.harms, r.team_id, p.what_said, p.shown, p.lang from tenants.referrals r"
        " join tenants.reports p on p.referral_id = r.id order by r.received_at desc",
    )
    assert (row.title, row.harms, row.lang) == ("Bandstand in Elm Park", ["cce", "weapons"], "en")
    assert row.team_id == world.larkmere.teams["front_door"]
    assert row.what_said == "Older teenagers hand out phones.\nOne of them is called Jamie Smith."
    assert "Jamie" not in str(row.shown)


async def test_the_start_page_leads_on_and_says_what_happens(resident: Resident) -> None:
    page = one_line(await resident.get())
    assert 'href="/larkmere/report/kind"' in page
    assert page.index("<b>999</b>") < page.index("Start now")
    assert re.search(r"they will see it (today|on \w+day \d+ \w+)", page)
    assert "020 7946 0143" in page


@pytest.mark.parametrize("kind", ["place", "group", "school", "online", "unsure"])
async def test_every_kind_can_be_reported_with_six_answers(resident: Resident, kind: str) -> None:
    await resident.post("kind", {"subject": kind})
    await resident.post("where", {"where": "Somewhere by the canal"})
    await resident.post("what", {"danger": "no", "harms": "not_sure", "what": "It does not feel right."})
    await resident.post("you", {"contact": "unknown"})
    assert await resident.send()


async def test_there_are_four_questions_and_a_check(resident: Resident) -> None:
    for number, page in enumerate(("kind", "where", "what", "you"), start=1):
        assert f"Question {number} of 4" in (await resident.get(page)).text
        await resident.fill_in(page)
    assert "Check your answers, then send" in (await resident.get("check")).text


OF_THE_TAB = {"_mark", "_about"}
"""By which a tab knows that another one went on."""


async def test_a_group_is_not_asked_for_names_pictures_or_ethnicity(resident: Resident) -> None:
    await resident.post("kind", {"subject": "group"})
    page = (await resident.get("where")).text
    assert "Please leave out names, photos and ethnicity" in page
    assert 'type="file"' not in page
    form = page.partition('<form id="question"')[2].partition("</form>")[0]
    asked = {"_token", "page", "where", "address", "group_size", "ages"}
    assert set(re.findall(r' name="(\w+)"', form)) == asked | OF_THE_TAB


async def test_one_child_is_led_to_the_front_door_and_leaves_nothing_to_send(resident: Resident) -> None:
    answered = await resident.post("kind", {"subject": "one_child"}, follow=True)
    assert str(answered.url).endswith("/report/one-child")
    assert "020 7946 0142" in answered.text
    assert (await resident.get("where")).headers["location"] == resident.path("one-child")
    assert (await resident.post("check", {})).headers["location"] == resident.path("one-child")


async def test_danger_now_shows_999_before_anything_else_goes_on(resident: Resident) -> None:
    await resident.fill_in("kind", "where")
    answered = await resident.post("what", resident.answers["what"] | {"danger": "yes"}, follow=True)
    assert str(answered.url).endswith("/report/danger")
    assert 'href="tel:999"' in answered.text
    assert (await resident.get("you")).headers["location"] == resident.path("danger")
    assert (await resident.post("danger", {})).headers["location"] == resident.path("you")
    await resident.fill_in("you")
    assert "Ring 999. Do not wait for us to read this." in (await resident.get("check")).text
    assert await resident.send()


async def test_an_error_is_shown_at_its_question_with_what_was_typed(resident: Resident) -> None:
    await resident.fill_in("kind", "where")
    typed: Form = {"what": "<b>They</b> shout\nat others", "when": "Fridays"}
    refused = await resident.post("what", typed, follow=True)
    assert refused.status_code == 422
    assert "<title>Error: What is happening?" in refused.text
    assert 'href="#danger"' in refused.text
    assert "&lt;b&gt;They&lt;/b&gt; shout&#10;at others" in refused.text
    assert 'value="Fridays"' in refused.text
    assert '<details class="govuk-details" open>' in refused.text


async def test_an_error_stands_at_an_address_that_can_be_gone_back_to(resident: Resident) -> None:
    """A browser asks before it sends a form again, which a page that must not be stored would make it do."""
    await resident.fill_in("kind", "where")
    refused = await resident.post("what", {"what": "Half"}, query="?change=1")
    assert refused.headers["location"] == resident.path("what?again=1&change=1")
    assert (await resident.browser.get(refused.headers["location"])).status_code == 422
    assert (await resident.get("what")).status_code == 200


async def test_danger_that_comes_up_again_shows_999_again(resident: Resident) -> None:
    await resident.fill_in("kind", "where")
    for danger, then in (("yes", "danger"), ("no", "you"), ("yes", "danger")):
        answered = await resident.post("what", resident.answers["what"] | {"danger": danger})
        assert answered.headers["location"] == resident.path(then)
        await resident.post("danger", {})


async def test_the_check_shows_every_answer_and_when_it_is_read(resident: Resident) -> None:
    await resident.fill_in()
    page = one_line(await resident.get("check"))
    for answer in ("A place", "Bandstand in Elm Park", "LK4 2AA", "Knives or other weapons", "3 to 5", "I live nearby"):
        assert answer in page.replace("lk4 2aa", "LK4 2AA"), answer
    assert re.search(r"the front door team will read it (today|on \w+day \d+ \w+)", page)
    assert "020 7946 0143" in page
    assert "We think one name" in page


async def test_changing_an_answer_leads_back_to_the_check(resident: Resident) -> None:
    await resident.fill_in()
    changed = await resident.post("where", {"where": "Oak Park"}, query="?change=1")
    assert changed.headers["location"] == resident.path("check")
    assert "Oak Park" in (await resident.get("check")).text


async def test_another_kind_asks_again_where_and_forgets_the_kind_of_place(resident: Resident, world: World) -> None:
    await resident.fill_in()
    changed = await resident.post("kind", {"subject": "school"}, query="?change=1")
    assert changed.headers["location"] == resident.path("where?change=1")
    changed = await resident.post("where", {"where": "Brook Lane School"}, query="?change=1")
    assert changed.headers["location"] == resident.path("check")
    await resident.send()
    row = await ask(world, "select subject, venue from tenants.reports order by sent_at desc")
    assert tuple(row) == ("school", None)


async def test_who_stays_unknown_stays_unknown(resident: Resident, world: World) -> None:
    resident.answers["you"] = {"contact": "email", "contact_email": "maya@example.com", "contact_name": "Maya"}
    await resident.fill_in()
    await resident.post("you", {"contact": "unknown", "contact_email": "maya@example.com", "contact_name": "Maya"})
    assert "Maya" not in (await resident.get("check")).text
    await resident.send()
    row = await ask(world, "select contact_name, contact_by, contact_value from tenants.reports order by sent_at desc")
    assert tuple(row) == ("", None, "")


async def test_a_safe_way_of_contact_is_kept(resident: Resident, world: World) -> None:
    resident.answers["you"] = {
        "contact": "text",
        "contact_text": "07700 900982",
        "contact_name": "Maya",
        "contact_safe": "After 6pm",
    }
    await resident.report()
    row = await ask(
        world,
        "select contact_name, contact_by, contact_value, contact_safe from tenants.reports order by sent_at desc",
    )
    assert tuple(row) == ("Maya", "text", "07700 900982", "After 6pm")


@pytest.mark.parametrize("page", ["where", "what", "danger", "you", "check"])
async def test_a_page_out_of_turn_leads_to_the_start(resident: Resident, page: str) -> None:
    assert (await resident.get(page)).headers["location"] == resident.path()


async def test_a_name_with_something_unseen_in_it_stays_out_of_the_title(resident: Resident, world: World) -> None:
    resident.answers["where"] = {"where": "Kayleigh\u2060Jones house"}
    resident.answers["what"] |= {"what": "Jayden\u200bBrown, born 3rd April 2010, \U0001f468\u200d\U0001f467"}
    await resident.report()
    row = await ask(
        world,
        "select r.title, p.shown, p.what_said from tenants.referrals r join tenants.reports p on p.referral_id = r.id"
        " order by r.received_at desc",
    )
    assert row.title == "[name hidden] house"
    assert row.shown["what_said"] == "[name hidden], born [date hidden], \U0001f468\u200d\U0001f467"
    assert row.what_said.startswith("JaydenBrown, born")


async def test_a_question_left_out_is_asked_before_sending(resident: Resident) -> None:
    await resident.fill_in("kind", "where", "you")
    assert (await resident.get("check")).headers["location"] == resident.path("what")
    assert (await resident.post("check", {})).headers["location"] == resident.path("what")


async def test_the_code_is_shown_once(resident: Resident) -> None:
    code = await resident.report()
    again = await resident.get("sent")
    assert again.status_code == 200
    assert "Thank you. We have your report." in again.text
    assert code not in again.text
    assert code.replace("-", "") not in again.text


async def test_the_code_stands_in_no_address_and_no_readable_cookie(resident: Resident, site: Site) -> None:
    await resident.fill_in()
    answered = await resident.post("check", {})
    written = f"{answered.headers['location']} {answered.headers.get_list('set-cookie')}"
    code = re.search(r'name="code" value="([^"]+)"', (await resident.get("sent")).text)
    assert code is not None
    assert code[1] not in written
    assert all("httponly" in cookie.lower() for cookie in answered.headers.get_list("set-cookie"))


async def test_the_code_can_be_saved_under_a_neutral_name(resident: Resident) -> None:
    code = await resident.report()
    saved = await resident.post("note", {"code": code})
    assert saved.headers["content-disposition"] == 'attachment; filename="note.txt"'
    assert saved.headers["content-type"].startswith("text/plain")
    assert saved.text == f"{code}\n"
    assert saved.headers["cache-control"] == "no-store"


async def test_no_other_text_can_be_had_as_a_note(resident: Resident) -> None:
    assert (await resident.post("note", {"code": "<script>"})).status_code == 303


async def test_pressing_twice_sends_once(resident: Resident, world: World) -> None:
    await resident.fill_in()
    before = await ask(world, "select count(*) from tenants.reports")
    assert (await resident.post("check", {})).headers["location"] == resident.path("sent")
    assert (await resident.post("check", {})).headers["location"] == resident.path("sent")
    assert (await ask(world, "select count(*) from tenants.reports")).count == before.count + 1


async def test_an_unknown_council_is_not_found(site: Site) -> None:
    browser = site.browser()
    for path in (
        "/nowhere",
        "/nowhere/report",
        "/nowhere/report/kind",
        "/a%00b/report",
        "/%ff/report",
        "/Larkmere/report",
    ):
        assert (await browser.get(path)).status_code == 404, path


async def test_a_council_without_a_front_door_says_so_at_the_start(
    site: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = passes.open_intake

    async def without_team(*asked: object) -> object:
        intake = await opened(*asked)  # type: ignore[arg-type]  # handed on
        return None if intake is None else type(intake)(intake.council_id, intake.draft_id, None)

    monkeypatch.setattr(door, "open_intake", without_team)
    answered = await site.browser().get("/larkmere/report")
    assert answered.status_code == 200
    assert "does not take reports here yet" in answered.text
    assert "020 7946 0142" in answered.text


async def test_reports_of_two_councils_stay_apart(site: Site, world: World) -> None:
    browser = site.browser()
    here, there = Resident(browser, world.larkmere), Resident(browser, world.hallowdene)
    await here.fill_in("kind", "where")
    assert "Bandstand" not in (await there.get("where", follow=True)).text
    await there.fill_in()
    await there.send()
    assert "Bandstand" in (await here.get("where")).text


async def code_in_the_end(resident: Resident) -> str:
    return code_on((await resident.get("sent")).text)


async def kept_code(world: World) -> bytes:
    return bytes((await ask(world, "select code_hash from tenants.reports order by sent_at desc limit 1")).code_hash)


class LostAnswer:
    """A browser whose line broke, or whose person pressed again: the server's answer is as if it never was."""

    def __init__(self, resident: Resident) -> None:
        self.cookies = resident.browser.client.cookies
        self.before = dict(self.cookies)

    def forget(self) -> None:
        self.cookies.clear()
        self.cookies.update(self.before)


async def test_whoever_presses_twice_gets_the_code_that_the_first_answer_carried(
    resident: Resident, world: World
) -> None:
    await resident.fill_in()
    lost = LostAnswer(resident)
    await resident.post("check", {})
    lost.forget()
    assert (await resident.post("check", {})).headers["location"] == resident.path("sent")
    code = await code_in_the_end(resident)
    assert hash_return_code(code) == await kept_code(world)
    assert "Your report" in (await resident.open(code)).text


async def test_pressing_twice_at_the_same_moment_gives_the_code(resident: Resident, world: World) -> None:
    await resident.fill_in()
    lost = LostAnswer(resident)
    answers = await asyncio.gather(*(resident.post("check", {}) for _ in range(3)))
    assert {answer.headers["location"] for answer in answers} == {resident.path("sent")}
    for answer in answers:
        lost.forget()
        resident.browser.client.cookies.extract_cookies(answer)
        assert hash_return_code(await code_in_the_end(resident)) == await kept_code(world)


@pytest.mark.parametrize("page", ["check", "what", "sent", "danger"])
async def test_whoever_reads_on_after_a_lost_answer_gets_the_code(resident: Resident, world: World, page: str) -> None:
    await resident.fill_in()
    lost = LostAnswer(resident)
    await resident.post("check", {})
    lost.forget()
    shown = await resident.get(page, follow=True)
    assert str(shown.url).endswith(resident.path("sent"))
    assert hash_return_code(code_on(shown.text)) == await kept_code(world)


async def test_a_press_before_the_page_with_the_code_was_there_gives_it_once_more(resident: Resident) -> None:
    code = await resident.report()
    assert (await resident.post("check", {})).headers["location"] == resident.path("sent")
    assert await code_in_the_end(resident) == code
    assert code not in (await resident.get("sent")).text


async def test_the_code_is_not_given_again_later(
    resident: Resident, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await resident.fill_in()
    lost = LostAnswer(resident)
    await resident.post("check", {})
    lost.forget()
    monkeypatch.setattr(codes, "GIVEN_AGAIN_FOR", timedelta())
    assert (await resident.post("check", {})).headers["location"] == resident.path()
    assert "Return codes are shown once" in (await resident.get("sent")).text


async def test_the_draft_s_cookie_stays_a_minute_once_the_code_was_shown(resident: Resident) -> None:
    await resident.fill_in()
    answered = await resident.post("check", {})
    assert "cg_draft" not in str(answered.headers.get_list("set-cookie"))
    shown = (await resident.get("sent")).headers.get_list("set-cookie")
    assert [cookie for cookie in shown if "cg_draft_larkmere" in cookie and "Max-Age=60;" in cookie]
    assert "cg_draft" not in str((await resident.get("sent")).headers.get_list("set-cookie"))


async def test_the_page_of_one_report_leaves_the_next_one_s_draft_alone(resident: Resident) -> None:
    first = await resident.report()
    await resident.fill_in("kind", "where")
    shown = await resident.get("sent")
    assert "cg_draft" not in str(shown.headers.get_list("set-cookie"))
    assert "Bandstand" in (await resident.get("where")).text
    await resident.fill_in()
    lost = LostAnswer(resident)
    await resident.post("check", {})
    lost.forget()
    assert code_on((await resident.get("check", follow=True)).text) != first


async def test_whoever_exits_leaves_no_way_to_the_code(resident: Resident) -> None:
    await resident.fill_in()
    await resident.post("check", {})
    await resident.browser.client.get(resident.path("exit"), headers={"Sec-Fetch-Site": "same-origin"})
    assert (await resident.post("check", {})).headers["location"] == resident.path()
    assert "Return codes are shown once" in (await resident.get("sent")).text


async def test_one_council_s_cookie_makes_no_code_of_another(site: Site, world: World) -> None:
    """The same token, taken to the neighbour, opens nothing there."""
    browser = site.browser()
    here, there = Resident(browser, world.larkmere), Resident(browser, world.hallowdene)
    await here.fill_in()
    token = browser.client.cookies["cg_draft_larkmere"]
    await here.post("check", {})
    browser.client.cookies.set("cg_draft_hallowdene", token)
    assert (await there.post("check", {})).headers["location"] == there.path()


async def test_a_press_that_is_one_too_many_after_sending_is_no_refusal(resident: Resident, world: World) -> None:
    await resident.fill_in()
    await allow(world, REPORT, 1)
    answers = await asyncio.gather(*(resident.post("check", {}) for _ in range(2)))
    assert 303 in {answer.status_code for answer in answers}
    assert (await resident.post("check", {})).headers["location"] == resident.path("sent")
