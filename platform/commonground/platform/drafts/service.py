"""Keeping what somebody types: one draft for each person, form and record; it goes when the form is saved.

A form that makes something new can stand in two tabs at once. Such a page carries a mark of its own and the stamp of
what it showed; the draft keeps the mark of the page that wrote it last, and the stamp of that writing. Whoever would
write over words that they were never shown gets a draft of their own instead, so that neither tab's are lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from commonground.platform.drafts.models import Draft
from commonground.platform.identity import passes
from commonground.platform.ids import made_at, uuid7
from commonground.platform.work import Work

Answers = Mapping[str, list[str]]
MARK: Final = "_mark"
"""Beside the answers: the mark of the page that wrote them, and the stamp of this writing."""


@dataclass(frozen=True, slots=True)
class About:
    """Which form about which record. A form that makes a new record is about the person who fills it in; or, where they
    can have begun several, about the record that it will make."""

    form: str
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class Tab:
    """A page with a form in it. `own`: its mark, and what its draft is about where another page was quicker. `after`:
    the stamp of what it showed; empty where there was none."""

    own: UUID
    after: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is found again."""

    answers: Answers
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Begun(Kept):
    """One of several drafts of one form. `stamp`: of what stands in it."""

    subject_id: UUID
    begun_at: datetime

    @property
    def stamp(self) -> str:
        return "".join(self.answers.get(MARK, ())[1:])


async def find(work: Work, about: About) -> Kept | None:
    """The acting person's own draft; nobody sees another's."""
    query = select(Draft.answers, Draft.saved_at).where(*_mine(work, about))
    row = (await work.mine.execute(query)).one_or_none()
    return None if row is None else Kept(row.answers, row.saved_at)


async def find_all(work: Work, form: str, most: int) -> list[Begun]:
    """What the acting person has begun in this form, whatever about; what was kept last comes first."""
    query = select(Draft.answers, Draft.saved_at, Draft.subject_id, Draft.id).where(*_of_form(work, form))
    found = await work.mine.execute(query.order_by(Draft.saved_at.desc(), Draft.id.desc()).limit(most))
    return [Begun(row.answers, row.saved_at, row.subject_id, made_at(row.id)) for row in found]


async def place_of(work: Work, about: About, tab: Tab | None) -> About:
    """Under what the words in this tab are kept, or would be: under its own mark once another tab has written `about`.
    Nobody else writes there until this transaction ends."""
    if tab is None:
        return about
    query = select(Draft.subject_id, _known_to(tab).label("known")).where(
        *_of_form(work, about.form), Draft.subject_id.in_((about.subject_id, tab.own))
    )
    known = {row.subject_id: row.known for row in await work.mine.execute(query.with_for_update())}
    apart = tab.own in known or not known.get(about.subject_id, True)
    return replace(about, subject_id=tab.own) if apart else about


async def keep(work: Work, about: About, answers: Answers, tab: Tab | None = None) -> About:
    """Put the draft down in this transaction, over the one before. With a `tab`, never over words that it was not
    shown: then it is a draft of its own. Returns what it is about now."""
    if tab is None:
        await _put(work, about, answers)
        return about
    marked = {**answers, MARK: [str(tab.own), str(uuid7())]}
    place = await place_of(work, about, tab)
    if await _put(work, place, marked, _known_to(tab)):
        return place
    apart = replace(about, subject_id=tab.own)  # both began it in this moment, and the other was quicker
    await _put(work, apart, marked)
    return apart


async def _put(work: Work, about: About, answers: Answers, over: ColumnElement[bool] | None = None) -> bool:
    """`over`: what the draft before must be to be written over; says whether it was."""
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
    put = added.on_conflict_do_update(index_elements=key, set_=written, where=over).returning(Draft.id)
    return await work.mine.scalar(put) is not None


async def discard(work: Work, about: About) -> None:
    """The form was saved: its draft goes in the same transaction."""
    await work.mine.execute(delete(Draft).where(*_mine(work, about)))


def discarding(work: Work, about: About) -> CTE:
    """As `discard`, to be added to a statement that is needed anyhow: `query.add_cte(discarding(…))`."""
    return delete(Draft).where(*_mine(work, about)).returning(Draft.id).cte("typed_draft")


async def save(work: Work, token: str, about: About, answers: Answers, tab: Tab | None = None) -> About:
    """As `keep`, the draft of a form that was refused, and commit on its own: the edge rolls a refusal back.

    Undoes whatever this request did before, and leaves its work without a pass: read what the page needs first. It
    uses the request's connection, since a second one for each refused form would let a busy hour lock itself up."""
    await _begin_again(work)
    if await passes.open_session(work, token, touch=False) is None:
        return about
    kept = await keep(work, about, answers, tab)
    await work.commit()
    return kept


async def _begin_again(work: Work) -> None:
    # Closed, not rolled back: that would end the transaction that the two have in common, and the second warns of it.
    await work.mine.close()
    await work.shared.close()
    await work.roll_back()


def _mine(work: Work, about: About) -> tuple[ColumnElement[bool], ...]:
    return (*_of_form(work, about.form), Draft.subject_id == about.subject_id)


def _of_form(work: Work, form: str) -> tuple[ColumnElement[bool], ...]:
    return (Draft.staff_id == work.actor.staff, Draft.form == form)


def _known_to(tab: Tab) -> ColumnElement[bool]:
    """Whether the draft says what the page wrote itself, or was shown."""
    mark, stamp = (func.coalesce(Draft.answers[MARK][place].astext, "") for place in (0, 1))
    return or_(mark == str(tab.own), stamp == tab.after)
