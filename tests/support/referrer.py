"""Somebody who refers over HTTP: what they answer, and what the database has of it."""

from __future__ import annotations

from typing import Any, Final

from councils import World
from told import ask
from web import Browser, hidden_in, token_in

Form = dict[str, str | list[str]]
WHERE: Final = "The bandstand in Elm Park"
WHAT: Final = "Older teenagers hand out phones there after school."


def answers(**more: str | list[str]) -> Form:
    whole: Form = {
        "kind": "place", "where": WHERE, "what": WHAT, "harms": ["cce"], "children": "3_5", "danger": "no",
        "openness": "not_told", "untold_why": "It could put somebody at risk.", "basis": "public_task",
    }  # fmt: skip
    return whole | more


async def refer(browser: Browser, **more: str | list[str]) -> str:
    """The reference of what was sent."""
    page = (await browser.get("/refer")).text
    along: Form = {"_token": token_in(page), **hidden_in(page)}
    sent = await browser.post("/refer", along | answers(**more))
    assert sent.status_code == 303, sent.text
    return sent.headers["location"].rpartition("/")[2]


async def row_of(world: World, reference: str) -> Any:
    """The referral, with what its statement says of it."""
    return await ask(
        world,
        "select r.*, s.id as statement, s.shown, s.staff_id, s.organisation_id, s.organisation, s.untold_why,"
        " s.names_masked, s.tenant_id as council, s.boundary, s.other_boroughs, s.establishment"
        " from tenants.referrals r join tenants.statements s on s.referral_id = r.id where r.reference = :r",
        r=reference,
    )
