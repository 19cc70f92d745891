"""The tasks about how a council’s own people sign in: its provider, and what groups of it give."""

from __future__ import annotations

from typing import Any

from coming_on import Form, brought_on, pass_gate
from councils import World
from pictures import png
from told import ask, rows, tell
from web import Browser, Site

HOME = "/council/set-up"
_PNG = png(says="A bridge")


async def larkmere(site: Site) -> Browser:
    return await site.signed_in(site.world.larkmere, "admin")


async def council(world: World, slug: str = "larkmere") -> Any:
    return await ask(world, "select * from commons.councils where slug = :slug", slug=slug)


async def test_groups_give_roles_and_teams_of_the_own_council(site: Site, world: World) -> None:
    admin, own = await larkmere(site), world.larkmere
    form: Form = {"group": "cg-south", "role": "practitioner", "team": str(own.teams["locality"])}
    assert (await admin.submit(f"{HOME}/groups", form)).status_code == 303
    assert "gives that already" in (await admin.submit(f"{HOME}/groups", form)).text
    foreign = form | {"group": "cg-theirs", "team": str(world.hallowdene.teams["locality"])}
    assert (await admin.submit(f"{HOME}/groups", foreign)).status_code == 422
    assert (await admin.submit(f"{HOME}/groups", form | {"role": "platform_operator"})).status_code == 422
    mapping = "select id from identity.group_roles where provider_group = :group and council_id = :id"
    which = (await ask(world, mapping, group="cg-south", id=own.id)).id
    theirs = (await ask(world, mapping, group="practitioner", id=world.hallowdene.id)).id
    missing = await admin.submit(f"{HOME}/groups", {}, to=f"{HOME}/groups/{theirs}/remove")
    assert missing.status_code == 404
    assert (await admin.submit(f"{HOME}/groups", {}, to=f"{HOME}/groups/{which}/remove")).status_code == 303
    said = "select why from audit.entries where subject_kind = 'group' and subject_id = :id order by at, id"
    team = (await ask(world, "select name from council.teams where id = :id", id=own.teams["locality"])).name
    gives = f"Its provider’s group “cg-south” gives the role Practitioner and the team {team}"
    assert [row.why for row in await rows(world, said, id=which)] == [f"{gives} from now on", f"{gives} no longer"]
    assert await ask(world, mapping, group="cg-south", id=own.id) is None
    assert await ask(world, mapping, group="practitioner", id=world.hallowdene.id) is not None


async def test_what_groups_give_is_changed_by_whoever_confirms(site: Site, world: World) -> None:
    """Whoever adds a group may be in it."""
    browser, own = site.browser(), world.larkmere
    browser.client.cookies.set("cg_session", await world.token(own, "admin", confirmed=False))
    count = "select count(*) from identity.group_roles where council_id = :id"
    which = "select id from identity.group_roles where council_id = :id limit 1"
    before, line = (await ask(world, count, id=own.id))[0], (await ask(world, which, id=own.id)).id
    form: Form = {"group": "cg-mine", "role": "ig_lead", "team": ""}
    assert (await browser.submit(f"{HOME}/groups", form)).status_code == 401
    assert (await browser.submit(f"{HOME}/groups", {}, to=f"{HOME}/groups/{line}/remove")).status_code == 401
    assert (await ask(world, count, id=own.id))[0] == before


async def test_the_provider_is_changed_by_whoever_confirms_and_its_secret_is_never_shown(
    site: Site, world: World
) -> None:
    browser = site.browser()
    browser.client.cookies.set("cg_session", await world.token(world.larkmere, "admin", confirmed=False))
    form: Form = {"issuer": "https://login.larkmere.example", "client_id": "commonground", "secret": "hush-hush"}
    asked = await browser.submit(f"{HOME}/groups", form, to=f"{HOME}/sign-in")
    assert asked.status_code == 401, "it is oneself that is asked for first"
    assert "login.larkmere.example" in asked.text, "what was typed is kept"
    assert "hush-hush" not in asked.text
    admin = await larkmere(site)
    form["known"] = ["yes"]
    assert (await admin.submit(f"{HOME}/sign-in", form)).status_code == 303
    found = await ask(world, "select issuer, client_secret from identity.providers where slug = 'larkmere'")
    assert tuple(found) == ("https://login.larkmere.example", "hush-hush")
    page = (await admin.get(f"{HOME}/sign-in")).text
    assert "https://login.larkmere.example" in page
    assert "hush-hush" not in page
    came_back = {name: value for name, value in form.items() if name != "secret"}
    again = await admin.submit(f"{HOME}/sign-in", came_back)
    assert again.status_code == 422
    assert "Type the secret again" in again.text
    odd = await admin.submit(f"{HOME}/sign-in", form | {"secret": "hush\x00hush"})
    assert (odd.status_code, "a character that nobody can type" in odd.text) == (422, True)
    kept = await admin.submit(f"{HOME}/sign-in", form | {"client_id": "other", "secret": ""})
    assert kept.status_code == 303
    elsewhere = await admin.submit(f"{HOME}/sign-in", form | {"issuer": "https://evil.example", "secret": ""})
    assert elsewhere.status_code == 422
    assert "needs its own" in elsewhere.text
    found = await ask(world, "select issuer, client_id, client_secret from identity.providers where slug = 'larkmere'")
    assert tuple(found) == ("https://login.larkmere.example", "other", "hush-hush")
    theirs = await ask(world, "select issuer from identity.providers where slug = 'hallowdene'")
    assert theirs.issuer == "https://id.hallowdene.example"
    back = "update identity.providers set issuer = :issuer where slug = 'larkmere'"
    await tell(world, back, issuer=world.larkmere.issuer)


async def test_another_address_or_client_is_no_surprise_to_whoever_signs_in_by_it(site: Site, world: World) -> None:
    """As taking it away: who stands outside is said first. A new secret alone changes nobody."""
    council, page = await brought_on(site, "newdoor"), f"{HOME}/sign-in"
    typed: Form = {"issuer": "https://id.newdoor.example", "client_id": "c", "secret": "s"}
    assert (await council.admin.submit(page, typed)).status_code == 303
    assert 'name="known"' not in (await council.admin.get(page)).text, "nobody has signed in by it"
    assert (await council.admin.submit(page, typed | {"client_id": "d"})).status_code == 303
    await council.invites_a_reader(site)
    ours = "tenant_id = (select id from commons.councils where slug = 'newdoor')"
    await tell(world, f"update council.staff set local = false where 'ig_lead' = any (roles) and {ours}")
    shown = (await council.admin.get(page)).text
    assert "1 person signs in by this provider." in shown
    assert 'name="known"' in shown
    assert "Nobody who administers the council has an account of ours" not in shown
    changed: tuple[Form, ...] = ({"issuer": "https://id.elsewhere.example"}, {"client_id": "e"})
    stands = "select issuer || ' ' || client_id as words from identity.providers where slug = 'newdoor'"
    for each in changed:
        refused = await council.admin.submit(page, typed | {"client_id": "d"} | each)
        assert refused.status_code == 422, each
        assert "Say below that you know this" in refused.text
        assert (await ask(world, stands)).words == "https://id.newdoor.example d"
    assert (await council.admin.submit(page, typed | {"client_id": "d", "secret": "newer"})).status_code == 303
    assert (await council.admin.submit(page, typed | changed[0] | {"known": ["yes"]})).status_code == 303
    why = "select why from audit.entries where why like '%than 1 of them' and tenant_id ="
    said = await ask(world, f"{why} (select id from commons.councils where slug = 'newdoor')")
    assert said.why == "Changed how its people sign in, by another address or client than 1 of them"
    own = await site.signed_in(world.larkmere, "admin")
    assert "Nobody who administers the council has an account of ours" in (await own.get(page)).text


async def test_a_provider_is_taken_away_by_whoever_keeps_the_council_open(site: Site, world: World) -> None:
    council = await brought_on(site, "offshire")
    page, to = f"{HOME}/sign-in", f"{HOME}/sign-in/remove"
    typed: Form = {"issuer": "https://id.offshire.example", "client_id": "c", "secret": "s"}
    await tell(world, "update identity.sessions set confirmed_at = null where council_id ="
               " (select id from commons.councils where slug = 'offshire')")  # fmt: skip
    unconfirmed = await council.admin.submit(page, {}, to=to)
    assert unconfirmed.status_code == 401
    await tell(world, "update identity.sessions set confirmed_at = now() where council_id ="
               " (select id from commons.councils where slug = 'offshire')")  # fmt: skip
    assert (await council.admin.submit(page, typed)).status_code == 303
    assert "Take your provider away" in (await council.admin.get(page)).text
    gone = await council.admin.submit(page, {}, to=to, follow=True)
    assert "There is no provider yet" in gone.text
    assert "Take your provider away" not in gone.text
    trail = await ask(world, "select count(*) from audit.entries where why = 'Took its sign-in provider away'")
    assert trail[0] == 1
    assert (await council.admin.submit(page, typed | {"secret": ""})).status_code == 422, "its secret has gone"
    assert (await council.admin.submit(page, typed)).status_code == 303
    own = await site.signed_in(world.larkmere, "admin")
    refused = await own.submit(page, {"form_may_close": "yes"}, to=to)
    assert refused.status_code == 422
    assert "it would be locked out" in refused.text
    assert world.larkmere.issuer in refused.text


async def test_taking_the_provider_away_says_who_is_out_and_closes_no_form_in_silence(site: Site, world: World) -> None:
    council, page, to = await brought_on(site, "leanshire"), f"{HOME}/sign-in", f"{HOME}/sign-in/remove"
    await pass_gate(site, council)
    await tell(world, "update identity.sessions set confirmed_at = now() where council_id ="
               " (select id from commons.councils where slug = 'leanshire')")  # fmt: skip
    typed: Form = {"issuer": "https://id.leanshire.example", "client_id": "c", "secret": "s"}
    assert (await council.admin.submit(page, typed)).status_code == 303
    shown = (await council.admin.get(page)).text
    assert "everybody has an account of ours" in shown
    assert "form_may_close" not in shown, "somebody reads without it"
    await tell(world, "update council.staff set local = false where 'front_door_screener' = any (roles) and tenant_id ="
               " (select id from commons.councils where slug = 'leanshire')")  # fmt: skip
    await tell(world, "insert into identity.credentials (slug, issuer, subject, account_id)"
               " select 'leanshire', 'https://id.leanshire.example', m.account_id::text, m.account_id"
               " from identity.memberships m join council.staff s on (s.tenant_id, s.id) = (m.council_id, m.staff_id)"
               " where 'front_door_screener' = any (s.roles) and m.council_id ="
               " (select id from commons.councils where slug = 'leanshire')")  # fmt: skip
    shown = (await council.admin.get(page)).text
    assert "1 person has no other way in." in shown
    assert "your public form closes at once" in shown
    nothing: tuple[Form, ...] = ({}, {"form_may_close": ""})
    for said in nothing:
        refused = await council.admin.submit(page, said, to=to)
        assert refused.status_code == 422
        assert "Your public form would close: nobody else reads what comes in." in refused.text
        assert 'name="form_may_close"' in refused.text
        assert await _answers(site, "leanshire") == "Start now"
    gone = await council.admin.submit(page, {"form_may_close": "yes"}, to=to, follow=True)
    assert "Your public form takes no reports until somebody who reads them has one." in gone.text
    assert await _answers(site, "leanshire") == "Not open yet", "as it said"
    assert await _answers(site, "larkmere") == "Start now"
    trail = await ask(world, "select why from audit.entries where why like 'Took its sign-in provider away%'"
                      " order by id desc limit 1")  # fmt: skip
    assert trail.why == "Took its sign-in provider away, and its public form closed by it"


async def _answers(site: Site, slug: str) -> str:
    shown = (await site.browser().get(f"/{slug}/report")).text
    return next(words for words in ("Start now", "Not open yet") if words in shown)
