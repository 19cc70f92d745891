"""Whether an agreement on sharing information is in force, said wherever sharing is proposed, agreed to or shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import unescape
from uuid import UUID

import pytest

from casework import add_context
from commonground.platform.calendar import LONDON
from councils import TestCouncil, World
from inviting import another_partner, end, invite
from pages import counting
from told import tell
from web import Site

NONE = "(no agreement in force)"
FACT = "<dt>Agreement on sharing information</dt>"
NONE_IN_FORCE = f'{FACT}<dd class="cg-typed">None in force</dd>'
IN_FORCE = f'{FACT}<dd class="cg-typed">Until 2 February 2099</dd>'
TODAY = datetime.now(LONDON).date()
NOT_IN_FORCE = {
    "over": ("information_sharing", TODAY - timedelta(days=400), TODAY - timedelta(days=2)),
    "to come": ("information_sharing", TODAY + timedelta(days=2), TODAY + timedelta(days=400)),
    "about something else": ("memorandum", TODAY - timedelta(days=2), date(2099, 2, 2)),
}


async def agree(
    world: World,
    council: TestCouncil,
    organisation: UUID,
    kind: str = "information_sharing",
    first: date = date(2026, 2, 3),
    last: date = date(2099, 2, 2),
) -> None:
    columns = "tenant_id, id, organisation_id, kind, edition, signed_on, signed_by, valid_from, valid_until, changed_at"
    values = ":tenant, gen_random_uuid(), :organisation, :kind, '2.1', :first, 'Both', :first, :last, now()"
    given = {"tenant": council.id, "organisation": organisation, "kind": kind, "first": first, "last": last}
    await tell(world, f"insert into council.partner_agreements ({columns}) values ({values})", **given)


async def test_each_choice_says_where_no_agreement_is_in_force(site: Site, world: World) -> None:
    """Of an organisation as a whole and of each of its people; what the neighbour signed counts nothing here."""
    council = world.larkmere
    agreed, none = [await another_partner(world, council, key) for key in ("agreed with", "nothing signed")]
    await agree(world, council, agreed)
    await agree(world, world.hallowdene, await another_partner(world, world.hallowdene, "nothing signed"))
    known = await add_context(world, council)
    browser = await site.signed_in(council, "practitioner")
    page = (await browser.get(f"/contexts/{known.reference}/share")).text
    for organisation, key, said in ((agreed, "agreed with", False), (none, "nothing signed", True)):
        for which in (organisation, council.people[key].staff_id):
            choice = unescape(page.partition(f'value="{which}"')[2].partition("</option>")[0])
            assert choice, key
            assert choice.endswith(NONE) is said, choice


async def test_the_second_person_and_the_partners_page_say_what_is_in_force(site: Site, world: World) -> None:
    council = world.larkmere
    unit = await another_partner(world, council, "shown")
    known, theirs = await add_context(world, council), await add_context(world, world.hallowdene)
    made = await invite(world, council, known, who="shown", organisation=unit, names=True)
    elsewhere = await invite(world, world.hallowdene, theirs, names=True)
    lead, browser = [await site.signed_in(council, who) for who in ("ig_lead", "practitioner")]
    here = f"/contexts/{known.reference}/partners"
    for said in (NONE_IN_FORCE, IN_FORCE):
        for page in (await lead.get(f"/sharing/{made}"), await browser.get(here)):
            assert said in page.text
        await agree(world, council, unit)
    await end(world, council, known, made)
    assert FACT not in (await browser.get(here)).text, "what is in force today says nothing of what is over"
    neighbour = await site.signed_in(world.hallowdene, "ig_lead")
    assert IN_FORCE not in (await neighbour.get(f"/sharing/{elsewhere}")).text


@pytest.mark.parametrize("what", NOT_IN_FORCE)
async def test_what_is_not_in_force_today_is_none(site: Site, world: World, what: str) -> None:
    unit = await another_partner(world, world.larkmere, what)
    await agree(world, world.larkmere, unit, *NOT_IN_FORCE[what])
    made = await invite(world, world.larkmere, await add_context(world, world.larkmere), who=what, organisation=unit,
                        names=True)  # fmt: skip
    lead = await site.signed_in(world.larkmere, "ig_lead")
    assert NONE_IN_FORCE in (await lead.get(f"/sharing/{made}")).text


async def test_it_takes_no_statement_for_each_of_them(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    sent = []
    for key in ("first of many", "second of many", "third of many"):
        unit = await another_partner(world, world.larkmere, key)
        await agree(world, world.larkmere, unit)
        await invite(world, world.larkmere, known, who=key, organisation=unit)
        with counting(site) as statements:
            page = await browser.get(f"/contexts/{known.reference}/partners")
        assert IN_FORCE in page.text
        sent.append(len(statements))
    assert len(set(sent)) == 1
