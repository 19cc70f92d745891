"""A decision on a referral made by the service itself, by somebody of Larkmere; `decisions.py` makes it over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casework import ARRIVED, Known, Told, acting, add_referral
from commonground.platform.access import Action
from commonground.tenants.contexts.types import ContextInput
from commonground.tenants.referrals.deciding import decide
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.queries import grounds_for
from commonground.tenants.referrals.types import (
    Decision,
    Feedback,
    LinkContext,
    NewContext,
    Outcome,
    Reply,
    Weighed,
)
from councils import World

NOON = ARRIVED + timedelta(hours=15)
THANKS = Reply(words="Thank you. We have read what you told us.")
WHY = "Third contact in five weeks. No adult there is acting."


async def screened(world: World, **more: Any) -> Told:
    return await add_referral(world, world.larkmere, state="screening", **({"lead": "screener"} | more))


async def decided(
    world: World,
    told: Told,
    *,
    person: str = "screener",
    outcome: Outcome = Outcome.ADVICE,
    context: Known | None = None,
    new: ContextInput | None = None,
    kept: bool = False,
    feedback: Feedback | None = THANKS,
    place: str | None = None,
    version: int = 1,
    why: str = WHY,
    weighed: Weighed | None = None,
) -> None:
    """`place`: the key of a person or of a team. `kept`: it stays on the context that it is on, seen or not."""
    council = world.larkmere
    async with acting(world, council, person, now=NOON) as work:
        row = await load_referral(work, told.reference, to=Action.SCREEN_REFERRAL, lock=True)
        where = council.place(place) if place else None
        grounds = await grounds_for(work, row, context=context.reference if context else "", place=where)
        subject: LinkContext | NewContext | None = NewContext(context=new) if new else None
        if context is not None:
            assert grounds.context is not None
            subject = LinkContext(context_id=grounds.context.id)
        elif kept:
            assert row.context_id is not None
            subject = LinkContext(context_id=row.context_id)
        decision = Decision(
            outcome=outcome, rationale=why, subject=subject, feedback=feedback, weighed=weighed or Weighed()
        )
        await decide(work, row, decision, grounds, version=version)
