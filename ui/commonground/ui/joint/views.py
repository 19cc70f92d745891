"""One joint concern as its page shows it, said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from commonground.platform.joint.rules import acts_of, outcome_shows, shown_to
from commonground.platform.joint.types import (
    KIND_LABELS,
    OUTCOME_LABELS,
    Guest,
    JointAct,
    Part,
    PartKind,
    Party,
    PartyState,
)
from commonground.platform.reference import HARMS
from commonground.tenants.joint.load import Joint
from commonground.tenants.joint.types import Minutes, OurPartner
from commonground.ui.joint.parts import PART_LABELS, Group, names_of, part_view
from commonground.ui.referrals.views import Act
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext


@dataclass(frozen=True, slots=True)
class JointView:
    reference: str
    title: str
    kind: str
    state: str
    context: tuple[str, str] | None
    facts: tuple[tuple[str, str], ...]
    parties: tuple[tuple[str, str], ...]
    guests: tuple[tuple[str, str], ...]
    partners: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    minutes: tuple[Act, ...]
    adds: tuple[Act, ...]
    acts: tuple[Act, ...]
    stopped: bool
    cut: str
    outcome: tuple[tuple[str, str], ...]


# Long: one page's view.
def joint_view(
    joint: Joint,
    parts: Sequence[Part],
    guests: Sequence[Guest],
    minutes: Sequence[Minutes],
    partners: Sequence[OurPartner],
    *,
    works: bool,
    coordinates: bool,
    me: UUID | None,
    more: str = "",
) -> JointView:
    """`guests`: those who are in, as far as the council may know. `works` and `coordinates`: what the reader may do."""
    concern, party, base = joint.round.concern, joint.party, f"/joint/{joint.link.reference}"
    names = names_of(joint, guests)
    live = concern.is_open and party.stands and party.state is PartyState.JOINED
    shown = [
        each
        for each in shown_to(parts, joint.round.parties, joint.council)
        if coordinates or each.kind is not PartKind.MESSAGE
    ]
    views = {kind: [each for each in shown if each.kind is kind] for kind in PartKind}
    return JointView(
        reference=joint.link.reference,
        title=concern.title,
        kind=gettext(KIND_LABELS[concern.kind]),
        state="active" if concern.is_open else "closed",
        context=joint.link.context,
        facts=_facts(joint),
        parties=tuple((each.council, _stand(each, joint)) for each in joint.round.parties),
        guests=tuple((each.label, gettext("let in by %(council)s") % {"council": each.council}) for each in guests),
        partners=tuple((_who(each), gettext("until %(day)s") % {"day": day(each.until)}) for each in partners),
        groups=tuple(
            Group(
                kind.value,
                str(PART_LABELS[kind]),
                tuple(part_view(each, joint, names, base, works=works, live=live) for each in found),
            )
            for kind, found in views.items()
            if found
        ),
        minutes=tuple(_minutes(each, base, me) for each in minutes) if works else (),
        adds=_adds(base, coordinates=coordinates) if works and live else (),
        acts=_acts(joint, base, guests, coordinates=coordinates),
        stopped=party.state is PartyState.JOINED and not party.stands,
        cut=more,
        outcome=_outcome(joint),
    )


def _facts(joint: Joint) -> tuple[tuple[str, str], ...]:
    concern = joint.round.concern
    proposed = next((each.council for each in joint.round.parties if each.council_id == concern.proposed_lead_id), "")
    found = (
        (gettext("Lead"), concern.lead),
        (gettext("Is to lead, once both say so"), proposed),
        (gettext("What worries us"), ", ".join(HARMS.label(harm) for harm in concern.harms if harm in HARMS)),
        (gettext("Since"), day(concern.made_at)),
    )
    return tuple((term, words) for term, words in found if words)


def _outcome(joint: Joint) -> tuple[tuple[str, str], ...]:
    concern = joint.round.concern
    shows = outcome_shows(concern, joint.round.parties, joint.council)
    if concern.closed_at is None or concern.outcome is None or not shows:
        return ()
    return (
        (gettext("Closed"), day(concern.closed_at)),
        (gettext("How it is there now"), gettext(OUTCOME_LABELS[concern.outcome])),
        (gettext("What came of it"), concern.outcome_words),
        (gettext("What was learnt"), concern.lessons),
    )


def _stand(each: Party, joint: Joint) -> str:
    words = {
        PartyState.INVITED: gettext("asked to join on %(day)s") % {"day": day(each.invited_at)},
        PartyState.DECLINED: gettext("declined"),
        PartyState.TAKEN_BACK: gettext("invitation taken back"),
        PartyState.LEFT: gettext("left on %(day)s") % {"day": day(each.over_at)} if each.over_at else "",
    }
    if each.state is not PartyState.JOINED:
        return words[each.state]
    leads = gettext("leads; ") if each.council_id == joint.round.concern.lead_id else ""
    if each.council_id != joint.council and (joint.party.is_stopped or not each.stands):
        return leads + gettext("agreement over: nothing is shown between you")
    over = "" if each.stands else gettext(" (agreement over: nothing is shown between you)")
    return f"{leads}{each.coordinator}{over}"


def _who(each: OurPartner) -> str:
    return f"{each.person}, {each.organisation}" if each.person else each.organisation


def _minutes(each: Minutes, base: str, me: UUID | None) -> Act:
    who = {"name": each.writer, "day": day(each.written_at)}
    if each.state == "returned":
        words = gettext("Minutes of %(name)s, %(day)s: given back") % who
    elif each.writer_id == me:
        words = gettext("Your minutes of %(day)s wait for a second person") % who
    else:
        words = gettext("Look through the minutes of %(name)s, %(day)s") % who
    return Act(words, f"{base}/minutes/{each.id}")


def _adds(base: str, *, coordinates: bool) -> tuple[Act, ...]:
    return tuple(
        Act(str(PART_LABELS[kind]), f"{base}/add/{kind.value}")
        for kind in PartKind
        if kind is not PartKind.MINUTES and (coordinates or kind is not PartKind.MESSAGE)
    )


def _acts(joint: Joint, base: str, guests: Sequence[Guest], *, coordinates: bool) -> tuple[Act, ...]:
    may = acts_of(joint.round.concern, joint.party)
    acts = [Act(gettext("History and receipts"), f"{base}/history")]
    if not coordinates:
        return tuple(acts)
    invited = any(each.state is PartyState.INVITED for each in joint.round.parties)
    offered = (
        (JointAct.INVITE, gettext("Ask a council to join"), "invite", True),
        (JointAct.TAKE_BACK, gettext("Take an invitation back"), "take-back", invited),
        (JointAct.PROPOSE_LEAD, gettext("Propose another lead"), "propose-lead", len(joint.round.working) > 1),
        (JointAct.TAKE_LEAD, gettext("Agree to the change of lead"), "take-lead", True),
        (JointAct.REFUSE_LEAD, gettext("Do not change the lead"), "refuse-lead", True),
        (JointAct.HAND_ON, gettext("Change who speaks for us"), "hand-on", True),
        (JointAct.LEAVE, gettext("Leave"), "leave", True),
        (JointAct.CLOSE, gettext("Close"), "close", True),
    )
    acts += [Act(words, f"{base}/{slug}") for act, words, slug, shows in offered if act in may and shows]
    if joint.round.concern.is_open and joint.party.stands:
        acts.insert(1, Act(gettext("Let a partner in"), f"{base}/let-in"))
    if any(each.council_id == joint.council for each in guests):
        acts.insert(1, Act(gettext("End what a partner sees"), f"{base}/end-guest"))
    return tuple(acts)
