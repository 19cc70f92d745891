"""A decision on a referral over HTTP: the form, sending it, and what it left in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from casework import Known, Told, add_referral, as_owner
from councils import World
from web import Browser

THANKS = "Thank you. We have read what you told us and thought about what would help."
Form = dict[str, str | list[str]]


async def rows(world: World, query: str, **asked: object) -> list[Any]:
    async with as_owner(world.database) as engine, engine.connect() as connection:
        return list((await connection.execute(text(query), asked)).all())


async def state_of(world: World, told: Told) -> Any:
    return (await rows(world, "select * from tenants.referrals where id = :id", id=told.id))[0]


async def drafts_of(world: World, told: Told) -> list[Any]:
    return await rows(world, "select form, answers from council.drafts where subject_id = :id", id=told.id)


async def screened(world: World, **more: Any) -> Told:
    return await add_referral(world, world.larkmere, state="screening", **({"lead": "screener"} | more))


def decision(**changes: str) -> Form:
    form = {
        "version": "1",
        "context": "none",
        "outcome": "advice",
        "why": "Nothing goes on there now. It was one evening.",
        "answer": "send",
        "reply": THANKS,
    }
    return {**form, **changes}


def linked(known: Known, **changes: str) -> Form:
    return decision(context=known.reference, outcome="added_to_context", **changes)


async def decide(browser: Browser, told: Told, form: Form, *, htmx: bool = False) -> Any:
    return await browser.submit(f"/referrals/{told.reference}", form, htmx=htmx)
