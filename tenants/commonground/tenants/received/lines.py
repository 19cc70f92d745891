"""A line on the referral as which something was taken in: that its sender has sent later news. It says the reference
and the council, and no word of the news."""

from __future__ import annotations

from uuid import uuid5

from commonground.platform.crossings.queries import steps_of
from commonground.platform.crossings.types import Act, OfferView
from commonground.platform.work import Work
from commonground.tenants.disclosures.lines import put_on_referral
from commonground.tenants.received.models import ReceivedHandoff
from commonground.tenants.referrals.history import Aside


async def write_later_news(work: Work, row: ReceivedHandoff, offer: OfferView) -> bool:
    """For a worker: whatever came after it was taken in, and whether any of that is new here. What came before stands
    in the referral's own words. Each step is one line, however often it is written: its id is made of the step."""
    if row.referral_id is None or row.taken_in_at is None:
        return False
    came = [step for step in await steps_of(work, offer.id) if step.act is Act.SUPPLEMENT and step.at > row.taken_in_at]
    words = {"tenant_id": row.tenant_id, "staff_id": None, "verb": Aside.LATER_NEWS.value}
    words |= {"words": f"{offer.reference}, {offer.sender}"}
    fresh = [
        await put_on_referral(work, row.referral_id, words | {"id": uuid5(offer.id, f"step {step.no}"), "at": step.at})
        for step in came
    ]
    return any(fresh)
