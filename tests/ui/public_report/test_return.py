"""Coming back with a return code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commonground.platform.references import hash_return_code, new_return_code
from councils import World
from resident import Resident, council_writes
from told import ask, rows, tell
from web import Site

pytestmark = pytest.mark.usefixtures("hurried")


async def news_of(world: World, code: str) -> str | None:
    row = await ask(
        world,
        "select m.body from tenants.report_messages m join tenants.reports r on r.id = m.report_id"
        " where r.code_hash = :digest and m.kind = 'news'",
        digest=hash_return_code(code),
    )
    return None if row is None else str(row.body)


async def test_the_reply_and_the_question_are_read_with_the_code(resident: Resident, world: World) -> None:
    code = await resident.report()
    await council_writes(world, code, "question", "Which evening was it?")
    await council_writes(world, code, "reply", "Thank you.\nSomebody whose job is that park is looking.")
    page = await resident.open(code)
    assert str(page.url).endswith("/larkmere/report/reply")
    assert "Which evening was it?" in page.text
    assert "Thank you.\nSomebody whose job is that park is looking." in page.text


async def test_what_was_told_is_not_shown_to_whoever_finds_the_code(resident: Resident) -> None:
    code = await resident.report()
    page = (await resident.open(code)).text
    for word in ("Bandstand", "Elm Road", "phones", "Jamie"):
        assert word not in page


async def test_a_code_may_be_typed_as_it_was_written_down(resident: Resident) -> None:
    code = await resident.report()
    page = await resident.open(f"  {code.lower().replace('-', ' ')}  ")
    assert str(page.url).endswith("/larkmere/report/reply")


async def test_the_code_is_in_no_address_and_sealed_in_its_cookie(resident: Resident) -> None:
    code = await resident.report()
    entered = await resident.post("return", {"code": code})
    assert entered.headers["location"] == resident.path("reply")
    cookie = next(each for each in entered.headers.get_list("set-cookie") if each.startswith("cg_reply_larkmere="))
    assert "Max-Age=900" in cookie
    assert "httponly" in cookie.lower()
    assert code not in cookie
    assert hash_return_code(code).hex() not in cookie


async def test_wrong_and_foreign_codes_get_the_same_answer(resident: Resident, site: Site, world: World) -> None:
    abroad = await Resident.at(site, world.hallowdene).report()
    pages = []
    for code in (new_return_code(), abroad):
        refused = await resident.post("return", {"code": code})
        assert refused.status_code == 422
        token = refused.text.partition('name="_token" value="')[2].partition('"')[0]
        nonce = refused.text.partition('nonce="')[2].partition('"')[0]
        shown = refused.text.replace(token, "").replace(nonce, "").replace(code, "")
        pages.append(shown)
    assert pages[0] == pages[1]
    assert "That code opens nothing here" in pages[0]


@pytest.mark.parametrize("typed", ["", "7KM2", "not a code at all", "<b>7KM2</b>", "7KM2-49TX-3QRD-8FJ2-WN5X"])
async def test_what_is_no_code_is_refused_and_shown_again(resident: Resident, typed: str) -> None:
    refused = await resident.post("return", {"code": typed})
    assert refused.status_code == 422
    assert "<b>7KM2" not in refused.text
    if typed.isalnum():
        assert f'value="{typed}"' in refused.text


async def test_ten_attempts_in_five_minutes(resident: Resident) -> None:
    for attempt in range(10):
        assert (await resident.post("return", {"code": new_return_code()})).status_code == 422, attempt
    held = await resident.post("return", {"code": new_return_code()})
    assert held.status_code == 429
    assert "Too many codes were tried" in held.text
    assert "020 7946 0142" in held.text
    assert "020 7946 0143" in held.text


async def test_guessing_one_code_from_many_addresses_is_held_up(resident: Resident, world: World) -> None:
    code = await resident.report()
    for _ in range(10):
        await resident.post("return", {"code": code[:4] + new_return_code()[4:]})
        await tell(world, "delete from identity.throttles where bucket = 'return_code'")
    assert (await resident.post("return", {"code": code})).status_code == 429


async def test_news_reaches_the_council(resident: Resident, world: World) -> None:
    code = await resident.report()
    await resident.open(code)
    added = await resident.post("reply", {"news": "They were there again.\nOn Friday."}, follow=True)
    assert "What you added is with the people who read your report." in added.text
    assert "You added something" in added.text
    assert "On Friday" not in added.text
    assert await news_of(world, code) == "They were there again.\nOn Friday."


async def test_empty_news_is_refused_at_its_question(resident: Resident) -> None:
    await resident.open(await resident.report())
    refused = await resident.post("reply", {"news": "  "})
    assert refused.status_code == 422
    assert 'href="#news"' in refused.text


async def test_news_typed_while_the_language_is_switched_is_not_lost(resident: Resident) -> None:
    await resident.open(await resident.report())
    switched = await resident.post("reply", {"news": "Half a", "_lang": "cy"})
    assert "Eich adroddiad" in switched.text
    assert "Half a</textarea>" in switched.text
    assert '<html lang="cy"' in (await resident.get("reply")).text


async def test_news_typed_when_the_code_ran_out_comes_back(resident: Resident, world: World) -> None:
    code = await resident.report()
    await resident.open(code)
    resident.browser.client.cookies.delete("cg_reply_larkmere")
    closed = await resident.post("reply", {"news": "Typed for\nan hour"})
    assert "what you typed is kept" in closed.text
    back = await resident.post("return", {"code": code, "news": "Typed for\nan hour"})
    assert "Typed for&#10;an hour</textarea>" in back.text or "Typed for\nan hour</textarea>" in back.text
    assert await news_of(world, code) is None


@pytest.mark.parametrize(("page", "words"), [("reply", "news"), ("withdraw", "why")])
async def test_what_came_back_stays_while_the_language_is_switched(resident: Resident, page: str, words: str) -> None:
    await resident.open(await resident.report())
    resident.browser.client.cookies.delete("cg_reply_larkmere")
    typed: dict[str, str | list[str]] = {words: "Half a sentence", "_lang": "cy"}
    for asked in (page, "return"):
        drawn = await resident.post(asked, typed)
        assert drawn.status_code == 200, asked
        for there in ('<html lang="cy"', "Half a sentence", 'form="code-form" name="_lang" value="en"'):
            assert there in drawn.text
    assert '<html lang="cy"' in (await resident.get("return")).text


async def test_withdrawing_says_that_a_record_is_kept(resident: Resident, world: World) -> None:
    code = await resident.report()
    await resident.open(code)
    assert "A safeguarding record of it is kept." in (await resident.get("withdraw")).text
    withdrawn = await resident.post("withdraw", {"why": "It was a mistake."}, follow=True)
    assert "You have asked us to withdraw your report." in withdrawn.text
    assert "You asked us to withdraw it. Somebody reads it before it is closed" in withdrawn.text
    assert "Ask to withdraw my report" not in withdrawn.text
    row = await ask(
        world,
        "select f.kind from system.outbox f join tenants.reports r on r.referral_id = f.subject_id"
        " where r.code_hash = :digest and f.kind = 'reporter_withdrew'",
        digest=hash_return_code(code),
    )
    assert row is not None


@pytest.mark.parametrize("page", ["reply", "withdraw"])
async def test_without_a_code_nothing_opens(resident: Resident, page: str) -> None:
    assert (await resident.get(page)).headers["location"] == resident.path("return")
    assert (await resident.post("withdraw", {"why": ""})).headers["location"] == resident.path("return")


async def test_the_code_can_be_forgotten(resident: Resident) -> None:
    await resident.open(await resident.report())
    forgotten = await resident.post("forget", {}, follow=True)
    assert "This browser has forgotten the code." in forgotten.text
    assert (await resident.get("reply")).headers["location"] == resident.path("return")


async def test_exit_forgets_the_code_too(resident: Resident) -> None:
    await resident.open(await resident.report())
    await resident.get("exit")
    assert (await resident.get("reply")).headers["location"] == resident.path("return")


async def test_a_sealed_cookie_of_one_council_opens_nothing_in_another(
    resident: Resident, site: Site, world: World
) -> None:
    await resident.open(await resident.report())
    cookies = resident.browser.client.cookies
    cookies.set("cg_reply_hallowdene", cookies["cg_reply_larkmere"])
    assert (await resident.browser.get("/hallowdene/report/reply")).headers["location"] == "/hallowdene/report/return"


@pytest.mark.parametrize("forged", ["", "x", "a.b.c.d.e", "eyJhbGciOiJub25lIn0..x.y.z", "é" * 20, "A" * 5000])
async def test_a_forged_cookie_opens_nothing(resident: Resident, forged: str) -> None:
    for cookie in ("cg_reply_larkmere", "cg_sent_larkmere", "cg_draft_larkmere"):
        header = {b"Cookie": f"{cookie}={forged}".encode()}
        for page in ("reply", "sent", "check"):
            answered = await resident.browser.client.get(resident.path(page), headers=header)
            assert answered.status_code in (200, 303), (page, answered.status_code)
            assert "Your return code" not in answered.text


async def test_a_late_reply_is_owned_up_to(resident: Resident, world: World) -> None:
    code = await resident.report()
    assert "We are late" not in (await resident.open(code)).text
    await tell(
        world,
        "update tenants.referrals set decision_due_at = :then where id ="
        " (select referral_id from tenants.reports where code_hash = :d)",
        then=datetime.now(UTC) - timedelta(days=30),
        d=hash_return_code(code),
    )
    assert "We are late, and we are sorry." in (await resident.get("reply")).text


@pytest.mark.parametrize("nothing", ["\u200b", "\u2060 \u00ad", "\ufe0f", "\u3164", "\u2800"])
async def test_news_of_what_cannot_be_seen_is_none(resident: Resident, world: World, nothing: str) -> None:
    code = await resident.report()
    await resident.open(code)
    refused = await resident.post("reply", {"news": nothing})
    assert refused.status_code == 422
    assert "Write what you want to add" in refused.text
    assert await news_of(world, code) is None


async def test_a_reason_typed_when_the_code_ran_out_comes_back(resident: Resident, world: World) -> None:
    code = await resident.report()
    await resident.open(code)
    resident.browser.client.cookies.delete("cg_reply_larkmere")
    closed = await resident.post("withdraw", {"why": "Somebody\nfound out"})
    assert "what you typed is kept" in closed.text
    assert 'name="why"' in closed.text
    wrong = await resident.post("return", {"code": new_return_code(), "why": "Somebody\nfound out"})
    assert "Somebody&#10;found out" in wrong.text or "Somebody\nfound out" in wrong.text
    back = await resident.post("return", {"code": code, "why": "Somebody\nfound out"})
    assert "A safeguarding record of it is kept." in back.text
    assert "Somebody&#10;found out</textarea>" in back.text or "Somebody\nfound out</textarea>" in back.text
    assert "Your report was closed" not in back.text
    withdrawn = await resident.post("withdraw", {"why": "Somebody\nfound out"}, follow=True)
    assert "You have asked us to withdraw your report." in withdrawn.text


async def messages_of(world: World, code: str) -> list[tuple[str, str]]:
    query = (
        "select m.kind, m.body from tenants.report_messages m join tenants.reports r on r.id = m.report_id"
        " where r.code_hash = :digest order by m.at, m.id"
    )
    return [tuple(row) for row in await rows(world, query, digest=hash_return_code(code))]


async def test_a_second_reason_from_another_tab_is_kept_as_news(resident: Resident, world: World) -> None:
    code = await resident.report()
    await resident.open(code)
    await resident.post("withdraw", {"why": "It was a mistake."})
    again = (await resident.post("withdraw", {"why": "He found out."}, follow=True)).text
    assert "You had asked us before. What you wrote now is with the people who read it." in again
    assert "You have asked us to withdraw your report." not in again
    assert await messages_of(world, code) == [("withdrawal", "It was a mistake."), ("news", "He found out.")]
    query = (
        "select count(*) from system.outbox f join tenants.reports r on r.referral_id = f.subject_id"
        " where r.code_hash = :digest and f.kind = :kind"
    )
    for kind in ("reporter_withdrew", "reporter_added_news"):
        assert (await ask(world, query, digest=hash_return_code(code), kind=kind)).count == 1


@pytest.mark.parametrize("nothing", ["", "  ", "\u200b"])
async def test_a_second_withdrawal_without_words_says_only_that_there_was_one(
    resident: Resident, world: World, nothing: str
) -> None:
    code = await resident.report()
    await resident.open(code)
    await resident.post("withdraw", {"why": ""})
    again = (await resident.post("withdraw", {"why": nothing}, follow=True)).text
    assert "You had asked us before." in again
    assert "What you wrote now" not in again
    assert await messages_of(world, code) == [("withdrawal", "")]


async def test_withdrawing_twice_is_said_in_welsh(resident: Resident) -> None:
    await resident.open(await resident.report())
    await resident.post("reply", {"news": "x", "_lang": "cy"})
    await resident.post("withdraw", {"why": ""})
    again = (await resident.post("withdraw", {"why": "Daeth i wybod."}, follow=True)).text
    assert "Roeddech wedi gofyn i ni o’r blaen. Mae’r hyn a ysgrifenasoch nawr gyda’r bobl" in again
