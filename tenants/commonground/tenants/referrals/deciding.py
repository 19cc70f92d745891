"""The screening decision: which context it is, what happens, why, and what the one who told us reads.

Everything is checked before anything is written, so that a refused decision leaves the record as it was."""

from __future__ import annotations

from uuid import UUID

from commonground.platform.access import Action
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.reference import DECISIONS
from commonground.platform.refusals import Problem
from commonground.platform.work import Work
from commonground.tenants.allocation.noted import line, why_problem
from commonground.tenants.allocation.types import Proposed
from commonground.tenants.contexts.colleagues import PlaceKey
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.restriction import put_names
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.contexts.service import NotNamedError, add_event, open_context, set_status
from commonground.tenants.contexts.types import ContextInput, ContextKind, ContextStatus
from commonground.tenants.intake.said import Said, can_be_told
from commonground.tenants.pathways.following import put_steps
from commonground.tenants.pathways.rules import check_offered
from commonground.tenants.pathways.service import pathways_of
from commonground.tenants.pathways.types import Pathways
from commonground.tenants.referrals.decision_rules import SettledDecision, check_decision, check_outcome
from commonground.tenants.referrals.errors import DecisionIncompleteError
from commonground.tenants.referrals.events import RECORD
from commonground.tenants.referrals.hidden_words import hidden_words
from commonground.tenants.referrals.linking import circle_on, draw_close, follows, kind_on
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.moving import check_version, go_to_team, move, next_step
from commonground.tenants.referrals.on_context import context_of
from commonground.tenants.referrals.queries import Grounds, Holder
from commonground.tenants.referrals.rules import OUTCOMES_THAT_NEED_A_LEAD, Facts
from commonground.tenants.referrals.service import put_weighed
from commonground.tenants.referrals.types import Decision, LinkContext, NewContext, NoReply, ReferralState, Verb
from commonground.tenants.referrals.writing import write_to_teller


async def decide(work: Work, row: ReferralRow, decision: Decision, grounds: Grounds, *, version: int) -> None:
    """Write a decision. `grounds.context` is the one that `decision.subject` links to; `version` that of the record
    which the decider had before them.

    Raises `ChangedMeanwhileError` and `NotNowError` when somebody was quicker, `DecisionIncompleteError` and
    `NotNamedError` for what is to be put right."""
    check_version(row, version)
    check_outcome(decision.outcome, work.actor.legal_powers)
    known = await _pathways(work, row, decision, grounds)
    check_offered(known, decision.outcome)
    holder = grounds.holder if decision.outcome in OUTCOMES_THAT_NEED_A_LEAD else None
    led = holder is not None and holder.lead_id is not None
    done = next_step(row, Verb.DECIDE, Facts(held=led, outcome=decision.outcome))
    # A resident reads the answer with the code, a professional under what they referred.
    hidden = hidden_words(grounds.said, grounds.news)
    settled = check_decision(decision, answerable=can_be_told(grounds.said), masked=hidden)
    circle = await circle_on(work, row, grounds.context)
    _check_holder(holder, circle, grounds.context)
    if holder is not None and _keeps(row, decision) and row.subject_kind == ContextKind.GROUP:
        _check_team(holder, row.team_id)
    allocated = _allocated(decision, grounds, holder)

    left = await _stand_on(work, row, settled, grounds.context, holder, circle)
    _put_with(work, row, done.state, grounds.context, holder, circle)
    await _answer(work, row, settled, grounds.said)
    row.outcome, row.rationale = settled.outcome.value, settled.rationale
    put_weighed(row, settled.weighed)
    row.decided_at, row.decided_by = work.now, work.actor.staff
    steps = put_steps(work, row, known, settled.outcome)
    said = f"{DECISIONS.label(settled.outcome)}. {settled.rationale}{left}{allocated}"
    await move(work, row, Verb.DECIDE, done, Action.SCREEN_REFERRAL, words=said, along=steps)
    if led and row.lead_id != work.actor.staff_id:
        await publish(work, Fact(FactKind.REFERRAL_ALLOCATED, RECORD, row.id))


async def _pathways(work: Work, row: ReferralRow, decision: Decision, grounds: Grounds) -> Pathways:
    """Those of the type that it is of once it stands on its context: where nobody knew, the context says."""
    there = grounds.context.kind if grounds.context else None
    new = decision.subject.context.kind.value if isinstance(decision.subject, NewContext) else None
    kind = kind_on(row, new or there)
    # Nearly always the type is known before, and they were read with all else.
    return grounds.pathways if (kind or "") == grounds.pathways.kind else await pathways_of(work, kind or "")


def _check_holder(holder: Holder | None, circle: frozenset[UUID] | None, context: ContextRow | None) -> None:
    """Work is never put with somebody who could not open it, nor a group's with another team than its own."""
    if holder is None:
        return
    if circle is not None and holder.lead_id is not None and holder.lead_id not in circle:
        raise NotNamedError
    if context is not None and context.kind == ContextKind.GROUP:
        _check_team(holder, context.team_id)


def _check_team(holder: Holder, team_id: UUID) -> None:
    if holder.team_id != team_id:
        raise DecisionIncompleteError((Problem("place", "A group is open to its own team alone. Choose from it."),))


def _allocated(decision: Decision, grounds: Grounds, holder: Holder | None) -> str:
    """What the history says of what was proposed, where there is work to be put somewhere."""
    if decision.outcome not in OUTCOMES_THAT_NEED_A_LEAD:
        return ""
    proposed, leads = _proposed(grounds), _leads_context(holder, grounds.context)
    if problem := why_problem(proposed, holder.team_id if holder else None, decision.place_why, leads=leads):
        raise DecisionIncompleteError((problem,))
    chosen = PlaceKey(holder.team_id, holder.lead_id) if holder else None
    return line(proposed, chosen, grounds.place, decision.place_why, leads=leads)


def _proposed(grounds: Grounds) -> Proposed | None:
    """The lead of one context is no proposal for what is put on another."""
    of = grounds.proposed.shown.context if grounds.proposed else ""
    is_other = bool(of) and (grounds.context is None or grounds.context.reference != of)
    return None if is_other else grounds.proposed


def _leads_context(holder: Holder | None, context: ContextRow | None) -> bool:
    lead = context.lead_id if context is not None else None
    return lead is not None and holder is not None and holder.lead_id == lead


async def _stand_on(
    work: Work,
    row: ReferralRow,
    settled: SettledDecision,
    context: ContextRow | None,
    holder: Holder | None,
    circle: frozenset[UUID] | None,
) -> str:
    """Put the referral on its context, and make that first if it is new. What the history says of the one that it
    was taken off; nothing where there was none, or it stays there."""
    before = row.context_id
    if context is not None or not _keeps(row, settled):
        row.follows_context = follows(row, context)
    if isinstance(settled.subject, NewContext):
        row.context_id = await _make(work, row, settled.subject.context, holder, circle)
        draw_close(row, settled.subject.context.kind.value)
    elif context is not None:
        row.context_id = context.id
        draw_close(row, context.kind)
        await _take_up_again(work, settled, context)
        if circle is not None:
            row.restricted = True
            await put_names(work, [row.id], circle)
    elif not _keeps(row, settled):
        row.context_id = None
    if row.context_id is not None and row.context_id != before:
        add_event(work, row.context_id, ContextVerb.LINK, referral_id=row.id)
    return await _taken_off(work, row, before)


async def _take_up_again(work: Work, settled: SettledDecision, context: ContextRow) -> None:
    """Work that goes on is never put away on a closed context, where nobody looks. Which contact it is stands in the
    line of its linking, for those who may open it."""
    if context.status == ContextStatus.CLOSED and settled.outcome in OUTCOMES_THAT_NEED_A_LEAD:
        await set_status(work, context, ContextVerb.REOPEN, "Work goes on.")


def _keeps(row: ReferralRow, decision: Decision | SettledDecision) -> bool:
    """Whether it stays on its context, which the decider need not be able to open."""
    subject = decision.subject
    return isinstance(subject, LinkContext) and subject.context_id == row.context_id


async def _taken_off(work: Work, row: ReferralRow, before: UUID | None) -> str:
    """Written on the context's timeline, and said in the referral's history: by its reference, never by its name,
    which not everybody who opens the referral may know; and not even that where the decider may not open it."""
    if before is None or before == row.context_id:
        return ""
    add_event(work, before, ContextVerb.UNLINK, referral_id=row.id)
    known = await context_of(work, before)
    return f"\nTaken off the context that it was on{f', {known.reference}' if known else ''}."


async def _make(
    work: Work, row: ReferralRow, typed: ContextInput, holder: Holder | None, circle: frozenset[UUID] | None
) -> UUID:
    """A new context of the team that goes on with it; of a restricted referral, open to the same people."""
    team = holder.team_id if holder else row.team_id
    made = await open_context(
        work, typed, team_id=team, lead_id=holder.lead_id if holder else None, restricted=circle is not None
    )
    if circle is not None:
        await put_names(work, [made.id], circle)
    return made.id


def _put_with(
    work: Work,
    row: ReferralRow,
    state: ReferralState,
    context: ContextRow | None,
    holder: Holder | None,
    circle: frozenset[UUID] | None,
) -> None:
    """The team that decides it; and team and lead afterwards: those chosen; else the team that has its context, so that
    whoever leads that can open it, with the screener as before."""
    row.decided_team_id = row.team_id
    if holder is not None:
        go_to_team(row, holder.team_id)
        row.lead_id = holder.lead_id
    elif context is not None:
        go_to_team(row, context.team_id)
    if state is ReferralState.NEEDS_LEAD:
        row.lead_id = None
    elif circle is not None and row.lead_id not in circle:
        row.lead_id = work.actor.staff


async def _answer(work: Work, row: ReferralRow, settled: SettledDecision, said: Said | None) -> None:
    """The reply to the one who told us; or why there is none."""
    row.no_reply_reason, row.no_reply_words = None, ""
    if isinstance(settled.feedback, NoReply):
        row.no_reply_reason, row.no_reply_words = settled.feedback.reason.value, settled.feedback.words
    elif said is not None:
        await write_to_teller(work, row, said, "reply", settled.feedback.words)
