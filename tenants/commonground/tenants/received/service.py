"""Taking in what another council has handed over: as a referral of one's own, the sender's words quoted, unedited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.crossings.types import KIND_LABELS, Kind, OfferView, Urgency
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.contexts.types import SubjectKind
from commonground.tenants.disclosures.models import Package
from commonground.tenants.disclosures.packaging import Reasons, read, reasons_in
from commonground.tenants.disclosures.queries import packages_of
from commonground.tenants.disclosures.types import Told
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.intake.models import ReportMessage
from commonground.tenants.intake.receiving import places_in
from commonground.tenants.intake.types import Danger, ReportSubject
from commonground.tenants.received.load import RECORD, subject_of
from commonground.tenants.received.models import ReceivedHandoff
from commonground.tenants.received.quoting import quotes
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.queries import QUOTED
from commonground.tenants.referring.models import Statement
from commonground.tenants.referring.service import COUNCIL, refer
from commonground.tenants.referring.types import Evidence, LawfulBasis, Openness, Referring
from commonground.tenants.sharing.types import Basis

SUBJECT_OF: Final = {
    Kind.PEER_GROUP: SubjectKind.GROUP,
    Kind.SCHOOL_PUPILS: SubjectKind.SCHOOL,
    Kind.ONLINE: SubjectKind.ONLINE,
}
"""What such a crossing is about here, to begin with; everything else is a place."""
OPENNESS_OF: Final = {
    Told.TOLD: Openness.TOLD,
    Told.SOME: Openness.NOT_TOLD,
    Told.NOT_TOLD: Openness.NOT_TOLD,
    Told.NOBODY: Openness.NOBODY_IN_PARTICULAR,
}
"""A referral knows no “some”: its own answer reads “No, or not all of them”."""
_UNSAID: Final = "What they sent does not say."


async def take_in(work: Work, row: ReceivedHandoff, offer: OfferView, about: SubjectKind) -> str:
    """Open it as a referral of the acting council's, and say its reference. Taken in twice is taken in once: the
    referral's id is the crossing's. `row` is locked by the caller. Raises `IncompleteError`, `NobodyReadsError`."""
    if row.referral_id is not None:
        return await _reference_of(work, row.referral_id)
    packages = await packages_of(work, row.id, "received")
    if not any(each.canonical for each in packages):
        raise IncompleteError((Problem("about", "Their copy here was deleted: there is nothing to take in."),))
    first, *more = _quoted(offer, packages)
    sent = await refer(work, _told(offer, packages, about, first), came=COUNCIL)
    await work.mine.flush()
    await _add_quotes(work, offer.id, more)
    row.referral_id, row.taken_in_at, row.taken_in_by = offer.id, work.now, work.actor.staff
    await audit.record(work, f"{Action.READ_HANDOFF}:take_in", subject_of(row))
    await publish(work, Fact(FactKind.CROSSING_FILES, RECORD, row.id))
    return sent.reference


async def _reference_of(work: Work, referral_id: UUID) -> str:
    found: str = (await work.mine.scalars(select(ReferralRow.reference).where(ReferralRow.id == referral_id))).one()
    return found


def _told(offer: OfferView, packages: Sequence[Package], about: SubjectKind, what: str) -> Referring:
    said = next(reasons_in(each) for each in packages if each.canonical)
    openness, why = _told_of(said)
    return Referring(
        key=offer.id,
        kind=about,
        where=f"{KIND_LABELS[offer.kind]}, from {offer.sender}",
        what=what,
        harms=offer.harms,
        children="not_sure",
        # An offer says how soon it is to be read: that it can wait does not say that nobody is in danger.
        danger=Danger.YES if offer.urgency is Urgency.TODAY else Danger.NOT_SURE,
        openness=openness,
        untold_why=why,
        # UK GDPR, Article 6: what a council does under a section of an Act is a public task. The quoted words name it.
        basis=LawfulBasis.LEGAL_OBLIGATION if said.basis == Basis.LEGAL_OBLIGATION else LawfulBasis.PUBLIC_TASK,
        ages=offer.ages,
        evidence=Evidence.AGENCY,
        other_boroughs=offer.sender,
    )


def _told_of(said: Reasons) -> tuple[Openness, str]:
    """Whether they were told, as the sender says, and why not. Where it does not say, nobody may think that they were:
    somebody would ring the family."""
    if said.told not in set(Told):
        return Openness.NOT_TOLD, _UNSAID
    return OPENNESS_OF[Told(said.told)], said.untold_why


def _quoted(offer: OfferView, packages: Sequence[Package]) -> list[str]:
    """Their words under their own headings, in the order of their form and every one of them; the basis first, as they
    named it. What is asked of us stands last there, and whoever decides the referral may not be able to open what was
    sent."""
    said = next(reasons_in(each) for each in packages if each.canonical)
    fields = (f"{label}: {words}" for package in packages for label, words in read(package).fields)
    return quotes(f"{offer.sender} wrote ({offer.reference})", [f"Lawful basis: {said.basis_words}", *fields])


async def _add_quotes(work: Work, referral_id: UUID, more: Sequence[str]) -> None:
    """What does not fit into a referral's first words stands below them, masked as they are."""
    if not more:
        return
    said = (await work.mine.scalars(select(Statement).where(Statement.referral_id == referral_id))).one()
    places = places_in(said.words(), ReportSubject(said.subject))
    for words in more:
        shown = mask_names(words, places).shown
        work.mine.add(
            ReportMessage(
                tenant_id=said.tenant_id, id=uuid7(), statement_id=said.id, kind=QUOTED,
                body=words, shown=shown, at=work.now, staff_id=work.actor.staff,
            )
        )  # fmt: skip  # one row
    await work.mine.flush()
