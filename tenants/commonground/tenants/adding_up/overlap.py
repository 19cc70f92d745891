"""Several open worries about what may be one place or school, in different teams: nobody sees it alone; and what came
in about the same and was decided on no context, which nothing else shows to whoever reads the next one.

Each is shown only to those who may open it, and counts for nobody else. As a worry of several teams neither a peer
group, which is its own team's alone, nor an online space, which has one handle, is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ARRAY, ColumnElement, Row, Text, and_, case, false, func, literal, or_, select

from commonground.platform.access import Action
from commonground.platform.councils.people import Staff, Team
from commonground.platform.work import Work
from commonground.tenants.adding_up.rules import by_what_is_known, in_teams
from commonground.tenants.adding_up.types import Worry
from commonground.tenants.contexts.matching import LIKELY_FROM, likely_same
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.names import STREET_TYPES, place_form, words_of
from commonground.tenants.contexts.queries import Compared, HeldBy, contexts_like
from commonground.tenants.contexts.types import Candidate, ContextKind, ContextStatus, KnownContext, SubjectKind
from commonground.tenants.referrals.contacts import ContactLine, as_contact, contact_columns
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.rules import OPEN_STATES
from commonground.tenants.referrals.said import column_said, with_said

MOST_COMPARED: Final = 80
LOOKS_BACK: Final = timedelta(days=365)
_KINDS: Final = (SubjectKind.PLACE.value, SubjectKind.SCHOOL.value)
_OPEN: Final = ReferralRow.state.in_([state.value for state in OPEN_STATES])


async def worries_about(work: Work, row: ContextRow) -> list[Worry]:
    """This context, the active ones that it is likely the same as, and the referrals on none yet that are likely about
    it, with what is best known first; nothing where one team has them all."""
    if row.kind not in _KINDS or row.status != ContextStatus.ACTIVE:
        return []
    texts = (row.postcode, row.address, row.name, *row.other_names)
    found = await contexts_like(work, texts, row.kind)
    undecided = [each for each in await _on_none(work, texts, _OPEN) if _may_be_a_worry(each.subject_kind)]
    here = next((each for each in found if each.id == row.id), None)
    if here is None:  # opened by break-glass: no list shows it, and nothing is proposed
        return []
    asked = [Candidate(kind=SubjectKind(row.kind), name=name, address=row.address, postcode=row.postcode)
             for name in (row.name, *row.other_names)]  # fmt: skip  # one to a name
    alike = _alike(asked, (each.known for each in found if each.id != row.id and _is_open(each)))
    contexts = [here, *(each for each in found if each.known.reference in alike)]
    waiting = [each for each in undecided if _is_likely(each, here.known)]
    worries = [*(_of_context(each) for each in contexts), *(_of_referral(each) for each in waiting)]
    return by_what_is_known(worries) if in_teams(worries) else []


@dataclass(frozen=True, slots=True)
class Alone:
    """A referral on no context that is likely about the same as another. `may_link`: the actor may put it on one."""

    contact: ContactLine
    version: int
    may_link: bool
    worry: Worry | None
    """As one that nobody has decided."""


async def alone_beside(work: Work, row: ReferralRow, asked: Candidate) -> list[Alone]:
    """Other referrals on no context that are likely about the same as this one, the latest first: open ones, and
    whatever became of them those that came in later or in the twelve months before it."""
    known, texts = _as_known(asked, row.reference), (asked.name, asked.address, asked.postcode, asked.handle)
    lately = or_(_OPEN, ReferralRow.received_at > row.received_at - LOOKS_BACK)
    found = await _on_none(work, texts, and_(lately, ReferralRow.id != row.id))
    likely = [_as_alone(each, work) for each in found if _is_likely(each, known)]
    return sorted(likely, key=lambda each: (each.contact.received_at, each.contact.id), reverse=True)


def worries_beside(row: ReferralRow, alone: Iterable[Alone], likely: Iterable[Compared]) -> list[Worry]:
    """Beside a referral that stands on no context yet: other open referrals that are likely about the same, whichever
    team has them, and the contexts that it is `likely` about. Nothing where there are only contexts of one team: among
    these one is chosen anyhow."""
    if row.context_id is not None or not _may_be_a_worry(row.subject_kind):
        return []
    waiting = [each.worry for each in alone if each.worry]
    worries = [*(_of_context(each) for each in likely if _is_open(each)), *waiting]
    return by_what_is_known(worries) if waiting or in_teams(worries) else []


def _may_be_a_worry(kind: str | None) -> bool:
    return kind is None or kind in _KINDS


def _shared(said: ColumnElement[str], texts: Iterable[str]) -> ColumnElement[int]:
    """How many words of these texts begin one in what is `said`, each counted once however often it stands there."""
    told = {word for text in texts for word in place_form(words_of(text)).split()} - STREET_TYPES
    words = sorted(word for word in told if len(word) > 2 or word.isdigit())[:40]
    # `words_of` gives letters and digits only, so that they can stand in a pattern; each is still bound, not written.
    if not words:
        return literal(0)
    found = func.regexp_matches(said, rf"\m({'|'.join(words)})", "gi", type_=ARRAY(Text)).column_valued("found")
    return select(func.count(func.distinct(func.lower(found[1])))).scalar_subquery()


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
        name=said.named or said.title,
        address=said.address or "",
        postcode=said.postcode or "",
        handle=said.online_handle or "",
    )


def _as_known(asked: Candidate, reference: str) -> KnownContext:
    """A referral to compare others with: of no known kind it may be a place or a school, which are compared alike."""
    kind = ContextKind(asked.kind.value) if asked.kind else ContextKind.PLACE
    return KnownContext(
        reference=reference,
        kind=kind,
        name=asked.name,
        address=asked.address,
        postcode=asked.postcode,
        handle=asked.handle,
    )


async def _on_none(work: Work, texts: Iterable[str], which: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Of those referrals on no context which the actor may open, what shares a word with these texts; of too many those
    that share most, and of these the latest."""
    row = ReferralRow
    place = (column_said("where_said").label("named"), column_said("address"), column_said("postcode"),
             column_said("online_handle"))  # fmt: skip  # what is compared
    shared = _shared(func.concat_ws(" ", row.title, *place), texts)
    held = row.team_id, Team.name.label("team"), row.lead_id, func.coalesce(Staff.display_name, "").label("lead")
    may_link = visible_referrals(work.actor, Action.LINK_REFERRAL).label("may_link")
    # What may not be opened is never compared: else the time of an answer would tell that it bears the word.
    shares = case((visible_referrals(work.actor, Action.READ_REFERRAL), shared > 0), else_=false())
    query = (
        select(*contact_columns(), row.subject_kind, row.version, may_link, *place, *held)
        .join(Team, and_(Team.tenant_id == row.tenant_id, Team.id == row.team_id))
        .outerjoin(Staff, and_(Staff.tenant_id == row.tenant_id, Staff.id == row.lead_id))
        .where(row.context_id.is_(None), which, shares)
        .order_by(shared.desc(), row.received_at.desc(), row.id.desc())
        .limit(MOST_COMPARED)
    )
    return (await work.mine.execute(with_said(query))).all()


def _as_alone(found: Row[Any], work: Work) -> Alone:
    contact = as_contact(found, work)
    waits = contact.state in OPEN_STATES and _may_be_a_worry(found.subject_kind)
    return Alone(contact, found.version, found.may_link, _of_referral(found) if waits else None)


def _of_context(each: Compared) -> Worry:
    return _worry(each.known.reference, each.known.name, each.held_by, each.contacts, is_context=True)


def _of_referral(said: Any) -> Worry:
    held = HeldBy(said.team_id, said.team, said.lead_id, said.lead, said.received_at)
    return _worry(said.reference, said.title, held, 1, is_context=False)


def _worry(reference: str, name: str, held: HeldBy, contacts: int, *, is_context: bool) -> Worry:
    return Worry(
        reference, name, held.team_id, held.team, held.lead_id, held.lead, contacts, held.since, is_context=is_context
    )
