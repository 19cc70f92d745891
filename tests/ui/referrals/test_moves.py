"""The verbs with pages of their own: each shows its form, does it, refuses it, and says where it stands instead."""

# Long: every verb, in every state.
from __future__ import annotations

import random
import re
from typing import Any

import pytest
from sqlalchemy import text

from casework import Told, add_referral, as_owner
from commonground.tenants.contexts.colleagues import PlaceKey
from commonground.ui.referrals.forms import seal_of
from councils import World
from told import ask
from web import Browser, Site, token_in

Form = dict[str, str | list[str]]
NOBODY = "01900000-0000-7000-8000-00000000dead"
REASON = {"reason": "It belongs with people who know that part of town."}
WORST = "Which days is it worst?"
LOOKED = seal_of([WORST])
"""Words of one's own are looked at before they go out: this says that they were."""
FITS: list[tuple[str, str, str, Form, str]] = [
    ("take", "new", "screener", {}, "screening"),
    ("ask", "screening", "screener", {"asked": "reporter", "question": WORST, "looked": LOOKED}, "waiting"),
    ("ask", "screening", "screener", {"asked": "school", "of_whom": "Brook Lane", "question": "Seen it?"}, "waiting"),
    ("resume", "waiting", "screener", {"words": "They rang back."}, "screening"),
    ("close-withdrawn", "screening", "screener", {**REASON}, "withdrawn"),
    ("escalate", "screening", "screener", {**REASON}, "escalated"),
    ("hand-back", "screening", "screener", {"words": "I am away tomorrow."}, "new"),
    ("reassign", "screening", "manager", {**REASON, "place": "second_screener"}, "screening"),
    ("reassign", "new", "screener", {**REASON, "place": "specialist"}, "new"),
    ("give-lead", "needs_lead", "manager", {"place": "practitioner"}, "decided"),
    ("reopen", "decided", "screener", {**REASON, "keep": "me"}, "screening"),
    ("reopen", "decided", "manager", {**REASON, "keep": "team"}, "new"),
    ("restrict", "screening", "manager", {**REASON, "open_to": "named", "named": ["manager", "screener"]}, "screening"),
]


def filled(world: World, form: Form) -> Form:
    """The form with ids in the place of people's and teams' keys."""
    council = world.larkmere

    def id_of(key: str) -> str:
        return str(council.people[key].staff_id)

    given: Form = {"version": "1"}
    for name, value in form.items():
        if isinstance(value, list):
            given[name] = [id_of(each) for each in value]
        else:
            given[name] = str(council.place(value)) if name == "place" else value
    return given


async def rows(world: World, query: str, **asked: object) -> list[Any]:
    async with as_owner(world.database) as engine, engine.connect() as connection:
        return list((await connection.execute(text(query), asked)).all())


async def state_of(world: World, told: Told) -> Any:
    return (await rows(world, "select * from tenants.referrals where id = :id", id=told.id))[0]


async def in_state(world: World, state: str) -> Told:
    lead = None if state in ("new", "needs_lead") else "screener"
    return await add_referral(world, world.larkmere, state=state, lead=lead, wished=state == "screening")


@pytest.mark.parametrize(("slug", "state", "person", "form", "after"), FITS)
async def test_each_verb_is_done_from_its_own_page(
    site: Site, world: World, slug: str, state: str, person: str, form: Form, after: str
) -> None:
    told = await in_state(world, state)
    browser = await site.signed_in(world.larkmere, person)
    here = f"/referrals/{told.reference}/{slug}"
    assert (await browser.get(here)).status_code == 200
    done = await browser.submit(here, filled(world, form))
    assert done.status_code == 303
    assert done.headers["location"] in (f"/referrals/{told.reference}", "/tracker")
    assert (await browser.get(done.headers["location"])).status_code == 200
    assert (await state_of(world, told)).state == after


@pytest.mark.parametrize(("slug", "state", "person", "form", "after"), FITS)
async def test_what_does_not_fit_says_where_it_stands(
    site: Site, world: World, slug: str, state: str, person: str, form: Form, after: str
) -> None:
    told = await in_state(world, "decided" if slug != "reopen" else "screening")
    browser = await site.signed_in(world.larkmere, person)
    if slug in ("restrict", "reassign"):
        return  # these fit every state
    here = f"/referrals/{told.reference}/{slug}"
    looked = "select count(*) from audit.entries where subject_id = :id"
    (before,) = await ask(world, looked, id=told.id)
    shown = await browser.get(here)
    assert shown.status_code == 409
    assert "This " in shown.text
    assert await ask(world, looked, id=told.id) == (before + 1,), "what shows the record leaves its entry"
    page = await browser.submit(f"/referrals/{told.reference}", filled(world, form), to=here)
    assert page.status_code == 409
    assert ", so you can’t" in page.text
    assert (await state_of(world, told)).version == 1


@pytest.mark.parametrize("slug", ["ask", "close-withdrawn", "escalate", "reassign", "reopen", "restrict"])
async def test_an_empty_form_comes_back_with_what_is_missing(site: Site, world: World, slug: str) -> None:
    told = await in_state(world, "decided" if slug == "reopen" else "screening")
    browser = await site.signed_in(world.larkmere, "manager")
    here = f"/referrals/{told.reference}/{slug}"
    page = await browser.submit(here, {"version": "1"})
    assert page.status_code == 422
    assert "to put right" in page.text
    assert (await state_of(world, told)).version == 1


async def test_a_wish_to_withdraw_is_said_and_can_be_granted_only_where_there_is_one(site: Site, world: World) -> None:
    wished, plain = [
        await add_referral(world, world.larkmere, state="screening", lead="screener", wished=each, attention="danger")
        for each in (True, False)
    ]
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{wished.reference}")).text
    assert "somebody is in danger now. The person who told us wants to withdraw it. Read it before you close it" in page
    assert f'href="/referrals/{wished.reference}/close-withdrawn"' in page
    other = (await browser.get(f"/referrals/{plain.reference}")).text
    assert "wants to withdraw" not in other
    assert "close-withdrawn" not in other
    assert (await browser.get(f"/referrals/{plain.reference}/close-withdrawn")).status_code == 409
    for listed in ("/tracker", "/my-work"):
        assert "Danger now, they say. They want to withdraw it" in (await browser.get(listed)).text


async def test_what_was_typed_into_a_refused_form_is_there_again(site: Site, world: World) -> None:
    told = await in_state(world, "screening")
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}/reassign"
    page = await browser.submit(here, {"version": "1", "place": "", "reason": "A long reason"})
    assert page.status_code == 422
    assert "A long reason" in page.text
    assert "A long reason" in (await browser.get(here)).text


async def test_a_question_confirms_as_little_as_a_reply(site: Site, world: World) -> None:
    told = await in_state(world, "screening")
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}/ask"
    form: Form = {"version": "1", "asked": "reporter", "question": "We already know this young person. Anybody else?"}
    page = await browser.submit(here, form)
    assert page.status_code == 422
    assert "Instead:" in page.text
    assert (await state_of(world, told)).state == "screening"
    assert (await browser.submit(here, form | {"asked": "police"})).status_code == 303


async def test_a_question_is_looked_at_once_before_somebody_reads_it(site: Site, world: World) -> None:
    told = await in_state(world, "screening")
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}/ask"
    form: Form = {"version": "1", "asked": "reporter", "question": WORST}
    page = await browser.submit(here, form)
    assert page.status_code == 422
    assert f"You wrote: “{WORST}” Does any of this tell the reader" in page.text
    seal = page.text.split('name="looked" value="')[1].split('"')[0]
    assert (await browser.submit(here, form | {"looked": seal, "question": "Other words?"})).status_code == 422
    assert (await state_of(world, told)).state == "screening"
    assert (await browser.submit(here, form | {"looked": seal})).status_code == 303
    assert (await state_of(world, told)).state == "waiting"


async def test_whoever_was_slower_sees_what_was_done(site: Site, world: World) -> None:
    told = await in_state(world, "screening")
    manager = await site.signed_in(world.larkmere, "manager")
    screener = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}"
    await manager.submit(f"{here}/escalate", {"version": "1", "reason": "Seen by the school too"})
    page = await screener.submit(f"{here}/escalate", {"version": "1", "reason": "Mine"}, to=f"{here}/reassign")
    assert page.status_code in (409, 422)
    page = await screener.submit(here, filled(world, {**REASON, "place": "second_screener"}), to=f"{here}/reassign")
    assert page.status_code == 409
    assert "Seen by the school too" in page.text
    assert (await state_of(world, told)).state == "escalated"


async def test_what_was_given_to_somebody_else_is_taken_from_them_only_knowingly(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="new", lead="second_screener")
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}/take"
    asked = await browser.submit(here, {}, to=here)
    assert asked.status_code == 200
    assert f"It has been given to {world.larkmere.people['second_screener'].name}." in asked.text
    assert (await state_of(world, told)).lead_id == world.larkmere.people["second_screener"].staff_id
    looked = re.findall(r'name="looked"[^>]*value="([^"]+)"', asked.text)[0]
    assert (await browser.submit(here, {"looked": looked}, to=here)).status_code == 303
    assert (await state_of(world, told)).lead_id == world.larkmere.people["screener"].staff_id
    free = await add_referral(world, world.larkmere, state="new")
    here = f"/referrals/{free.reference}/take"
    assert (await browser.submit(here, {}, to=here)).status_code == 303, "nobody is asked twice about what is free"


async def test_the_same_press_twice_is_one_step(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere)
    screener = await site.signed_in(world.larkmere, "screener")
    colleague = await site.signed_in(world.larkmere, "second_screener")
    late: Form = {"_token": token_in((await colleague.get("/account")).text), "version": "1"}
    steps: tuple[tuple[str, Form], ...] = (("take", {}), ("escalate", {"reason": "I fear for a child."}))
    for slug, form in steps:
        here = f"/referrals/{told.reference}/{slug}"
        version = str((await state_of(world, told)).version)
        body: Form = {"_token": token_in((await screener.get(here)).text), "version": version, **form}
        for _ in range(2):
            done = await screener.post(here, body)
            assert (done.status_code, done.headers["location"]) == (303, f"/referrals/{told.reference}")
        assert (await state_of(world, told)).version == int(version) + 1
        if slug == "take":
            assert (await colleague.post(f"/referrals/{told.reference}/take", late)).status_code == 409


async def test_work_is_not_put_where_nobody_could_go_on_with_it(site: Site, world: World) -> None:
    """Neither with somebody who may only read it, nor with a team in which nobody decides."""
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    screener = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}/reassign"
    for place in ("locality", "locality_practitioner", "practitioner"):
        refused = await screener.submit(here, filled(world, {**REASON, "place": place}))
        assert refused.status_code == 422
        assert "Choose one of the answers on this page" in refused.text
    assert (await state_of(world, told)).version == 1
    assert (await screener.submit(here, filled(world, {**REASON, "place": "specialist_manager"}))).status_code == 303


async def test_a_manager_takes_decided_work_back_from_a_team_without_one(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="decided", team="locality", lead="locality_practitioner")
    manager = await site.signed_in(world.larkmere, "manager")
    form = filled(world, {**REASON, "place": "second_screener"})
    assert (await manager.submit(f"/referrals/{told.reference}/reassign", form)).status_code == 303
    assert (await state_of(world, told)).team_id == world.larkmere.teams["front_door"]


async def test_a_restricted_one_goes_only_to_those_named(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", named=("screener", "manager"))
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}/reassign"
    offered = (await browser.get(here)).text
    assert str(world.larkmere.people["manager"].staff_id) in offered
    assert str(world.larkmere.people["second_screener"].staff_id) not in offered
    page = await browser.submit(here, filled(world, {**REASON, "place": "second_screener"}))
    assert page.status_code == 422
    assert (await state_of(world, told)).version == 1


async def test_restricting_hides_it_from_everybody_else_at_once(site: Site, world: World) -> None:
    told = await in_state(world, "screening")
    manager = await site.signed_in(world.larkmere, "manager")
    form = filled(world, {**REASON, "open_to": "named", "named": ["manager", "screener"]})
    assert (await manager.submit(f"/referrals/{told.reference}/restrict", form)).status_code == 303
    other = await site.signed_in(world.larkmere, "second_screener")
    assert (await other.get(f"/referrals/{told.reference}")).status_code == 404
    assert told.reference not in (await other.get("/tracker")).text
    screener = await site.signed_in(world.larkmere, "screener")
    assert (await screener.get(f"/referrals/{told.reference}")).status_code == 200
    assert (await screener.get(f"/referrals/{told.reference}/restrict")).status_code == 404, "a manager's to change"
    lifted = filled(world, {**REASON, "open_to": "everybody"}) | {"version": "2"}
    assert (await manager.submit(f"/referrals/{told.reference}/restrict", lifted)).status_code == 303
    assert (await other.get(f"/referrals/{told.reference}")).status_code == 200


async def test_foreign_people_and_teams_are_no_answers(site: Site, world: World) -> None:
    told = await in_state(world, "screening")
    browser = await site.signed_in(world.larkmere, "manager")
    here = f"/referrals/{told.reference}/reassign"
    theirs = world.hallowdene
    for place in (
        theirs.place("screener"),
        theirs.place("front_door"),
        PlaceKey(world.larkmere.teams["front_door"], theirs.people["screener"].staff_id),
        world.larkmere.place("screener", "specialist"),
        world.larkmere.people["screener"].staff_id,
        "01900000-0000-7000-8000-00000000dead",
    ):
        page = await browser.submit(here, {"version": "1", "place": str(place), **REASON})
        assert page.status_code == 422
        assert "Choose one of the answers on this page" in page.text
    assert (await state_of(world, told)).version == 1


@pytest.mark.parametrize(("slug", "state", "person", "form", "after"), FITS)
async def test_nobody_moves_what_is_not_theirs(
    site: Site, world: World, slug: str, state: str, person: str, form: Form, after: str
) -> None:
    foreign = await add_referral(world, world.hallowdene, state=state)
    # A group's referral is open to its own team alone; another's may be taken on by any manager.
    elsewhere = await add_referral(world, world.larkmere, state=state, team="locality", kind="group")
    browser = await site.signed_in(world.larkmere, person)
    token = token_in((await browser.get("/my-work", follow=True)).text)
    bodies = []
    for reference in (foreign.reference, elsewhere.reference, "CR-0000-00A"):
        page = await browser.post(f"/referrals/{reference}/{slug}", {"_token": token, **filled(world, form)})
        assert page.status_code == 404
        bodies.append(len(page.text))
    assert len(set(bodies)) == 1
    assert (await state_of(world, elsewhere)).version == 1


ODD = [
    "",
    " ",
    "x" * 9000,
    "\x00",
    "'\"><script>",
    "01900000-0000-7000-8000-00000000dead",
    "-1",
    "٣",
    "ñ\u202e",
    "🦊" * 40,
]


async def odd_posts(browser: Browser, address: str, names: list[str], count: int, seed: int) -> None:
    """Forms that no page of ours would send: none of them breaks anything."""
    chance = random.Random(seed)
    token = token_in((await browser.get("/my-work", follow=True)).text)
    for _ in range(count):
        form: Form = {"_token": token}
        for name in chance.sample(names, chance.randint(0, len(names))):
            form[name] = [chance.choice(ODD) for _ in range(chance.randint(1, 3))]
        page = await browser.post(address, form)
        assert page.status_code < 500, (address, form)


NAMES = ["version", "looked", "opened", "context", "reference", "new_name", "new_kind", "outcome", "place", "why"]
NAMES += ["answer", "reply", "no_reply", "asked", "question", "reason", "keep", "named", "open_to", "_words"]
NAMES += ["new_venue"]


async def test_malformed_forms_break_nothing(site: Site, world: World) -> None:
    told = await in_state(world, "screening")
    browser = await site.signed_in(world.larkmere, "manager")
    for seed, part in enumerate(("", "/words", "/draft", "/ask", "/reassign", "/escalate", "/restrict", "/reopen")):
        await odd_posts(browser, f"/referrals/{told.reference}{part}", NAMES, 12, seed)
