"""A referral whose teller said little, on a context of which the council knows more: the rules go by that, too."""

from __future__ import annotations

import pytest

from allocating import rule_form, set_rules, team_ids
from casework import Told, add_context, add_referral
from councils import World
from told import tell
from web import Site

SILENT = "update tenants.reports set venue = null, postcode = '' where referral_id = :id"
LIES = "update tenants.contexts set postcode = 'LM7 3AB' where id = :id"


async def _upon(world: World, state: str, *named: str) -> Told:
    """A referral whose teller named neither venue nor postcode, on a context that has both."""
    context = await add_context(
        world, world.larkmere, name="Bridge", address="12 Bridge Street", named=named, lead=None
    )
    lead = "screener" if state == "screening" else None
    told = await add_referral(world, world.larkmere, state=state, lead=lead, context=context)
    await tell(world, SILENT, id=told.id)
    await tell(world, LIES, id=context.id)
    return told


@pytest.mark.parametrize(
    ("state", "person", "page"),
    [("screening", "screener", ""), ("screening", "manager", "/reassign"), ("needs_lead", "manager", "/give-lead")],
)
async def test_what_the_teller_left_empty_comes_from_the_context_it_stands_on(
    site: Site, world: World, state: str, person: str, page: str
) -> None:
    specialist, _ = team_ids(world)
    await set_rules(site, world, rule_form(specialist, venues=["takeaway"], areas="LM7"))
    browser = await site.signed_in(world.larkmere, person)
    seen = (await browser.get(f"/referrals/{(await _upon(world, state)).reference}{page}")).text
    assert "Closest fit" not in seen
    assert "because it is about: takeaway and it lies in LM7 (rule 1)." in seen


@pytest.mark.parametrize(
    ("state", "person", "page"), [("screening", "screener", ""), ("needs_lead", "manager", "/give-lead")]
)
async def test_a_context_that_the_reader_may_not_open_adds_nothing(
    site: Site, world: World, state: str, person: str, page: str
) -> None:
    """What is proposed would tell them what stands on it."""
    specialist, _ = team_ids(world)
    await set_rules(site, world, rule_form(specialist, venues=["takeaway"], areas="LM7"))
    browser = await site.signed_in(world.larkmere, person)
    seen = await browser.get(f"/referrals/{(await _upon(world, state, 'practitioner')).reference}{page}")
    assert seen.status_code == 200
    assert 'id="proposal"' not in seen.text
