"""What somebody of a partner organisation refers, and what they may know of it. Their pass shows them no table of the
council's: everything goes through functions of the database, which look anew each time whether the council works with
their organisation (`database/sql/046_referred.sql`)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.intake.masking import mask_place
from commonground.tenants.referring.errors import NobodyReadsError
from commonground.tenants.referring.receipts import Letter, MineLine, MyReferral, Policy
from commonground.tenants.referring.rules import USUAL
from commonground.tenants.referring.types import LawfulBasis

_AS: Final = text("select kind, basis, words from tenants.referring_as()")
_MINE: Final = text("select * from tenants.referred_by_partner(:reference)")
_LETTERS: Final = text("select kind, body, at from tenants.letters_to_partner(:reference)")
_REFER: Final = text(
    "select * from tenants.refer_as_partner(:id, cast(:about as jsonb), cast(:said as jsonb), cast(:people as jsonb))"
)
_ADD: Final = text("select tenants.add_as_partner(:reference, :sort, :words, :masked)")

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Standing:
    """As what they refer: the kind of their organisation, and on which basis the council shares what they say."""

    agency: str
    policy: Policy


async def standing_of_partner(work: Work) -> Standing:
    """Raises `NotFoundHereError` where the council works with them no more."""
    row: Any = (await work.connection.execute(_AS)).one_or_none()
    if row is None:
        raise NotFoundHereError
    return Standing(row.kind, Policy(LawfulBasis(row.basis or USUAL), row.words or ""))


async def referred_by_partner(work: Work) -> list[MineLine]:
    """What they referred themselves, newest first; nothing of whoever else works there."""
    rows: Sequence[Any] = (await work.connection.execute(_MINE, {"reference": None})).all()
    return [MineLine(row.reference, _title(row.said), row.sent_at, row.settled, row.asked, row.unread) for row in rows]


async def is_of_partner(work: Work, referral_id: UUID) -> bool:
    """Whether they referred this one themselves, lately."""
    rows: Sequence[Any] = (await work.connection.execute(_MINE, {"reference": None})).all()
    return referral_id in {row.id for row in rows}


def _title(said: Mapping[str, str]) -> str:
    """Of their own words, as masking leaves them: what the council hides in them later would tell what it knows."""
    return " ".join(mask_place(said["where_said"]).shown.split())


async def load_of_partner(work: Work, reference: str) -> MyReferral:
    """One that they referred themselves, with what was written since, oldest first. Raises `NotFoundHereError` for
    everything else alike."""
    known = {"reference": parse_reference(reference, kind=ReferenceKind.REFERRAL) or ""}
    row: Any = (await work.connection.execute(_MINE, known)).one_or_none()
    if row is None:
        raise NotFoundHereError
    letters = (await work.connection.execute(_LETTERS, known)).all()
    return MyReferral(
        id=row.id,
        reference=row.reference,
        statement_id=row.statement_id,
        subject=row.subject,
        places=row.said,
        danger=row.danger,
        sent_at=row.sent_at,
        settled=row.settled,
        asked=row.asked,
        unread=row.unread,
        due_at=row.due_at,
        lang=row.lang,
        letters=[Letter(*each) for each in letters],
    )


@dataclass(frozen=True, slots=True)
class Received:
    """`fresh`: it was put in now, and not by an earlier press of the same form. `due_at`: by when it is decided; None
    where an earlier one is, or waits for somebody."""

    reference: str
    due_at: datetime | None
    fresh: bool


async def put_in(work: Work, referral_id: UUID, about: Row, said: Row, people: Row | None) -> Received | None:
    """As a referral of this id, in their own name, with its first line and what the front door is told by. `about` has
    what the tracker shows of it, `said` the columns of the statement, `people` those of the layer about people.

    None where they refer nothing, the id is another's, or it is theirs and says something else. Raises
    `NobodyReadsError`."""
    given = {
        "id": referral_id,
        "about": json.dumps(about, default=_plain),
        "said": json.dumps(said, default=_plain),
        "people": None if people is None else json.dumps(people),
    }
    row: Any = (await work.connection.execute(_REFER, given)).one_or_none()
    if row is None:
        return None
    if row.reference is None:
        raise NobodyReadsError
    return Received(row.reference, row.due_at, row.fresh)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


async def add_in_own_name(work: Work, mine: MyReferral, sort: str, words: str, shown: str) -> None:
    """News or a question of theirs, and the fact that it is there. Raises `NotFoundHereError`."""
    given = {"reference": mine.reference, "sort": sort, "words": words, "masked": shown}
    if not (await work.connection.execute(_ADD, given)).scalar_one():
        raise NotFoundHereError
