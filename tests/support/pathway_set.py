"""A council's pathways as its administrator sets them, and a decision under them."""

from __future__ import annotations

import re
from typing import Any

from casework import add_context
from councils import World
from decisions import Form, decide, decision, rows, screened
from pages import counting
from web import Browser, Site

HERE = "/council/pathways"
ONE = f"{HERE}/one"


def version_in(page: str) -> str:
    return str(re.findall(r'name="version"[^>]*value="(\d+)"', page)[0])


def pathway_form(**changes: str | list[str]) -> Form:
    form: Form = {"of": "place", "outcome": "consultation", "offered": "yes", "when": "", "days": "", "children": ""}
    return form | changes


async def save_pathway(site: Site, world: World, **changes: str | list[str]) -> Browser:
    admin = await site.signed_in(world.larkmere, "admin")
    form = pathway_form(**changes)
    page = (await admin.get(f"{ONE}?of={form['of']}&pathway={form['outcome']}")).text
    assert (await admin.submit(ONE, form | {"version": version_in(page)})).status_code == 303
    return admin


async def ours_again(site: Site, world: World, kind: str = "place") -> Browser:
    """As if the council had set nothing."""
    admin = await site.signed_in(world.larkmere, "admin")
    version = version_in((await admin.get(f"{HERE}?of={kind}")).text)
    assert (await admin.submit(HERE, {"version": version, "of": kind}, to=f"{HERE}/ours")).status_code == 303
    return admin


async def steps_of(world: World, told: Any) -> list[Any]:
    return await rows(world, "select * from tenants.referral_steps where referral_id = :id order by number", id=told.id)


async def decided_with_steps(site: Site, world: World, name: str) -> tuple[Any, Any]:
    """Decided for consultation by pathways of the council's own, on a context, and led by a practitioner."""
    await save_pathway(
        site, world, days="5", step_1="Ring the school", days_1="2", who_1="school", when="Two teams know it."
    )
    lead = str(world.larkmere.place("practitioner"))
    context = await add_context(world, world.larkmere, name=name, address=f"1 {name} Street")
    told, browser = await screened(world), await site.signed_in(world.larkmere, "screener")
    form = decision(context=context.reference, outcome="consultation", place=lead)
    assert "Two teams know it." in (await browser.get(f"/referrals/{told.reference}")).text
    with counting(site) as statements:
        assert (await decide(browser, told, form)).status_code == 303
    assert len(statements) <= 24, "its page before, and saving it"
    return told, context
