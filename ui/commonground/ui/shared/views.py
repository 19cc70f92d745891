"""What a partner's pages show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonground.platform.joint.types import KIND_LABELS
from commonground.platform.reference import KINDS, VENUES
from commonground.tenants.joint.partner import LetInTo
from commonground.tenants.sharing.partner import Invited, SharedContext
from commonground.tenants.sharing.rules import last_day
from commonground.tenants.sharing.types import BASIS_LABELS
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.lists import cut_off

_CUT = lazy("The newest %(most)s notes are shown. Ask the one who invited you about those before them.")


@dataclass(frozen=True, slots=True)
class InvitedLine:
    """One line of the worklist."""

    reference: str
    name: str
    kind: str
    purpose: str
    sponsor: str
    until: str


@dataclass(frozen=True, slots=True)
class WorklistView:
    """`joint`: what several councils work on, into which one of them has let the reader."""

    organisation: str
    rows: tuple[InvitedLine, ...]
    joint: tuple[InvitedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SubjectView:
    """`notes` None: the invitation does not include them. `cut` says so where there are more of them, `masked` in which
    words names are masked."""

    reference: str
    name: str
    kind: str
    description: str
    facts: tuple[tuple[str, str], ...]
    invitation: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...] | None
    cut: str
    masked: str
    has_receipt: bool


def worklist_view(organisation: str, found: Sequence[Invited], joint: Sequence[LetInTo] = ()) -> WorklistView:
    return WorklistView(organisation, tuple(_line(each) for each in found), tuple(_joint_line(each) for each in joint))


def _joint_line(each: LetInTo) -> InvitedLine:
    kind = gettext(KIND_LABELS[each.kind])
    return InvitedLine(each.reference, each.title, kind, each.purpose, each.sponsor, day(last_day(each.until)))


def _line(each: Invited) -> InvitedLine:
    return InvitedLine(each.reference, each.name, _kind(each), each.purpose, each.sponsor, day(last_day(each.until)))


def subject_view(shared: SharedContext, *, has_receipt: bool = False) -> SubjectView:
    invited = shared.invited
    return SubjectView(
        reference=invited.reference,
        name=invited.name,
        kind=_kind(invited),
        description=shared.description,
        facts=tuple(_facts(shared)),
        invitation=tuple(_invitation(invited)),
        notes=tuple((day(note.at), note.words) for note in shared.notes) if invited.notes or shared.notes else None,
        cut=cut_off(_CUT, shared.notes),
        masked=_masked(shared),
        has_receipt=has_receipt,
    )


def _masked(shared: SharedContext) -> str:
    if not shared.invited.names:
        return gettext("Words that may be names are masked.")
    if shared.notes and not shared.names_in_notes:
        return gettext("Words in the notes that may be names are masked.")
    return ""


def _facts(shared: SharedContext) -> list[tuple[str, str]]:
    said = (
        (gettext("Address"), ", ".join(part for part in (shared.address, shared.postcode) if part)),
        (gettext("App or site"), shared.platform),
        (gettext("Its name there"), shared.handle),
        (gettext("Also called"), ", ".join(shared.aliases)),
        (gettext("State"), gettext("The council has closed it") if shared.closed else ""),
    )
    return [(term, words) for term, words in said if words]


def _invitation(invited: Invited) -> Iterator[tuple[str, str]]:
    yield gettext("For what"), invited.purpose
    yield gettext("Lawful basis"), BASIS_LABELS[invited.basis]
    yield gettext("Invited by"), invited.sponsor
    yield gettext("Who is invited"), gettext("You") if invited.personally else gettext("Everybody of your organisation")
    yield gettext("Since"), day(invited.since)
    yield gettext("Until"), day(last_day(invited.until))


def _kind(each: Invited) -> str:
    if each.venue and each.venue in VENUES:
        return VENUES.label(each.venue)
    return KINDS.label(each.kind) if each.kind in KINDS else each.kind


def as_text(view: SubjectView) -> Iterator[str]:
    """The same as the page, to take along: plain lines, and at their head until when they may be used."""
    yield f"{view.name} ({view.reference}), {view.kind}"
    yield gettext("Shared with you for a purpose and until a day. Delete this file when it ends.")
    yield ""
    for term, words in (*view.invitation, *view.facts):
        yield f"{term}: {words}"
    yield ""
    yield view.description
    for when, words in view.notes or ():
        yield ""
        yield f"{when}: {words}"
    if view.cut:
        yield ""
        yield view.cut
