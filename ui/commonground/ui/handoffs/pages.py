"""All addresses under `/handoffs`."""

from __future__ import annotations

from commonground.ui.handoffs import (
    acts,
    area_policy,
    beginning,
    building,
    listing,
    one,
    receipts,
    settling,
    supplementing,
)

HANDLERS = [
    *listing.HANDLERS, *beginning.HANDLERS, *building.HANDLERS, *settling.HANDLERS, *acts.HANDLERS, *one.HANDLERS,
    *receipts.HANDLERS, *supplementing.HANDLERS, *area_policy.HANDLERS,
]  # fmt: skip  # in the order of a handoff's life
