"""Everything on one referral's page, read in a fixed number of statements, whatever the record holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from commonground.platform.access import Action, Held
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About, Kept
from commonground.platform.postcodes.sides import Whereabouts, whereabouts
from commonground.platform.work import Work
from commonground.tenants.adding_up.overlap import Alone, alone_beside, worries_beside
from commonground.tenants.adding_up.queries import weighed_upon
from commonground.tenants.adding_up.types import Guidance, Worry
from commonground.tenants.allocation.types import Load, Rules
from commonground.tenants.attachments.queries import files_of
from commonground.tenants.attachments.types import Attached
from commonground.tenants.contexts.alike import find_alike
from commonground.tenants.contexts.colleagues import House, who_works_here
from commonground.tenants.contexts.matching import LIKELY_FROM
from commonground.tenants.contexts.queries import Compared
from commonground.tenants.contexts.types import Candidate, Match, SubjectKind
from commonground.tenants.flags.queries import flags_of
from commonground.tenants.flags.types import Flag
from commonground.tenants.intake.said import Said, postcode_shown
from commonground.tenants.pathways.ours import ours
from commonground.tenants.pathways.types import Pathways, Steps
from commonground.tenants.received.queries import CameFrom, came_from
from commonground.tenants.referrals.contacts import ContactLine, contacts_counted
from commonground.tenants.referrals.history import HistoryLine, history_opened
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.on_context import ContextName
from commonground.tenants.referrals.queries import Written, correspondence_of
from commonground.tenants.referrals.rules import OPEN_STATES
from commonground.tenants.referrals.types import Route, Verb
from commonground.tenants.replies.library import Library
from commonground.ui.referrals.decide_form import DRAFT
from commonground.ui.referrals.may import May

MOST_MATCHES: Final = 4


@dataclass(frozen=True, slots=True)
class Record:
    """What was read. `house`, `matches`, `worries` and `draft` only where somebody may decide."""

    row: ReferralRow
    held: Held
    may: May
    said: Said | None
    since: Sequence[Written]
    history: Sequence[HistoryLine]
    context: ContextName | None
    matches: Sequence[tuple[Match, Compared]] = ()
    before: Sequence[ContactLine] = ()
    house: House | None = None
    draft: Kept | None = None
    nearby: dict[UUID, str] = field(default_factory=dict)
    flags: Sequence[Flag] = ()
    where: Whereabouts | None = None
    """Of the postcode that came with it, if one did."""
    guidance: Guidance = field(default_factory=Guidance)
    worries: Sequence[Worry] = ()
    alone: Sequence[Alone] = ()
    """On no context and likely about the same, while it waits on none itself; later they stand on its page beside."""
    files: Sequence[Attached] = ()
    library: Library = field(default_factory=Library)
    """The ready words that its answer can be made of."""
    rules: Rules = field(default_factory=Rules)
    """The council's, on whom a referral is proposed for; with what is open with whom."""
    load: Load = field(default_factory=Load)
    pathways: Pathways = field(default_factory=lambda: ours(""))
    """The council's for this type of context."""
    steps: Steps = ()
    """What followed its decisions, those of the latest first."""
    handoff: CameFrom | None = None
    """Of what was taken in from another council."""
    open_now: str = ""
    """Names of the others who have it open."""


# Long: one line to each thing that is read.
async def read_record(work: Work, row: ReferralRow) -> Record:
    """The record as the actor may see it. Its own permission was asked by whoever loaded `row`."""
    held = await held_referral(work, row)
    may = May(work.actor, held, row)
    upon = await weighed_upon(work, row)
    said, context = upon.said, upon.context
    deciding = may.verb(Verb.DECIDE)
    matches = await find_alike(work, candidate_of(row, said), at_most=MOST_MATCHES) if deciding else []
    likely = [compared for match, compared in matches if match.score >= LIKELY_FROM]
    waits = row.context_id is None and row.state in OPEN_STATES
    alone = await alone_beside(work, row, candidate_of(row, said)) if waits else []
    history, others = await history_opened(work, row.id)
    nearby = {compared.id: compared.known.name for _, compared in matches} | _named(context)
    return Record(
        row=row,
        held=held,
        may=may,
        said=said,
        since=await correspondence_of(work, said) if said else (),
        history=history,
        open_now=others,
        context=context,
        matches=matches,
        before=(await contacts_counted(work, tuple(nearby), but=row.id)).lines,
        house=await who_works_here(work) if deciding else None,
        draft=await drafts.find(work, About(DRAFT, row.id)) if deciding else None,
        nearby=nearby,
        # Of its context too, if the reader may open that: what is to be minded there is to be minded here.
        flags=await flags_of(work, (row.id, *_named(context))),
        where=whereabouts(work.actor.areas, postcode_shown(said) if said else ""),
        guidance=upon.guidance,
        worries=worries_beside(row, alone, likely) if deciding else (),
        alone=alone,
        files=await files_of(work, row.id),
        library=upon.library,
        rules=upon.rules,
        load=upon.load,
        pathways=upon.pathways,
        steps=upon.steps,
        handoff=await came_from(work, row.id) if row.route == Route.OTHER_BOROUGH else None,
    )


def _named(context: ContextName | None) -> dict[UUID, str]:
    return {context.id: context.name} if context else {}


def candidate_of(row: ReferralRow, said: Said | None) -> Candidate:
    kind = SubjectKind(row.subject_kind) if row.subject_kind else None
    if said is None:
        return Candidate(kind=kind, name=row.title)
    return Candidate(
        kind=kind,
        name=said.where_said or row.title,
        address=said.address,
        postcode=said.postcode,
        handle=said.online_handle,
    )


def may_look(record: Record) -> bool:
    return bool(record.may.act(Action.READ_NAMES))
