"""What the register's pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from commonground.platform.access import ROLES, Role
from commonground.platform.listed import Listed
from commonground.platform.partners.models import PartnerAgreement, PartnerOrganisation
from commonground.platform.partners.rules import in_force
from commonground.platform.partners.types import AGREEMENT_LABELS, AgreementKind, Organisation, PartnerPerson, Wanted
from commonground.platform.reference import AGENCIES
from commonground.ui.partners.forms import EndForm
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext, lazy, ngettext
from commonground.ui.shell.lists import cut_off

PATH: Final = "/partners"
MOST_WORDS: Final = 100
_CUT: Final = lazy("The first %(most)s by name are shown. Filter by kind or name to find the others.")


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    id: UUID
    name: str
    kind: str
    contact: str
    agreed: str
    people: int


@dataclass(frozen=True, slots=True)
class RegisterView:
    here: str
    tabs: tuple[tuple[str, str, int | None], ...]
    kinds: tuple[tuple[str, str], ...]
    wanted: Wanted
    rows: tuple[OrganisationLine, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """`standing`: whether it is in force today, to come, or over."""

    id: UUID
    heading: str
    standing: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """`why`: asks for the reason of ending it, or of taking it up again where it has ended."""

    id: UUID
    name: str
    ended: str
    facts: tuple[tuple[str, str], ...]
    agreements: tuple[AgreementLine, ...]
    people: tuple[tuple[UUID, str, str], ...]
    why: EndForm


@dataclass(frozen=True, slots=True)
class FormView:
    """A page with one form. `conflict`: somebody was quicker."""

    heading: str
    action: str
    back: str
    back_name: str
    button: str
    explain: str = ""
    conflict: str = ""


def read(query: Mapping[str, str]) -> Wanted:
    """What the address asks for; whatever is none of ours means everything."""
    kind = query.get("kind", "")
    words = query.get("words", "").replace("\x00", "")[:MOST_WORDS].strip()
    return Wanted(kind if kind in AGENCIES else "", words, query.get("view") == "ended")


def write(wanted: Wanted) -> str:
    said = {"view": "ended" if wanted.ended else "", "kind": wanted.kind, "words": wanted.words}
    asked = urlencode({name: value for name, value in said.items() if value})
    return f"{PATH}?{asked}" if asked else PATH


def register_view(wanted: Wanted, found: Listed[Organisation]) -> RegisterView:
    tabs = ((gettext("Now"), PATH, None), (gettext("Ended"), write(Wanted(ended=True)), None))
    count = len(found)
    return RegisterView(
        here=write(Wanted(ended=wanted.ended)),
        tabs=tabs,
        kinds=(("", gettext("Any")), *AGENCIES.labels()),
        wanted=wanted,
        rows=tuple(organisation_line(each) for each in found),
        summary=cut_off(_CUT, found)
        or ngettext("%(n)s organisation, by name.", "%(n)s organisations, by name.", count) % {"n": count},
    )


def organisation_line(each: Organisation) -> OrganisationLine:
    agreed = (
        gettext("until %(day)s") % {"day": day(each.agreed_until)} if each.agreed_until else gettext("None in force")
    )
    return OrganisationLine(each.id, each.name, kind_words(each.kind), each.contact, agreed, each.people)


def kind_words(code: str) -> str:
    return AGENCIES.label(code) if code in AGENCIES else code


def organisation_view(
    row: PartnerOrganisation,
    agreements: Sequence[PartnerAgreement],
    people: Sequence[PartnerPerson],
    today: date,
    why: EndForm,
) -> OrganisationView:
    return OrganisationView(
        id=row.id,
        name=row.name,
        ended=gettext("The council has worked with them no more since %(day)s.") % {"day": day(row.ended_at)}
        if row.ended_at
        else "",
        facts=tuple(_facts(row)),
        agreements=tuple(_agreement(each, today) for each in agreements),
        people=tuple((each.id, each.name, _role(each.role)) for each in people),
        why=why,
    )


def _facts(row: PartnerOrganisation) -> list[tuple[str, str]]:
    said = (
        (gettext("Kind"), kind_words(row.kind)),
        (gettext("Contact"), row.contact_name),
        (gettext("E-mail address"), row.contact_email),
        (gettext("Telephone"), row.contact_phone),
        (gettext("About them"), row.about),
    )
    return [(term, words) for term, words in said if words]


def _agreement(row: PartnerAgreement, today: date) -> AgreementLine:
    heading = AGREEMENT_LABELS[AgreementKind(row.kind)] if row.kind in set(AgreementKind) else row.kind
    facts = (
        (gettext("Version"), row.edition),
        (gettext("Signed"), f"{day(row.signed_on)}, {row.signed_by}"),
        (gettext("Kept"), row.kept_at),
    )
    return AgreementLine(row.id, heading, _standing(row, today), tuple(each for each in facts if each[1]))


def _standing(row: PartnerAgreement, today: date) -> str:
    dates = {"start": day(row.valid_from), "end": day(row.valid_until)}
    if in_force(row.valid_from, row.valid_until, today):
        return gettext("In force: %(start)s to %(end)s") % dates
    words = gettext("To come: %(start)s to %(end)s") if row.valid_from > today else gettext("Over since %(end)s")
    return words % dates


def _role(code: str) -> str:
    return ROLES[Role(code)].name if code in set(Role) else code
