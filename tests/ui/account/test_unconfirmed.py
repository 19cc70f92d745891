"""Whoever is asked to confirm that it is they and goes away instead is found in the trail, neither as a reader nor as
somebody who guesses."""

from __future__ import annotations

from casework import add_referral
from coming_on import Form
from councils import World
from told import ask, tell
from web import Site


async def _restricted(world: World) -> str:
    return (await add_referral(world, world.larkmere, state="screening", named=("screener",))).reference


async def test_whoever_goes_away_instead_of_confirming_leaves_a_trace(site: Site, world: World) -> None:
    """One entry to a visit: of what was asked for, neither as opened nor as guessed at."""
    await tell(world, "truncate audit.entries")
    references = [await _restricted(world) for _ in range(3)]
    browser = await site.signed_in(world.larkmere, "screener")
    for reference in references:
        assert (await browser.get(f"/referrals/{reference}")).status_code == 303
    kept = await ask(world, "select array_agg(action), array_agg(reference), count(subject_id), max(tenant_id::text)"
                     " from audit.entries where action <> 'sign_in'")  # fmt: skip
    code = "denied:read_referral:unconfirmed"
    assert tuple(kept) == ([code] * 3, references, 0, str(world.larkmere.id))
    lead = await site.signed_in(world.larkmere, "ig_lead")
    assert "<b>Was refused:</b> open a referral, until it is confirmed<" in (await lead.get("/audit?did=denied")).text
    assert "as if by guessing" not in (await lead.get("/audit/unusual")).text
    assert (await lead.get(f"/audit/records/{references[0]}")).status_code == 404, "nobody looked at it"
    assert references[0] not in (await (await site.signed_in(world.hallowdene, "ig_lead")).get("/audit")).text


async def test_what_is_pressed_without_confirming_leaves_a_trace_too(site: Site, world: World) -> None:
    await tell(world, "truncate audit.entries")
    browser = await site.signed_in(world.larkmere, "screener")
    to = f"/referrals/{await _restricted(world)}/take"
    assert (await browser.submit("/my-work", {}, to=to)).status_code == 401
    kept = await ask(world, "select action from audit.entries where action like 'denied:%'")
    assert tuple(kept or ()) == ("denied:screen_referral:unconfirmed",)


async def test_so_does_what_asks_before_anything_is_looked_up(site: Site, world: World) -> None:
    """Somebody at a screen left open who tries to invite an administrator, or to take the tracker or the trail away."""
    await tell(world, "truncate audit.entries")
    admin, screener, lead = [await site.signed_in(world.larkmere, who) for who in ("admin", "screener", "ig_lead")]
    who: Form = {"name": "Wilf", "email": "wilf@larkmere.example", "roles": ["council_admin"]}
    assert (await admin.submit("/team/people/invite", who)).status_code == 401
    assert (await screener.get("/tracker/export.csv")).status_code == 303
    assert (await lead.submit("/audit/take-out", {"reason": "The inspector asked"})).status_code == 401
    kept = "select array_agg(action order by at, id) from audit.entries where action like 'denied:%'"
    asked = ["denied:manage_people:unconfirmed", "denied:export_tracker:unconfirmed", "denied:export_audit:unconfirmed"]
    assert await ask(world, kept) == (asked,)
