"""Several open worries about what may be one place or school, in different teams: nobody sees it alone.

Each is shown only to those who may open it, and counts for nobody else. A peer group is its own team's alone, and an
online space has one handle: neither is looked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from commonground.platform.access import Action
from commonground.platform.councils.people import Staff, Team
from commonground.platform.work import Work
from commonground.tenants.adding_up.rules import by_what_is_known, in_teams
from commonground.tenants.adding_up.types import Worry
from commonground.tenants.contexts.matching import LIKELY_FROM, likely_same
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.names import words_of
from commonground.tenants.contexts.queries import Compared, HeldBy, contexts_like
from commonground.tenants.contexts.types import Candidate, ContextKind, ContextStatus, KnownContext, SubjectKind
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.rules import OPEN_STATES
from commonground.tenants.referrals.said import column_said, with_said

MOST_COMPARED: Final = 80
_KINDS: Final = (SubjectKind.PLACE.value, SubjectKind.SCHOOL.value)


async def worries_about(work: Work, row: ContextRow) -> list[Worry]:
    """This context, the active ones that it is likely the same as, and the referrals on none yet that are likely about
    it, with what is best known first; nothing where one team has them all."""
    if row.kind not in _KINDS or row.status != ContextStatus.ACTIVE:
        return []
    texts = (row.postcode, row.address, row.name, *row.aliases)
    found = await contexts_like(work, texts, row.kind)
    undecided = await _undecided(work, texts)
    here = next((each for each in found if each.id == row.id), None)
    if here is None:  # opened by break-glass: no list shows it, and nothing is proposed
        return []
    asked = [Candidate(kind=SubjectKind(row.kind), name=name, address=row.address, postcode=row.postcode)
             for name in (row.name, *row.aliases)]  # fmt: skip  # one to a name
    alike = _alike(asked, (each.known for each in found if each.id != row.id and _is_open(each)))
    contexts = [here, *(each for each in found if each.known.reference in alike)]
    waiting = [each for each in undecided if _is_likely(each, here.known)]
    worries = [*(_of_context(each) for each in contexts), *(_of_referral(each) for each in waiting)]
    return by_what_is_known(worries) if in_teams(worries) else []


async def worries_beside(work: Work, row: ReferralRow, asked: Candidate, likely: Iterable[Compared]) -> list[Worry]:
    """Beside a referral that stands on no context yet: other open referrals that are likely about the same, whichever
    team has them, and the contexts that it is `likely` about. Nothing where there are only contexts of one team: among
    these one is chosen anyhow."""
    if row.context_id is not None or row.subject_kind not in (*_KINDS, None):
        return []
    undecided = await _undecided(work, (asked.name, asked.address, asked.postcode), but=row.id)
    waiting = [each for each in undecided if _is_likely(each, _as_known(asked, row.reference))]
    worries = [_of_context(each) for each in likely if _is_open(each)] + [_of_referral(each) for each in waiting]
    return by_what_is_known(worries) if waiting or in_teams(worries) else []


def _shares_a_word(said: ColumnElement[str], texts: Iterable[str]) -> ColumnElement[bool]:
    """Whether a word of these texts begins one in what is `said`."""
    words = sorted({word for text in texts for word in words_of(text) if len(word) > 2 or word.isdigit()})[:40]
    # `words_of` gives letters and digits only, so that they can stand in a pattern; each is still bound, not written.
    return said.regexp_match(rf"\m({'|'.join(words)})", flags="i") if words else false()


def _is_open(each: Compared) -> bool:
    return each.known.status is ContextStatus.ACTIVE and each.known.kind.value in _KINDS


def _alike(asked: Iterable[Candidate], known: Iterable[KnownContext]) -> set[str]:
    compared = list(known)
    matches = (match for each in asked for match in likely_same(each, compared, at_most=len(compared)))
    return {match.reference for match in matches if match.score >= LIKELY_FROM}


def _is_likely(said: Any, known: KnownContext) -> bool:
    return bool(_alike([_candidate(said)], [known]))


def _candidate(said: Any) -> Candidate:
    """The subject as the reporter said it; a referral without a report has its title alone."""
    return Candidate(
        kind=SubjectKind(said.subject_kind) if said.subject_kind else None,
        name=said.where_said or said.title,
        address=said.address or "",
        postcode=said.postcode or "",
    )


def _as_known(asked: Candidate, reference: str) -> KnownContext:
    """A referral to compare others with: of no known kind it may be a place or a school, which are compared alike."""
    kind = ContextKind(asked.kind.value) if asked.kind else ContextKind.PLACE
    return KnownContext(reference=reference, kind=kind, name=asked.name, address=asked.address, postcode=asked.postcode)


async def _undecided(work: Work, texts: Iterable[str], *, but: UUID | None = None) -> Iterable[Any]:
    """Open referrals that stand on no context, of those that the actor may open; the latest of too many."""
    row = ReferralRow
    place = column_said("where_said"), column_said("address"), column_said("postcode")
    said = func.concat_ws(" ", row.title, *place)
    held = row.team_id, Team.name.label("team"), row.lead_id, func.coalesce(Staff.display_name, "").label("lead")
    query = (
        select(row.reference, row.title, row.subject_kind, row.received_at, *place, *held)
        .join(Team, and_(Team.tenant_id == row.tenant_id, Team.id == row.team_id))
        .outerjoin(Staff, and_(Staff.tenant_id == row.tenant_id, Staff.id == row.lead_id))
        .where(
            row.state.in_([state.value for state in OPEN_STATES]),
            row.context_id.is_(None),
            or_(row.subject_kind.in_(_KINDS), row.subject_kind.is_(None)),
            row.id.is_distinct_from(but),
            visible_referrals(work.actor, Action.READ_REFERRAL),
            _shares_a_word(said, texts),
        )
        .order_by(row.received_at.desc(), row.id.desc())
        .limit(MOST_COMPARED)
    )
    return (await work.mine.execute(with_said(query))).all()


def _of_context(each: Compared) -> Worry:
    return _worry(each.known.reference, each.known.name, each.held_by, each.contacts, is_context=True)


def _of_referral(said: Any) -> Worry:
    held = HeldBy(said.team_id, said.team, said.lead_id, said.lead, said.received_at)
    return _worry(said.reference, said.title, held, 1, is_context=False)


def _worry(reference: str, name: str, held: HeldBy, contacts: int, *, is_context: bool) -> Worry:
    return Worry(
        reference, name, held.team_id, held.team, held.lead_id, held.lead, contacts, held.since, is_context=is_context
    )
