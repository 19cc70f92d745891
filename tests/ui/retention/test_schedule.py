"""The schedule over HTTP: who confirms, what begins later, and what went by itself."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Final

from commonground.platform.calendar import LONDON
from commonground.platform.ids import uuid7
from councils import TestCouncil, World
from told import ask, tell
from web import Site

PAGE: Final = "/retention/schedule"
_WENT: Final = (
    "insert into tenants.gone_by_itself (tenant_id, id, record_type, months, number, gone_at)"
    " values (:council, :id, :type, :months, :number, now() - cast(:ago as interval))"
)
_TAKE_BACK: Final = re.compile(r'name="choice" value="([^"]+)"')


def shorter(which: str = "access_request") -> dict[str, str | list[str]]:
    return {"record_type": which, "years": "0", "months": "1", "counted_from": "ended", "reason": "Less to keep"}


async def test_whoever_chooses_confirms_that_it_is_they(site: Site, world: World) -> None:
    browser = site.browser()
    browser.client.cookies.set("cg_session", await world.token(world.larkmere, "ig_lead", confirmed=False))
    answer = await browser.submit(PAGE, shorter())
    assert answer.status_code == 401
    assert "Less to keep" in answer.text, "nothing typed is lost"
    assert await ask(world, "select count(*) from council.retention_choices where reason = 'Less to keep'") == (0,)


async def test_a_shorter_time_stands_there_with_its_day_and_is_taken_back(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "ig_lead")
    saved = await browser.submit(PAGE, shorter("break_glass"), follow=True)
    assert "Until then it can be taken back" in saved.text
    assert re.search(r"From \d+ \w+ \d+ on: 1 month after it was decided or closed", saved.text)
    assert "3 years after it was decided or closed" in html.unescape(saved.text)
    (choice,) = _TAKE_BACK.findall(saved.text)
    neighbour = await site.signed_in(world.hallowdene, "ig_lead")
    assert not _TAKE_BACK.findall((await neighbour.get(PAGE)).text)
    foreign = await neighbour.submit(PAGE, {"choice": choice}, to=f"{PAGE}/take-back")
    assert foreign.status_code == 404
    colleague = site.browser()
    colleague.client.cookies.set("cg_session", await world.token(world.larkmere, "ig_lead", confirmed=False))
    back = await colleague.submit(PAGE, {"choice": choice}, to=f"{PAGE}/take-back", follow=True)
    assert "Taken back. What counted before counts on." in back.text
    assert "Taken back before it began: Ig Lead" in back.text
    assert not _TAKE_BACK.findall(back.text)
    again = await colleague.submit(PAGE, {"choice": choice}, to=f"{PAGE}/take-back", follow=True)
    assert "it is taken back already" in again.text


async def went(world: World, council: TestCouncil, which: str, months: int, number: int, days: int = 0) -> None:
    await tell(world, _WENT, council=council.id, id=uuid7(), type=which, months=months, number=number,
               ago=timedelta(days=days))  # fmt: skip  # one row


async def test_what_went_by_itself_stands_with_the_certificates(site: Site, world: World) -> None:
    larkmere = world.larkmere
    for number in (3, 4):
        await went(world, larkmere, "notice", 12, number)
    await went(world, larkmere, "notice", 18, 5)
    await went(world, larkmere, "access_request", 36, 1, days=70)
    await went(world, world.hallowdene, "notice", 12, 911)
    page = (await (await site.signed_in(larkmere, "ig_lead")).get("/retention/certificates")).text
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', page, flags=re.DOTALL)
    cells = [(name, re.findall(r"<td[^>]*>([^<]*)</td>", rest)) for name, rest in rows]
    (now,) = await ask(world, "select now()")
    today = now.astimezone(LONDON)
    assert [(name.split()[0].strip(","), kept, number) for name, (_, kept, number) in cells] == [
        ("Notice", "1 year", "7"),
        ("Notice", "1 year and 6 months", "5"),
        ("Request", "3 years", "1"),
    ]
    assert cells[0][1][0] == f"{today.day} {today:%B %Y}"
    assert not any("911" in cell for _, rest in cells for cell in rest)


async def test_it_says_what_becomes_of_what_was_never_saved_or_sent(site: Site, world: World) -> None:
    """Of a council in Wales likewise, and the assessment says the same; nobody can choose another time for it."""
    for council in (world.larkmere, world.hallowdene):
        browser = await site.signed_in(council, "ig_lead")
        page = html.unescape((await browser.get(PAGE)).text)
        admin = await site.signed_in(council, "admin")
        pack = html.unescape((await admin.get("/council/go-live/assessment")).text)
        for shown in (page, pack):
            assert "What staff typed and did not save" in shown
            assert "1 year after it was last typed, or with its record if that goes first" in shown
            assert "A report that somebody began and did not send" in shown
            assert "7 days after it was begun" in shown
        assert "did not save" not in page.partition("<select")[2], "no choice of the form"
