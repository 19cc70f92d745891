"""What a professional said beyond what a resident is asked: how they know, who was told, on which basis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commonground.platform.reference import AGENCIES
from commonground.tenants.intake.masking import mask_place
from commonground.tenants.intake.said import Said
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referring.models import Statement, StatementPeople
from commonground.tenants.referring.types import (
    BASIS_LABELS,
    EVIDENCE_LABELS,
    OPENNESS_LABELS,
    RELIABILITY_LABELS,
    Evidence,
    LawfulBasis,
    Openness,
    Reliability,
)
from commonground.ui.referrals import words as say
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext


def shown(said: Said, column: str, look: bool) -> str:
    """What stands in a column, masked; empty when nothing masked was kept for it: never the words themselves."""
    return str(getattr(said, column)) if look else said.shown.get(column, "")


def professional_facts(
    row: ReferralRow, said: Statement, referrer: str, *, can_answer: bool, look: bool
) -> Iterator[tuple[str, str]]:
    """Only what was answered."""
    for term, column in _FREE.items():
        if words := shown(said, column, look):
            yield gettext(term), words
    if said.reported_to:
        agencies = (say.label(AGENCIES, code) for code in said.reported_to)
        yield gettext("Already reported to"), ", ".join(agencies)
    yield gettext("How they know"), _how_known(said)
    yield gettext("Young people and parents told?"), _openness(said, look)
    yield gettext("Lawful basis"), _basis(said)
    yield gettext("Referred by"), _referred_by(row, said, referrer, can_answer=can_answer)
    if said.lang == "cy":
        yield gettext("To be answered in"), gettext("Welsh")


_FREE: Mapping[str, str] = {
    "First noticed": "first_noticed",
    "Weapons or vehicles": "carried",
    "How far it reaches": "boundary",
    "Areas of other councils": "other_boroughs",
    "When it is open": "opening",
    "Who is responsible there": "responsible",
    "Establishment number": "establishment",
    "What they have in common": "common_link",
    "App or site": "platform",
    "Who is involved already": "involved",
}


@dataclass(frozen=True, slots=True)
class PeopleView:
    """The layer of a professional's words that points at people."""

    reference: str
    case_references: tuple[str, ...]
    adults: str


def people_view(row: ReferralRow, found: StatementPeople | None) -> PeopleView:
    if found is None:
        return PeopleView(row.reference, (), "")
    return PeopleView(row.reference, tuple(found.case_references), found.adults)


def _how_known(said: Statement) -> str:
    parts = [EVIDENCE_LABELS[Evidence(said.evidence)]] if said.evidence in set(Evidence) else []
    if said.reliability in set(Reliability):
        parts.append(RELIABILITY_LABELS[Reliability(said.reliability)])
    return ". ".join(gettext(part) for part in parts) or gettext("Not said")


def _openness(said: Statement, look: bool) -> str:
    told = gettext(OPENNESS_LABELS[Openness(said.openness)])
    why = shown(said, "untold_why", look)
    return f"{told}. {why}" if why else told


def _basis(said: Statement) -> str:
    basis = LawfulBasis(said.basis)
    label = gettext(BASIS_LABELS[basis])
    return (
        gettext("%(basis)s, which is usually not the right basis") % {"basis": label}
        if basis is LawfulBasis.CONSENT
        else label
    )


def _referred_by(row: ReferralRow, said: Statement, referrer: str, *, can_answer: bool) -> str:
    who = [
        referrer or gettext("Somebody"),
        said.organisation,
        mask_place(said.job).shown,
        said.phone if can_answer else "",
    ]
    came = gettext("Came in %(moment)s") % {"moment": moment(row.received_at)}
    return f"{', '.join(part for part in who if part)}. {came}"
