"""Whether somebody may still be written to of something, asked when the mail goes: by the same decision as every page.

Between being told and the mail somebody may have left, changed teams, or been taken off a restricted record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, and_, any_, bindparam, func, select

from commonground.platform.access import (
    WHEN_OVER,
    Action,
    Actor,
    Held,
    Shared,
    decide,
    decide_shared,
    known_roles,
    may_authorise,
)
from commonground.platform.councils.people import Staff, TeamMember
from commonground.platform.crossings.queries import unanswered_of
from commonground.platform.disputes.queries import offers_of
from commonground.platform.ids import number_of
from commonground.platform.notifications.types import NotificationKind, RecordKind, SubjectRef
from commonground.platform.partners.models import PartnerOrganisation
from commonground.platform.work import Work
from commonground.tenants.contexts.load import held_contexts
from commonground.tenants.disclosures.standing import Standing, standings
from commonground.tenants.disclosures.types import DisclosureState
from commonground.tenants.joint.load import held_joints
from commonground.tenants.referrals.load import held_referrals
from commonground.tenants.sharing.queries import shared_by_id, waiting_by_id
from commonground.tenants.subject_access.waiting import open_requests
from commonground.workers.mail.batches import About

_ASKED: Final = NotificationKind.ASKED_ABOUT_YOURS
_OFFERED: Final = frozenset({NotificationKind.CROSSING_OFFERED, NotificationKind.CROSSING_URGENT})
_READERS: Final[Select[*tuple[Any, ...]]] = (
    select(
        Staff.id,
        Staff.email,
        Staff.lang,
        Staff.roles,
        Staff.organisation_id,
        select(PartnerOrganisation.ended_at.is_not(None))
        .where(PartnerOrganisation.tenant_id == Staff.tenant_id, PartnerOrganisation.id == Staff.organisation_id)
        .scalar_subquery()
        .label("over"),
        select(func.array_agg(TeamMember.team_id))
        .where(and_(TeamMember.tenant_id == Staff.tenant_id, TeamMember.staff_id == Staff.id))
        .scalar_subquery()
        .label("teams"),
    )
    .where(Staff.id == any_(bindparam("ids", type_=ARRAY(Uuid()))), Staff.ended_at.is_(None))
)  # fmt: skip  # what the decision needs, and where to write


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is still on the council's staff."""

    email: str | None
    lang: str
    actor: Actor


Records = Mapping[tuple[RecordKind, UUID], Held]


@dataclass(frozen=True, slots=True)
class Known:
    """What was read for the decision: records, what is shared with partners, what waits to be (who proposed it, and of
    which context), which requests for what is held wait for their answer (by number), what this council prepared to
    tell others, about which offer each dispute is, which offers to it nobody has answered, and the moment."""

    records: Records
    shared: Mapping[UUID, Shared]
    waiting: Mapping[UUID, tuple[UUID, UUID]]
    asked: Collection[str]
    crossings: Mapping[UUID, Standing]
    disputed: Mapping[UUID, UUID]
    unanswered: Collection[UUID]
    now: datetime


def _of_record(action: Action) -> Callable[[Reader, SubjectRef, Known], bool]:
    def may(reader: Reader, subject: SubjectRef, known: Known) -> bool:
        held = known.records.get((subject.kind, subject.id))
        return held is not None and bool(decide(reader.actor, action, held))

    return may


def _as_partner(reader: Reader, subject: SubjectRef, known: Known) -> bool:
    """As long as the invitation stands: what was queued before its end does not go after it."""
    shared = known.shared.get(subject.id)
    return shared is not None and bool(decide_shared(reader.actor, shared, known.now))


def _of_what_they_may_agree_to(reader: Reader, subject: SubjectRef, known: Known) -> bool:
    """As long as it waits: nothing of what is restricted to others."""
    sponsor, context_id = known.waiting.get(subject.id, (None, None))
    held = known.records.get((RecordKind.CONTEXT, context_id)) if context_id else None
    return sponsor is not None and held is not None and bool(may_authorise(reader.actor, sponsor, held))


def _of_oneself(reader: Reader, subject: SubjectRef, _known: Known) -> bool:
    return subject.id == reader.actor.staff_id


def _of_what_they_referred(reader: Reader, _subject: SubjectRef, _known: Known) -> bool:
    """Nobody else is told of it, and whoever referred it did, whoever may open the record by now."""
    return bool(decide(reader.actor, Action.REFER))


def _of_own_team(reader: Reader, subject: SubjectRef, _known: Known) -> bool:
    return bool(decide(reader.actor, Action.MANAGE_TEAMS)) and subject.id in reader.actor.team_ids


def _of_what_they_answer_for(reader: Reader, _subject: SubjectRef, _known: Known) -> bool:
    return bool(decide(reader.actor, Action.REVIEW_BREAK_GLASS))


def _of_mail_they_see_to(reader: Reader, _subject: SubjectRef, _known: Known) -> bool:
    return bool(decide(reader.actor, Action.SET_NOTICES))


def _of_whom_they_let_in(reader: Reader, _subject: SubjectRef, _known: Known) -> bool:
    return bool(decide(reader.actor, Action.GRANT_SUPPORT))


def _of_what_they_sign(reader: Reader, _subject: SubjectRef, _known: Known) -> bool:
    return bool(decide(reader.actor, Action.KEEP_AGREEMENTS))


def _of_what_crosses(reader: Reader, subject: SubjectRef, known: Known) -> bool:
    """As on the page without the package: nothing of what is about a record restricted to others."""
    standing = known.crossings.get(subject.id)
    shut = standing is not None and standing.held.restricted and reader.actor.staff_id not in standing.held.named
    return bool(decide(reader.actor, Action.SEE_CROSSINGS)) and not shut


def _of_what_leaves(reader: Reader, subject: SubjectRef, known: Known) -> bool:
    """As its pages: whoever prepares it, and whoever may be its second person."""
    standing = known.crossings.get(subject.id)
    if standing is None:
        return False
    second = may_authorise(reader.actor, standing.row.author_id, standing.held, Action.AUTHORISE_DISCLOSURE)
    return bool(decide(reader.actor, Action.READ_HANDOFF, standing.held)) or bool(second)


def _of_what_is_disputed(reader: Reader, subject: SubjectRef, known: Known) -> bool:
    """As its page: nothing of a handoff that is about a record restricted to others."""
    standing = known.crossings.get(known.disputed.get(subject.id, subject.id))
    shut = standing is not None and standing.held.restricted and reader.actor.staff_id not in standing.held.named
    return bool(decide(reader.actor, Action.SEE_CROSSINGS)) and not shut


def _of_whom_they_name(reader: Reader, _subject: SubjectRef, _known: Known) -> bool:
    return bool(decide(reader.actor, Action.NAME_KEEPER))


def _of_what_they_may_join(reader: Reader, _subject: SubjectRef, _known: Known) -> bool:
    return bool(decide(reader.actor, Action.COORDINATE_JOINT))


MAY: Final[Mapping[RecordKind, Callable[[Reader, SubjectRef, Known], bool]]] = {
    RecordKind.REFERRAL: _of_record(Action.READ_REFERRAL),
    RecordKind.REFERRED: _of_what_they_referred,
    RecordKind.CONTEXT: _of_record(Action.READ_CONTEXT),
    RecordKind.STAFF: _of_oneself,
    RecordKind.TEAM: _of_own_team,
    RecordKind.BREAK_GLASS: _of_what_they_answer_for,
    RecordKind.GROUP: _of_what_they_answer_for,
    RecordKind.SHARED: _as_partner,
    RecordKind.SHARING: _of_what_they_may_agree_to,
    RecordKind.SUPPORT: _of_whom_they_let_in,
    RecordKind.MAILS: _of_mail_they_see_to,
    RecordKind.RETENTION: _of_what_they_answer_for,
    RecordKind.PEOPLE: _of_what_they_answer_for,
    RecordKind.KEEPERS: _of_whom_they_name,
    RecordKind.AGREEMENT: _of_what_they_sign,
    RecordKind.JOINT: _of_record(Action.READ_JOINT),
    RecordKind.JOINT_ASKED: _of_what_they_may_join,
    RecordKind.DISPUTE: _of_what_is_disputed,
    RecordKind.TRAIL: _of_what_they_answer_for,
    RecordKind.CROSSING: _of_what_crosses,
    RecordKind.OUTSIDE: _of_what_leaves,
}
"""For each kind of record that a notice can be about: may this reader still be told of it?"""


@dataclass(frozen=True, slots=True)
class Gate:
    """Everybody and everything of one batch, read together."""

    readers: Mapping[UUID, Reader]
    known: Known

    def reader(self, staff_id: UUID) -> Reader | None:
        """None for somebody who has left."""
        return self.readers.get(staff_id)

    def lets(self, reader: Reader, about: About) -> bool:
        return self._still(about) and MAY[about.subject.kind](reader, about.subject, self.known)

    def _still(self, about: About) -> bool:
        """Who asked what is held about them has no answer yet: after it, nothing can be added. Nobody has answered what
        another council offers, or settled what waits for a second person."""
        if about.kind is _ASKED:
            return number_of(about.fact_id) in self.known.asked
        if about.kind is NotificationKind.DISCLOSURE_WAITS:
            return _waits(self.known.crossings.get(about.subject.id))
        return about.kind not in _OFFERED or about.subject.id in self.known.unanswered


def _waits(standing: Standing | None) -> bool:
    """For a second person: as it is, or with later news of it."""
    return standing is not None and standing.row.state in (DisclosureState.PROPOSED, DisclosureState.SENT)


async def gate_of(work: Work, staff_ids: Iterable[UUID], abouts: Collection[About]) -> Gate:
    """A dozen statements at most, however many people and records."""
    subjects = [about.subject for about in abouts]
    asked = await open_requests(work) if any(about.kind is _ASKED for about in abouts) else frozenset[str]()
    referrals = await held_referrals(work, _ids(subjects, RecordKind.REFERRAL))
    waiting = await waiting_by_id(work, _ids(subjects, RecordKind.SHARING))
    proposed = {context_id for _, context_id in waiting.values()}
    contexts = await held_contexts(work, _ids(subjects, RecordKind.CONTEXT) | proposed)
    records = {(RecordKind.REFERRAL, key): held for key, held in referrals.items()}
    records |= {(RecordKind.CONTEXT, key): held for key, held in contexts.items()}
    joints = await held_joints(work, _ids(subjects, RecordKind.JOINT))
    records |= {(RecordKind.JOINT, key): link.held for key, link in joints.items()}
    shared = await shared_by_id(work, _ids(subjects, RecordKind.SHARED))
    crossing = _ids(subjects, RecordKind.CROSSING)
    disputed = await offers_of(work, _ids(subjects, RecordKind.DISPUTE))
    crossings = await standings(work, crossing | _ids(subjects, RecordKind.OUTSIDE) | set(disputed.values()))
    unanswered = await unanswered_of(work, crossing) if any(about.kind in _OFFERED for about in abouts) else frozenset()
    rows = await work.mine.rows(_READERS, {"ids": list(set(staff_ids))})
    known = Known(records, shared, waiting, asked, crossings, disputed, unanswered, work.now)
    return Gate({row.id: _reader(row) for row in rows}, known)


def _ids(subjects: Iterable[SubjectRef], kind: RecordKind) -> set[UUID]:
    return {subject.id for subject in subjects if subject.kind is kind}


def _reader(row: Any) -> Reader:
    teams = frozenset(row.teams or ())
    actor = Actor(
        roles=known_roles(row.roles),
        staff_id=row.id,
        team_ids=teams,
        organisation_id=row.organisation_id,
        without=WHEN_OVER if row.over else frozenset(),
    )
    return Reader(row.email, row.lang, actor)
