"""Keeping what somebody types: one draft for each person, form and record; it goes when the form is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, delete, select
from sqlalchemy.dialects.postgresql import insert

from commonground.platform.drafts.models import Draft
from commonground.platform.identity import passes
from commonground.platform.ids import uuid7
from commonground.platform.work import Work

Answers = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class About:
    """Which form about which record. A form that makes a new record is about the person who fills it in."""

    form: str
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is found again."""

    answers: Answers
    saved_at: datetime


async def find(work: Work, about: About) -> Kept | None:
    """The acting person's own draft; nobody sees another's."""
    query = select(Draft.answers, Draft.saved_at).where(*_mine(work, about))
    row = (await work.mine.execute(query)).one_or_none()
    return None if row is None else Kept(row.answers, row.saved_at)


async def keep(work: Work, about: About, answers: Answers) -> None:
    """Put the draft down in this transaction, over the one before."""
    added = insert(Draft).values(
        tenant_id=work.actor.council,
        id=uuid7(),
        staff_id=work.actor.staff,
        form=about.form,
        subject_id=about.subject_id,
        answers=dict(answers),
        saved_at=work.now,
    )
    written = {"answers": added.excluded.answers, "saved_at": added.excluded.saved_at}
    key = ["tenant_id", "staff_id", "form", "subject_id"]
    await work.mine.execute(added.on_conflict_do_update(index_elements=key, set_=written))


async def discard(work: Work, about: About) -> None:
    """The form was saved: its draft goes in the same transaction."""
    await work.mine.execute(delete(Draft).where(*_mine(work, about)))


def discarding(work: Work, about: About) -> CTE:
    """As `discard`, to be added to a statement that is needed anyhow: `query.add_cte(discarding(…))`."""
    return delete(Draft).where(*_mine(work, about)).returning(Draft.id).cte("typed_draft")


async def save(work: Work, token: str, about: About, answers: Answers) -> None:
    """Keep the draft of a form that was refused, and commit on its own: the edge rolls a refusal back.

    Undoes whatever this request did before, and leaves its work without a pass: read what the page needs first. It
    uses the request's connection, since a second one for each refused form would let a busy hour lock itself up."""
    await _begin_again(work)
    if await passes.open_session(work, token, touch=False) is None:
        return
    await keep(work, about, answers)
    await work.commit()


async def _begin_again(work: Work) -> None:
    work.mine.expunge_all()
    work.shared.expunge_all()
    await work.mine.rollback()
    await work.shared.rollback()
    await work.roll_back()


def _mine(work: Work, about: About) -> tuple[ColumnElement[bool], ...]:
    return (
        Draft.staff_id == work.actor.staff,
        Draft.form == about.form,
        Draft.subject_id == about.subject_id,
    )
