"""What somebody of a partner organisation reads and adds. Their pass shows them no table: everything goes through four
functions, which look anew each time at whether they are still in (`database/sql/069_joint.sql`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.answers import as_json
from commonground.platform.ids import uuid7
from commonground.platform.joint.errors import ANSWERS
from commonground.platform.joint.queries import file_in
from commonground.platform.joint.rules import check_part
from commonground.platform.joint.types import JointKind, NewPart, PartFile, PartKind, PartState
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.joint.words import check_words

_MINE: Final = text("select * from crossing.joint_shared_with_me()")
_PARTS: Final = text("select * from crossing.joint_shared_parts(:reference)")
_ADD: Final = text("select crossing.joint_add_as_guest(:reference, :part, cast(:said as jsonb))")
_WITHDRAW: Final = text("select crossing.joint_withdraw_as_guest(:part, :words)")


@dataclass(frozen=True, slots=True)
class LetInTo:
    """A joint concern that the reader is let into: by which council, for what and until when."""

    id: UUID
    reference: str
    kind: JointKind
    title: str
    harms: tuple[str, ...]
    is_closed: bool
    council: str
    sponsor: str
    purpose: str
    until: datetime


@dataclass(frozen=True, slots=True)
class SharedPart:
    """`mine`: the reader's own organisation wrote it, and may take it back."""

    id: UUID
    council: str
    kind: PartKind
    words: str
    codes: tuple[str, ...]
    at: datetime
    by_name: str
    due_on: date | None
    doer: str
    done_at: datetime | None
    came_of: str
    state: PartState
    over_at: datetime | None
    mine: bool
    council_id: UUID
    file: PartFile | None


async def let_in_to(work: Work) -> list[LetInTo]:
    """Each once, by the one that lasts longest; the first to end first."""
    rows: Any = (await work.connection.execute(_MINE)).all()
    found = {row.reference: _let_in(row) for row in rows}
    return sorted(found.values(), key=lambda each: each.until)


async def load_shared_joint(work: Work, reference: str) -> tuple[LetInTo, list[SharedPart]]:
    """One of them with what is marked for the reader. Raises `NotFoundHereError` for missing and ended alike."""
    known = parse_reference(reference, kind=ReferenceKind.JOINT) or ""
    found = next((each for each in await let_in_to(work) if each.reference == known), None)
    if found is None:
        raise NotFoundHereError
    rows: Any = (await work.connection.execute(_PARTS, {"reference": known})).all()
    return found, list({row.id: _part(row) for row in rows}.values())


async def add_as_partner(work: Work, reference: str, words: str) -> None:
    """What the organisation knows: the council that let it in owns it, and every council in it reads it."""
    part = check_part(NewPart(PartKind.TEXT, words))
    check_words({"words": part.words})
    said: dict[str, object] = {"kind": part.kind.value, "words": part.words, "codes": []}
    known = parse_reference(reference, kind=ReferenceKind.JOINT) or ""
    given = {"reference": known, "part": uuid7(), "said": as_json(said)}
    ANSWERS.heard(await work.connection.scalar(_ADD, given))


async def withdraw_as_partner(work: Work, part_id: UUID) -> None:
    ANSWERS.heard(await work.connection.scalar(_WITHDRAW, {"part": part_id, "words": ""}))


def _let_in(row: Any) -> LetInTo:
    return LetInTo(
        id=row.id,
        reference=row.reference,
        kind=JointKind(row.kind),
        title=row.title,
        harms=tuple(row.harms),
        is_closed=row.closed_at is not None,
        council=row.council,
        sponsor=row.sponsor,
        purpose=row.purpose,
        until=row.until_at,
    )


def _part(row: Any) -> SharedPart:
    return SharedPart(
        id=row.id,
        council=row.council,
        kind=PartKind(row.kind),
        words=row.words,
        codes=tuple(row.codes),
        at=row.at,
        by_name=row.by_name,
        due_on=row.due_on,
        doer=row.doer,
        done_at=row.done_at,
        came_of=row.came_of,
        state=PartState(row.state),
        over_at=row.over_at,
        mine=row.mine,
        council_id=row.council_id,
        file=file_in(row),
    )
