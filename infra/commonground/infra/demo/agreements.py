"""Agreements between the demonstration's councils, and the desks that they list for each other: one in force that ends
soon, one that waits for a signature, one that was left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.platform.agreements.models import Agreement, AgreementSignature
from commonground.platform.calendar import LONDON
from commonground.platform.directory.models import DutyContact
from commonground.platform.ids import uuid7

_Row = dict[str, Any]
KEEPERS: Final = {
    "larkmere": ("Kwame Attwell", "Information-governance lead"),
    "hallowdene": ("Nadia Farrukh", "Council administrator"),
    "glanwern": ("Mared Llewelyn", "Information-governance lead"),
}
_DESKS: Final = (
    ("larkmere", "desk", "Cross-border duty desk", "Handoffs and questions from other councils.",
     "020 7946 0144", "cross.border@larkmere.example", "Weekdays 9am to 5pm"),
    ("larkmere", "team", "North locality team", "North of the canal, and the Lock End estate.",
     "020 7946 0145", "", "Weekdays 9am to 5pm"),
    ("hallowdene", "desk", "Children’s services duty desk", "Hallow Vale and Dene Forest.",
     "01632 960144", "duty.desk@hallowdene.example", "Every day 8am to 8pm"),
    ("glanwern", "desk", "Desg dyletswydd / duty desk", "In Welsh or English.",
     "01632 960154", "", "Weekdays 9am to 5pm"),
)  # fmt: skip  # a desk to two lines


async def add_agreements(connection: AsyncConnection, councils: Mapping[str, Settled], now: datetime) -> int:
    """Says how many rows."""
    ids = {slug: council.id for slug, council in councils.items()}
    for slug, kind, name, about, phone, email, hours in _DESKS:
        reach = {"phone": phone, "email": email, "hours": hours, "changed_at": now, "version": 1}
        row = {"id": uuid7(), "council_id": ids[slug], "kind": kind, "name": name, "about": about}
        await connection.execute(insert(DutyContact), row | reach)
    made = len(_DESKS)
    for agreement, signers in _agreements(ids, now):
        await connection.execute(insert(Agreement), agreement)
        for row in signers:
            await connection.execute(insert(AgreementSignature), row)
        made += 1 + len(signers)
    return made


def _agreements(ids: Mapping[str, UUID], now: datetime) -> Iterator[tuple[_Row, list[_Row]]]:
    today = now.astimezone(LONDON).date()
    both = _agreement(ids, ("hallowdene", "larkmere"), "Young people across the Larkmere border", now, 700)
    both |= {"hand_over": True, "until_on": today + timedelta(days=25)}
    yield both, [_signed(both, ids, slug, now, 700) for slug in ("hallowdene", "larkmere")]
    wide = _agreement(ids, ("glanwern", "hallowdene", "larkmere"), "Placed children", now, 6)
    wide |= {"region": "Three councils and whoever joins them", "kinds": ["child_placed", "child_moves"]}
    yield wide, [_signed(wide, ids, slug, now, 6) for slug in ("glanwern", "hallowdene")]
    left = _agreement(ids, ("glanwern", "larkmere"), "Online spaces", now, 400)
    mine, theirs = (_signed(left, ids, slug, now, 400) for slug in ("larkmere", "glanwern"))
    gone = {"withdrawn_at": now - timedelta(days=90), "withdrawn_by": KEEPERS["larkmere"][0]}
    gone |= {"withdrawn_words": "Our policy on retention has changed. We would sign a newer version."}
    yield left, [mine | gone, theirs]


def _agreement(ids: Mapping[str, UUID], slugs: tuple[str, ...], name: str, now: datetime, days: int) -> _Row:
    """Proposed by the first of them, so many days ago."""
    made = now - timedelta(days=days)
    return {
        "id": uuid7(), "proposer_id": ids[slugs[0]], "councils": [ids[slug] for slug in slugs], "name": name,
        "version": 1, "inform": True, "work_jointly": True, "hand_over": False, "kinds": [],
        "words": "The signed paper is with legal services of each council.", "from_on": made.astimezone(LONDON).date(),
        "proposed_at": made, "proposed_by": KEEPERS[slugs[0]][0],
    }  # fmt: skip  # a row


def _signed(agreement: _Row, ids: Mapping[str, UUID], slug: str, now: datetime, days: int) -> _Row:
    by, job = KEEPERS[slug]
    said = {"council_id": ids[slug], "councils": agreement["councils"], "agreement_id": agreement["id"]}
    at = now - timedelta(days=days) + timedelta(hours=2)
    return {"id": uuid7(), "signed_at": at, "signed_by": by, "signed_as": job} | said
