"""Warning flags over HTTP: put, shown in words, reviewed, and as invisible as what they stand on."""

from __future__ import annotations

from casework import add_context, add_referral
from commonground.ui.flags.showing import EXAMPLE
from councils import World
from told import ask, tell
from web import Browser, Site

Form = dict[str, str | list[str]]


def form(**changes: str) -> Form:
    return {"version": "1", **EXAMPLE, **changes}


async def put(browser: Browser, here: str, **changes: str) -> None:
    done = await browser.submit(f"{here}/flag", form(**changes))
    assert done.status_code == 303, done.text


async def test_its_words_stand_at_the_head_and_in_the_row(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, name="Flagged yard")
    told = await add_referral(
        world, world.larkmere, state="screening", team="specialist", lead="practitioner", context=known
    )
    browser = await site.signed_in(world.larkmere, "practitioner")
    await put(browser, f"/referrals/{told.reference}", kind="do_not_share", about="the landlord")
    await put(browser, f"/contexts/{known.reference}")
    record = (await browser.get(f"/referrals/{told.reference}")).text
    for words in ("Don’t share with the landlord", "Dangerous dog"):
        assert words in record, "its own, and its context’s"
    assert "Warning: Don’t share with the landlord" in (await browser.get("/tracker?view=all")).text
    assert "Warning: Dangerous dog" in (await browser.get("/contexts?words=flagged")).text
    for part in ("", "/timeline", "/contacts"):
        assert "Dangerous dog" in (await browser.get(f"/contexts/{known.reference}{part}")).text
    page = (await browser.get(f"/contexts/{known.reference}/flags")).text
    assert "The owner knows and will tie it up." in page
    assert "They were told." in page
    neighbour = await site.signed_in(world.hallowdene, "practitioner")
    assert (await neighbour.get(f"/contexts/{known.reference}/flags")).status_code == 404


async def test_it_is_as_invisible_as_what_it_stands_on(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, named=("practitioner",), name="Hidden yard")
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", context=known)
    browser = await site.signed_in(world.larkmere, "practitioner")
    await put(browser, f"/contexts/{known.reference}")
    screener = await site.signed_in(world.larkmere, "screener")
    assert "Dangerous dog" not in (await screener.get(f"/referrals/{told.reference}")).text
    assert "Dangerous dog" not in (await screener.get("/contexts?words=hidden")).text
    assert (await screener.get(f"/contexts/{known.reference}/flags")).status_code == 404


async def test_words_that_blame_or_name_are_asked_about_once_and_never_blocked(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}/flag"
    seal = ""
    for reason in ("She is putting herself at risk there.", "Ayesha has a dog."):
        asked = await browser.submit(here, form(reason=reason))
        assert asked.status_code == 422
        assert "Save again if it may stay" in asked.text
        assert reason in asked.text
        seal = asked.text.partition('name="looked"')[2].partition('value="')[2].partition('"')[0]
    again = await browser.submit(here, form(reason="Ayesha has a dog.", looked=seal))
    assert again.status_code == 303


async def test_what_is_missing_is_said_and_the_hint_asks_for_no_label(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}/flag"
    page = await browser.get(here)
    assert "Never what somebody is: no “gang member”" in page.text
    wrong = await browser.submit(here, form(kind="", reason="", evidence="", told="", fairness="", contested=""))
    assert wrong.status_code == 422
    for said in ("Choose what people must know", "Say where this comes from", "Say how they were told, or why not"):
        assert said in wrong.text
    assert (await ask(world, "select count(*) from tenants.warning_flags where record_id = :id", id=known.id))[0] == 0
    contested = await browser.submit(here, form(contested="yes"))
    assert "Write what they say" in contested.text
    assert (await browser.submit(here, form(days="365"))).status_code == 422


async def test_it_is_reviewed_and_comes_off(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    other = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    await put(browser, here)
    (flag,) = await ask(world, "select id::text from tenants.warning_flags where record_id = :id", id=known.id)
    review: Form = {"version": "2", "flag": flag, "what": "keep", "days": "30", "reason": "It is still there."}
    stray = await browser.submit(f"/contexts/{other.reference}/review-flag", review | {"version": "1"})
    assert stray.status_code == 422, "a flag of another record is none of its choices"
    assert (await browser.submit(f"{here}/review-flag", review)).status_code == 303
    assert "It is still there." in (await browser.get(f"{here}/flags")).text
    off = review | {"version": "3", "what": "take_off", "reason": "The dog has gone."}
    assert (await browser.submit(f"{here}/review-flag", off)).status_code == 303
    page = (await browser.get(f"{here}/flags")).text
    assert "Taken off by Practitioner" in page
    assert "The dog has gone." in page
    assert 'id="flags"' not in (await browser.get(here)).text
    assert "took a warning flag off it" in (await browser.get(f"{here}/timeline")).text


async def test_what_is_over_leaves_the_head_and_stays_on_its_page(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, name="Old yard")
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    await put(browser, here)
    back = "raised_at = raised_at - interval '100 days', expires_at = expires_at - interval '100 days'"
    await tell(world, f"update tenants.warning_flags set {back} where record_id = :id", id=known.id)
    assert 'id="flags"' not in (await browser.get(here)).text
    assert "Warning:" not in (await browser.get("/contexts?words=old+yard")).text
    assert "Ended by itself" in (await browser.get(f"{here}/flags")).text
