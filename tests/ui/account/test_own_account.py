"""Password, authenticator, recovery codes and address of one's own local account, and what the others learn of it."""

from __future__ import annotations

import pytest

from commonground.platform.identity.local import factors
from councils import World
from local_people import (
    PASSWORD,
    LocalPerson,
    codes_in,
    confirm,
    forget_step,
    knock,
    last_token,
    letters,
    newcomer,
    secret_in,
    show,
    sign_in,
)
from told import ask, tell
from web import Browser, Site, running_site

NEW = "lantern gravel oyster tuesday"


@pytest.fixture
async def local(world: World) -> object:
    await tell(world, "delete from identity.throttles")
    async with running_site(world) as site:
        yield site


async def confirmed(site: Site, world: World, email: str) -> tuple[LocalPerson, Browser]:
    person, browser = await newcomer(site, world.larkmere, email)
    await confirm(site, browser, person)
    return person, browser


async def told(world: World, address: str) -> list[str]:
    return [each.kind for each in await letters(world) if each.address == address]


async def test_a_password_is_changed_by_whoever_knows_the_present_one(local: Site, world: World) -> None:
    person, browser = await newcomer(local, world.larkmere, "changes@partner.example")
    elsewhere = await sign_in(local, "larkmere", person)
    wrong = await browser.submit("/account/password", {"password": "not it at all", "new_password": NEW})
    assert wrong.status_code == 422
    weak = await browser.submit("/account/password", {"password": PASSWORD, "new_password": "Larkmere Council"})
    assert weak.status_code == 422
    saved = await browser.submit("/account/password", {"password": PASSWORD, "new_password": NEW})
    assert saved.headers["location"] == "/account"
    assert (await browser.get("/account")).status_code == 200
    assert (await elsewhere.get("/account")).status_code == 303, "wherever else they were signed in, they are out"
    assert (await knock(local.browser(), "larkmere", person.email, PASSWORD)).status_code == 422
    assert (await knock(local.browser(), "larkmere", person.email, NEW)).status_code == 303
    assert "password_changed" in await told(world, person.email)
    trail = (await (await local.signed_in(world.larkmere, "ig_lead")).get("/audit?did=look_after_account")).text
    assert "Changed their password" in trail


async def test_another_authenticator_takes_the_place_of_the_first(local: Site, world: World) -> None:
    person, browser = await confirmed(local, world, "phone@partner.example")
    begun = await browser.submit("/account/authenticator", {}, to="/account/authenticator/begin")
    assert begun.headers["location"] == "/account/authenticator"
    secret = secret_in((await browser.get("/account/authenticator")).text)
    assert secret != person.secret
    old = await browser.submit("/account/authenticator", {"otp": person.code()})
    assert old.status_code == 422
    new = LocalPerson(person.email, person.password, secret)
    assert (await browser.submit("/account/authenticator", {"otp": new.code()})).status_code == 303
    await forget_step(world, new)
    there = local.browser()
    await knock(there, "larkmere", person.email)
    assert (await show(there, "larkmere", person.code())).status_code == 422
    assert (await show(there, "larkmere", new.code())).status_code == 303
    assert "factors_changed" in await told(world, person.email)


async def test_new_recovery_codes_take_the_place_of_all_earlier_ones(local: Site, world: World) -> None:
    person, browser = await confirmed(local, world, "codes@partner.example")
    assert "You have 10 left" in (await browser.get("/account/recovery-codes")).text
    made = await browser.submit("/account/recovery-codes", {})
    codes = codes_in(made.text)
    assert len(codes) == factors.CODES
    assert not set(codes) & set(person.codes)
    assert made.headers["cache-control"] == "no-store"
    assert 'download="note.txt"' in made.text
    there = local.browser()
    await knock(there, "larkmere", person.email)
    assert (await show(there, "larkmere", person.codes[0])).status_code == 422
    assert (await show(there, "larkmere", codes[0])).status_code == 303


async def test_an_address_is_changed_by_its_new_owner_and_both_are_told(local: Site, world: World) -> None:
    person, browser = await confirmed(local, world, "before@partner.example")
    asked = await browser.submit("/account/email", {"email": "After@partner.example"})
    assert asked.headers["location"] == "/account"
    assert "email_change_asked" in await told(world, "before@partner.example")
    assert await told(world, "after@partner.example") == ["email_change"]
    assert (await knock(local.browser(), "larkmere", "after@partner.example")).status_code == 422, "not yet"
    token = await last_token(world, "email_change")
    followed = await browser.get(f"/account/email/{token}")
    assert followed.headers["location"] == "/account/email/confirm"
    assert followed.headers["referrer-policy"] == "no-referrer"
    assert "after@partner.example" in (await browser.get("/account/email/confirm")).text
    assert (await browser.submit("/account/email/confirm", {})).status_code == 303
    assert (await knock(local.browser(), "larkmere", "before@partner.example")).status_code == 422
    assert (await knock(local.browser(), "larkmere", "after@partner.example")).status_code == 303
    assert (await told(world, "before@partner.example"))[-1] == "email_changed"
    assert (await told(world, "after@partner.example"))[-1] == "email_changed"
    staff = await ask(world, "select count(*) from council.staff where email = 'after@partner.example'")
    assert staff[0] == 1
    again = await browser.get("/account/email/confirm")
    assert again.status_code == 404, "once"
    assert person.email == "before@partner.example"


async def test_a_link_that_went_astray_changes_nothing_for_whoever_got_it(local: Site, world: World) -> None:
    _, browser = await confirmed(local, world, "astray@partner.example")
    await browser.submit("/account/email", {"email": "wrong@partner.example"})
    token = await last_token(world, "email_change")
    _, stranger = await newcomer(local, world.larkmere, "stranger@partner.example")
    nobody = local.browser()
    for other, expected in ((stranger, 404), (nobody, 303)):
        await other.get(f"/account/email/{token}")
        page = await other.get("/account/email/confirm")
        assert page.status_code == expected
        assert "wrong@partner.example" not in page.text
    assert (await stranger.submit("/account", {}, to="/account/email/confirm")).status_code == 404
    await tell(world, "update identity.email_changes set asked_at = now() - interval '1 day'")
    await browser.get(f"/account/email/{token}")
    assert (await browser.get("/account/email/confirm")).status_code == 404, "older than a day"


async def test_an_address_that_somebody_has_is_asked_for_as_any_other_and_never_given(
    local: Site, world: World
) -> None:
    await newcomer(local, world.hallowdene, "taken@partner.example")
    _, browser = await confirmed(local, world, "wants@partner.example")
    answers = []
    for email in ("taken@partner.example", "free@partner.example"):
        answer = await browser.submit("/account/email", {"email": email})
        answers.append((answer.status_code, answer.headers["location"], answer.text))
    assert answers[0] == answers[1]
    assert "email_change" not in await told(world, "taken@partner.example")
    # Taken meanwhile: the link is of no use either.
    token = await last_token(world, "email_change")
    await newcomer(local, world.hallowdene, "free@partner.example")
    await browser.get(f"/account/email/{token}")
    assert (await browser.submit("/account", {}, to="/account/email/confirm")).status_code == 404


@pytest.mark.parametrize("page", ["authenticator", "recovery-codes", "email"])
async def test_what_decides_who_signs_in_asks_to_confirm_first(local: Site, world: World, page: str) -> None:
    _, browser = await newcomer(local, world.larkmere, f"first-{page}@partner.example")
    led = await browser.get(f"/account/{page}")
    assert led.headers["location"] == f"/account/confirm?next=/account/{page}"


async def test_whoever_signs_in_through_the_council_has_none_of_this(local: Site, world: World) -> None:
    browser = await local.signed_in(world.larkmere, "screener")
    for page in ("password", "authenticator", "recovery-codes", "email", "email/confirm"):
        assert (await browser.get(f"/account/{page}")).status_code == 404, page
    assert "How you sign in" not in (await browser.get("/account")).text


async def test_the_language_of_messages_is_ones_own(local: Site, world: World) -> None:
    browser = await local.signed_in(world.larkmere, "screener")
    assert (await browser.submit("/account", {"language": "xx"}, to="/account/language")).status_code == 422
    assert (await browser.submit("/account", {"language": "cy"}, to="/account/language")).status_code == 303
    rows = await ask(world, "select count(*), min(id::text) from council.staff where lang = 'cy'")
    assert tuple(rows) == (1, str(world.larkmere.people["screener"].staff_id))
