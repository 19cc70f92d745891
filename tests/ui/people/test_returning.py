"""Somebody whose work ended comes back by the council’s own sign-in, if an administrator says so: as nobody old."""

from __future__ import annotations

from uuid import UUID

from councils import World, confirm, sign_in_as
from local_people import newcomer
from told import ask, tell
from web import Browser, Site

WHY = "Back from a year in another council"
MEMBER = (
    "select m.staff_id, m.ended_at, s.roles from identity.memberships m join council.staff s on"
    " (s.tenant_id, s.id) = (m.council_id, m.staff_id) join identity.credentials c using (account_id)"
    " where c.subject = :subject and m.council_id = :council"
)
FACTS = "select array_agg(kind order by kind) from system.outbox where subject_id = :id and tenant_id = :council"


async def _ends(site: Site, world: World, person: str) -> tuple[Browser, UUID]:
    admin, staff = await site.signed_in(world.larkmere, "admin"), world.larkmere.people[person].staff_id
    assert staff is not None
    ended = await admin.submit(f"/team/people/{staff}", {"because": "Left"}, to=f"/team/people/{staff}/end")
    assert ended.status_code == 303, ended.text
    return admin, staff


async def test_the_providers_next_sign_in_works_and_nothing_old_comes_along(site: Site, world: World) -> None:
    who, council = world.larkmere.people["manager"], world.larkmere
    named = "update council.staff set roles = '{team_manager,ig_lead}' where id = :id"
    await tell(world, named, id=who.staff_id)
    admin, staff = await _ends(site, world, "manager")
    page = f"/team/people/{staff}"
    assert f'href="{page}"' in (await admin.get("/team/people")).text
    back = await admin.submit(page, {"because": WHY}, to=f"{page}/return")
    assert back.status_code == 303, back.text
    now = await ask(world, MEMBER, subject=who.subject, council=council.id)
    assert (now.ended_at, now.staff_id == staff) == (None, False)
    assert back.headers["location"] == f"/team/people/{now.staff_id}"
    assert (await ask(world, FACTS, id=now.staff_id, council=council.id))[0] == ["access_given", "roles_changed"]
    why = "select why from audit.entries where subject_id = :id and action = 'manage_people'"
    assert (await ask(world, why, id=now.staff_id)).why.endswith(WHY)
    browser = site.browser()
    browser.client.cookies.set("cg_session", await sign_in_as(world.database, council.slug, council.issuer, who))
    assert (await browser.get("/my-work")).status_code == 200
    anew = await ask(world, "select roles from council.staff where id = :id", id=now.staff_id)
    assert "ig_lead" not in anew.roles, "what the provider's groups say counts"
    assert 'id="take-back"' not in (await admin.get(page)).text
    again = await admin.submit("/team/people", {"because": WHY}, to=f"{page}/return")
    assert again.status_code == 422


async def test_only_who_has_shown_that_it_is_they_lets_somebody_in(site: Site, world: World) -> None:
    admin, staff = await _ends(site, world, "practitioner")
    page = f"/team/people/{staff}"
    assert (await admin.submit(page, {"because": " "}, to=f"{page}/return")).status_code == 422
    for neighbour in ("admin", "screener"):
        stranger = await site.signed_in(world.hallowdene, neighbour)
        assert (await stranger.submit("/account", {"because": WHY}, to=f"{page}/return")).status_code == 404
    token = await world.token(world.larkmere, "admin", confirmed=False)
    browser = site.browser()
    browser.client.cookies.set("cg_session", token)
    assert (await browser.submit(page, {"because": WHY}, to=f"{page}/return")).status_code == 401
    await confirm(world.database, token)
    assert (await browser.submit(page, {"because": WHY}, to=f"{page}/return")).status_code == 303


async def test_who_has_an_account_of_ours_is_invited_anew(site: Site, world: World) -> None:
    await newcomer(site, world.larkmere, "leaver@partner.example")
    staff = (await ask(world, "select id from council.staff where email = 'leaver@partner.example'")).id
    admin = await site.signed_in(world.larkmere, "admin")
    await admin.submit(f"/team/people/{staff}", {"because": "Left"}, to=f"/team/people/{staff}/end")
    page = (await admin.get(f"/team/people/{staff}")).text
    assert "invite them anew" in page
    assert 'id="take-back"' not in page
