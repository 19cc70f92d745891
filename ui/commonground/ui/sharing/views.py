"""What is shown of invitations to the council's own people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from commonground.platform.reference import AGENCIES
from commonground.tenants.disclosures.types import TOLD_LABELS
from commonground.tenants.sharing.rules import last_day
from commonground.tenants.sharing.types import BASIS_LABELS, STATE_LABELS, Invitation, State
from commonground.ui.flags.views import FlagHead
from commonground.ui.sharing.forms import whom
from commonground.ui.shell.dates import day, moment
from commonground.ui.shell.i18n import gettext


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """One invitation in full. `receipt`: where its receipt is read; empty where there is none."""

    id: UUID
    whom: str
    standing: str
    facts: tuple[tuple[str, str], ...]
    receipt: str


@dataclass(frozen=True, slots=True)
class PartnersView:
    """Who is invited to a context. `may`: the reader may invite, and end it; `cut` says so where there were more;
    `restricted`: what was agreed opens it to nobody for the time being."""

    title: str
    reference: str
    href: str
    trail: tuple[tuple[str, str], ...]
    now: tuple[InvitationLine, ...]
    waiting: tuple[InvitationLine, ...]
    past: tuple[InvitationLine, ...]
    may: bool
    cut: str
    restricted: bool


@dataclass(frozen=True, slots=True)
class ProposalLine:
    id: UUID
    whom: str
    reference: str
    sponsor: str
    proposed: str


@dataclass(frozen=True, slots=True)
class WaitingView:
    """`cut`: says so where there are more."""

    lines: tuple[ProposalLine, ...]
    cut: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal for the second person. `title` and `href` are empty for whoever may not open the record itself.
    `flags`: what says not to share it with somebody, while it waits."""

    line: InvitationLine
    reference: str
    title: str
    href: str
    kind: str
    waits: bool
    flags: FlagHead


def line_of(each: Invitation, *, restricted: bool = False) -> InvitationLine:
    receipt = f"/sharing/{each.id}/receipt" if each.has_receipt else ""
    return InvitationLine(each.id, whom(each), _standing(each, restricted=restricted), tuple(_facts(each)), receipt)


def lines_of(found: Sequence[Invitation], *states: State, restricted: bool = False) -> tuple[InvitationLine, ...]:
    return tuple(line_of(each, restricted=restricted) for each in found if each.state in states)


def _standing(each: Invitation, *, restricted: bool) -> str:
    if restricted and each.state is State.ACTIVE:
        return gettext("Agreed, until %(day)s") % {"day": day(last_day(each.until))}
    said = {"state": STATE_LABELS[each.state], "day": day(last_day(each.until))}
    if each.state in (State.ACTIVE, State.PROPOSED):
        return gettext("%(state)s, until %(day)s") % said
    return said["state"]


def _facts(each: Invitation) -> list[tuple[str, str]]:
    agency = AGENCIES.label(each.organisation_kind) if each.organisation_kind in AGENCIES else each.organisation_kind
    what = gettext("The summary and the notes") if each.notes else gettext("The summary")
    names = gettext("with names") if each.names else gettext("without names")
    facts = [
        (gettext("Organisation"), f"{each.organisation} ({agency})"),
        *_agreement(each),
        (gettext("For what"), each.purpose),
        (gettext("Lawful basis"), BASIS_LABELS[each.basis]),
        (gettext("Why not less"), each.necessity),
        *_told(each),
        (gettext("What they see"), f"{what}, {names}"),
        (gettext("Proposed by"), f"{each.sponsor}, {moment(each.proposed_at)}"),
    ]
    if each.authorised_at is not None:
        second = f"{each.authorised_by}, {moment(each.authorised_at)}. {each.authorise_words}"
        facts.append((gettext("Second person"), second))
    if each.ended_at is not None:
        facts.append((gettext("Ended by"), f"{each.ended_by}, {moment(each.ended_at)}. {each.end_words}"))
    return facts


def _told(each: Invitation) -> list[tuple[str, str]]:
    told = f"{TOLD_LABELS[each.openness]}. {each.untold_why}".strip() if each.openness else ""
    said = ((gettext("Were they told?"), told), (gettext("Advice taken"), each.advice))
    return [(term, words) for term, words in said if words]


def _agreement(each: Invitation) -> list[tuple[str, str]]:
    """Of what stands or waits: what is in force today says nothing of what is over."""
    if each.state not in (State.ACTIVE, State.PROPOSED):
        return []
    until = each.agreed_until
    said = gettext("Until %(day)s") % {"day": day(until)} if until else gettext("None in force")
    return [(gettext("Agreement on sharing information"), said)]
